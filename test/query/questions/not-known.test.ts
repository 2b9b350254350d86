import { describe, expect, test } from 'vitest';
import type { Counter } from '../../../src/core/counter.ts';
import type { CounterMetric } from '../../../src/core/metric.ts';
import { hourMs, hoursOfMonth } from '../../../src/core/time.ts';
import type { QuestionStore } from '../../../src/query/questions/question-deps.ts';
import type { Value } from '../../../src/query/value.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import type { GuildMonth } from '../../../src/store/store-reader.ts';
import { month, monthHours } from '../../columns/some-counters.ts';
import { aGuild } from '../../store/a-batch.ts';
import { wholeImport } from '../../store/whole-import.ts';
import { aChannel, guildId, withStore } from '../a-store.ts';
import { allOf, questionsOn, reportOf, rowsOf, storeWith, valuesIn } from '../ask.ts';

const general = aChannel(1, 'general');
const secret = aChannel(2, 'secret');
const monday = monthHours.from + 4 * 24; // 5 March 2018.
const clock = { now: () => monthHours.to * hourMs };
const message: Counter = { hour: monday + 1, metric: 'msg', channel: 1, member: 1, amount: 2 };
const content = { batches: [[message]], channels: [general, secret], openMonth: month };
const asked = { guildId, type: 'full', channel: null, range: monthHours } as const;

const why = (reason: string) => ({ notKnown: reason });
const noVoice = (reason: string) => ({
  voiceUsers: why(reason),
  voiceHours: why(reason),
  voiceHoursPerUser: why(reason),
});

describe('a number of a report is not known', () => {
  test('in an imported month that has nothing of it, and known where it has some of it', async () => {
    const voice: Counter = { hour: monday + 30, metric: 'voice', channel: 1, member: 1, amount: 5000 };
    const weekdays = { ...asked, type: 'weekday' } as const;
    await withStore(content, async (store) => {
      const rows = rowsOf(await reportOf(imported(store), clock, weekdays));
      expect(rows[0]).toMatchObject({ messages: 2, totalUsers: why('imported'), ...noVoice('imported') });
      expect(rows[3]).toMatchObject({ messages: 0, activeUsers: 0, joins: why('imported') });
    });
    await withStore({ ...content, batches: [[message, voice]] }, async (store) => {
      expect(rowsOf(await reportOf(imported(store, ['msg', 'voice']), clock, weekdays))[0]).toMatchObject({
        voiceUsers: 0,
        voiceHours: 0,
      });
    });
  });

  test.each(['channelUnseen', 'channelIgnored'] as const)('in a channel that is not counted: %s', async (reason) => {
    const circumstances = {
      whyUncounted: async (_id: string, { id }: { id: string }) => (id === secret.id ? reason : null),
    };
    await withStore(content, async (store) => {
      const made = await reportOf(store, clock, { ...asked, channel: secret }, circumstances);
      expect(valuesIn(made)).toMatchObject({ messages: why(reason), activeUsers: why(reason), ...noVoice(reason) });
      expect(valuesIn(made)).toMatchObject({ joins: 0, parts: 0 });
      expect(made.facts.notCounted).toEqual([reason, 'ofServer']);
      expect(valuesIn(await reportOf(store, clock, { ...asked, channel: general }, circumstances))).toMatchObject({
        messages: 2,
        voiceUsers: 0,
      });
    });
    const before: Counter = { ...message, channel: 2 };
    await withStore({ ...content, batches: [[before]] }, async (store) => {
      const made = await reportOf(store, clock, { ...asked, channel: secret }, circumstances);
      expect(valuesIn(made)).toMatchObject({ messages: 2, ...noVoice(reason) }); // Of the time before.
      expect(made.facts.notCounted).toContain(reason);
      const [row] = rowsOf(await reportOf(store, clock, { ...asked, type: 'channels' }, circumstances));
      expect(row).toMatchObject({ label: '#secret', messages: 2, ...noVoice(reason) });
    });
  });

  test('without the Server Members intent, and shown if it was counted before', async () => {
    const joins: Counter = { hour: monday, metric: 'join', channel: 0, member: 0, amount: 3 };
    await withStore({ ...content, batches: [[message, joins]] }, async (store) => {
      const made = await reportOf(store, clock, asked, { countsMembers: false });
      expect(valuesIn(made)).toMatchObject({ joins: 3, parts: why('intentOff'), messages: 2 });
      expect(made.facts.notCounted).toEqual(['intentOff']);
    });
  });

  test('before counting began', async () => {
    await withStore(content, async (store) => {
      const since = connectedFrom(store, monday * hourMs);
      const rows = rowsOf(await reportOf(since, clock, { ...asked, range: days(-2, 2), type: 'weekday' }));
      expect(rows.map(({ messages }) => messages)).toEqual([
        ...[2, 0], // Monday and Tuesday.
        ...[0, 0, 0], // They are not in the range.
        ...[why('beforeCounting'), why('beforeCounting')],
      ]);
    });
  });

  test('where nothing was observed, and where counters are unreadable', async () => {
    const gaps = [{ fromMs: (monday + 24) * hourMs, toMs: (monday + 48) * hourMs }];
    await withStore({ ...content, gaps }, async (store) => {
      const weekdays = { ...asked, range: days(0, 3), type: 'weekday' } as const;
      const rows = rowsOf(await reportOf(store, clock, weekdays));
      expect(rows.slice(0, 3).map(({ messages }) => messages)).toEqual([2, why('notObserved'), 0]);

      const broken = storeWith(store, {
        async *readCounters() {
          const hours = { from: monday + 48, to: monday + 72 };
          yield { hours, blobs: [Uint8Array.of(9)], hoursOfBlobs: [hours] };
        },
      });
      const [, , wednesday] = rowsOf(await reportOf(broken, clock, weekdays));
      expect(wednesday?.messages).toEqual(why('unreadable'));
    });
  });

  test('of hours that have not begun it is 0', async () => {
    await withStore(content, async (store) => {
      const rows = rowsOf(await reportOf(store, { now: () => (monday + 2) * hourMs }, { ...asked, type: 'hourly' }));
      expect(rows.map(({ messages }) => messages).filter((value) => value !== 0)).toEqual([2]);
    });
  });

  test('of the server in a channels report', async () => {
    await withStore(content, async (store) => {
      const [row] = rowsOf(await reportOf(store, clock, { ...asked, type: 'channels' }));
      expect(row).toMatchObject({ totalUsers: why('ofServer'), joins: why('ofServer'), parts: why('ofServer') });
    });
  });

  test('of a pruned month, unless it was kept, with the reason that it had', async () => {
    await withStore(content, async (store) => {
      const row = { messages: 2, voiceHours: why('imported'), joins: why('nonsense') };
      const pruned = storeWith(store, {
        prunedMonths: async () => [{ month, row }],
        readCounters: async function* () {},
      });
      const values = valuesIn(await reportOf(pruned, clock, asked));
      expect(values).toMatchObject({ messages: 2, voiceHours: why('imported') });
      expect([values.joins, values.parts]).toEqual([why('unreadable'), why('unreadable')]);
      expect(valuesIn(await reportOf(pruned, clock, { ...asked, range: days(0, 1) })).messages).toEqual(why('deleted'));
    });
  });
});

describe('active members are not known', () => {
  test('in a window that begins before counting began, but are in one that begins in an imported month', async () => {
    await withStore(content, async (store) => {
      const range = { from: monday, to: monday + 24 };
      const ask = (from: QuestionStore) => questionsOn(from, clock).ask({ ...allOf(guildId, range), about: 'active' });
      expect(valuesIn(await ask(connectedFrom(store, monday * hourMs)))).toEqual({
        ...{ inRange: 1, perDay: 1, week: why('beforeCounting'), month: why('beforeCounting') },
        stickiness: why('beforeCounting'),
      });
      const february = hoursOfMonth(month - 1);
      const months = [
        { ...aMonth, month: month - 1, imported: wholeImport(month - 1).imported },
        ...(await store.months(guildId)),
      ];
      const after = storeWith(connectedFrom(store, monthHours.from * hourMs), { months: async () => months });
      expect(february.from).toBeLessThan(monday - 29 * 24);
      expect(valuesIn(await ask(after))).toMatchObject({ inRange: 1, week: 1, month: 1 });
      const fromMs = (february.from + 20 * 24) * hourMs;
      const cut = months.map((each, index) =>
        index === 0 ? { ...each, imported: { ...each.imported, fromMs } } : each,
      );
      const afterCut = storeWith(after, { months: async () => cut as readonly GuildMonth[] });
      expect(valuesIn(await ask(afterCut))).toMatchObject({ week: 1, month: why('notObserved') });
    });
  });

  test('on a day that was not observed, which is left out of the mean', async () => {
    const gaps = [{ fromMs: (monday + 24) * hourMs, toMs: (monday + 48) * hourMs }];
    await withStore({ ...content, gaps }, async (store) => {
      const ask = (from: number, to: number) =>
        questionsOn(store, clock).ask({ ...allOf(guildId, days(from, to)), about: 'active' });
      expect(valuesIn(await ask(1, 2))).toMatchObject({
        inRange: why('notObserved'),
        perDay: why('notObserved'),
        week: 1,
      });
      expect(valuesIn(await ask(0, 4)).perDay).toBeCloseTo(1 / 3, 12);
    });
  });
});

describe('apps are not known', () => {
  const ask = (store: QuestionStore, circumstances = {}) =>
    questionsOn(store, clock, circumstances).ask({ ...allOf(guildId, monthHours), about: 'apps' });

  test.each<
    [string, (store: LaneStore) => Promise<{ rows: readonly { values: Readonly<Record<string, Value>> }[] }>, Value]
  >([
    ['in an imported month', (store) => ask(imported(store)), why('imported') as Value],
    [
      'before counting began',
      (store) => ask(connectedFrom(store, monthHours.to * hourMs)),
      why('beforeCounting') as Value,
    ],
    ['once they were deleted', (store) => ask(store, { areProfilesDeleted: () => true }), why('deleted') as Value],
    ['and are 0 otherwise', (store) => ask(store), 0],
  ])('%s', async (_when, answer, expected) => {
    await withStore(content, async (store) => {
      expect((await answer(store)).rows[0]?.values).toEqual({ bot: expected, webhook: expected });
    });
  });
});

describe('newcomers are not known', () => {
  test.each<[string, (store: LaneStore) => QuestionStore, boolean, string]>([
    ['without the Server Members intent', (store) => store, false, 'intentOff'],
    ['in an imported month', (store) => imported(store), true, 'imported'],
    ['before counting began', (store) => connectedFrom(store, monthHours.to * hourMs), true, 'beforeCounting'],
    ['of too few people', (store) => store, true, 'tooFew'],
  ])('%s', async (_when, from, countsMembers, reason) => {
    await withStore(content, async (store) => {
      const questions = questionsOn(from(store), clock, { countsMembers });
      const values = valuesIn(await questions.ask({ ...allOf(guildId, monthHours), about: 'newcomers' }));
      expect([values.ofNew, values.joiners7, values.cameBack30]).toEqual([why(reason), why(reason), why(reason)]);
      expect(values.day30on).toEqual(reason === 'tooFew' ? 0 : why(reason));
    });
  });
});

describe('visitors are not known', () => {
  test.each<[string, (store: LaneStore) => QuestionStore, readonly string[]]>([
    ['in an imported month', (store) => imported(store), ['imported']],
    ['before counting began', (store) => connectedFrom(store, monthHours.to * hourMs), ['beforeCounting']],
    ['and are nobody otherwise', (store) => store, []],
  ])('%s', async (_when, from, reasons) => {
    await withStore(content, async (store) => {
      for (const about of ['device', 'language'] as const) {
        const { rows, facts } = await questionsOn(from(store), clock).ask({ ...allOf(guildId, monthHours), about });
        expect([rows, facts.notCounted]).toEqual([[], reasons]);
      }
    });
  });
});

test('an unreadable hour of an imported month is not known', async () => {
  await withStore(content, async (store) => {
    const hours = { from: monday, to: monday + 24 };
    const broken = storeWith(imported(store), {
      async *readCounters() {
        yield { hours, blobs: [Uint8Array.of(9)], hoursOfBlobs: [hours] };
      },
    });
    expect(valuesIn(await reportOf(broken, clock, { ...asked, range: days(0, 1) })).messages).toEqual(
      why('unreadable'),
    );
  });
});

test('an imported month knows what Census does not count today', async () => {
  const circumstances = { countsMembers: false, whyUncounted: async () => 'channelIgnored' as const };
  await withStore(content, async (store) => {
    const of = imported(store, ['msg', 'voice', 'join', 'part']);
    const made = await reportOf(of, clock, { ...asked, channel: general }, circumstances);
    expect(valuesIn(made)).toMatchObject({ messages: 2, voiceUsers: 0, joins: 0, parts: 0 });
    expect(made.facts.notCounted).toEqual(['ofServer']);
  });
});

test('coverage is not known before counting began', async () => {
  await withStore(content, async (store) => {
    const ask = (from: QuestionStore) =>
      questionsOn(from, clock).ask({ ...allOf(guildId, days(0, 1)), about: 'coverage' });
    expect(valuesIn(await ask(store))).toEqual({ observedShare: 1 });
    const later = connectedFrom(store, clock.now() + 1);
    expect(valuesIn(await ask(later))).toEqual({ observedShare: why('beforeCounting') });
  });
});

const aMonth = {
  ...{ isSealed: true, isSplit: false, hasTrial: false, members: 0, saltDestroyedAtMs: null },
};

function imported(store: LaneStore, metrics: readonly CounterMetric[] = ['msg']): QuestionStore {
  const asImported = (known: GuildMonth) => ({ ...known, imported: { ...wholeImport(known.month).imported, metrics } });
  return storeWith(store, { months: async (id) => (await store.months(id)).map(asImported) });
}

function connectedFrom(store: LaneStore, firstConnectedMs: number): QuestionStore {
  return storeWith(store, { guild: async () => aGuild(guildId, { firstConnectedMs }) });
}

/** Days counted from Monday, 5 March. */
function days(from: number, to: number) {
  return { from: monday + from * 24, to: monday + to * 24 };
}
