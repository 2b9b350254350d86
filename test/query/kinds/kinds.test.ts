import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Channel } from '../../../src/core/channel.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { type HourRange, hourMs, hoursOfMonth, monthOfHour, monthsOfRange } from '../../../src/core/time.ts';
import type { Questions } from '../../../src/query/questions.ts';
import type { Value } from '../../../src/query/value.ts';
import { guildId } from '../a-store.ts';
import { pruneMonths, questionsTo } from '../prune-months.ts';
import { channels, february, january, march } from '../questions/a-world.ts';
import { type Quarter, withQuarter } from '../questions/with-quarter.ts';

const { from: start } = hoursOfMonth(january);
const { from: firstOfMarch, to: end } = hoursOfMonth(march);
const lastDay = (end - start) / 24 - 1;
const why = (reason: string) => ({ notKnown: reason });
const keys = {
  message_kind: ['reply', 'thread', 'poll', 'link'],
  attachment: ['image', 'other'],
  reaction: ['😀', '🎉', 'other'],
};

const crowds = fc.array(
  fc.record({
    day: fc.integer({ min: 0, max: lastDay }),
    channel: fc.integer({ min: 1, max: 3 }),
    people: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 10, size: 'max' },
);

const counts = fc.array(
  fc
    .record({
      metric: fc.constantFrom('message_kind' as const, 'attachment' as const, 'reaction' as const),
      day: fc.integer({ min: 0, max: lastDay }),
      channel: fc.integer({ min: 1, max: 3 }),
      key: fc.nat(3),
      amount: fc.integer({ min: 1, max: 9 }),
    })
    .map(({ key, ...of }) => ({ ...of, key: keys[of.metric][key % keys[of.metric].length] ?? '' })),
  { maxLength: 40, size: 'max' },
);

const cases = fc.record({
  crowds,
  counts,
  range: fc.oneof(
    fc.constantFrom(
      hoursOfMonth(january),
      hoursOfMonth(february),
      { from: start, to: firstOfMarch },
      { from: start, to: end },
      hoursOfMonth(march),
    ),
    fc.tuple(fc.nat(lastDay), fc.nat(lastDay)).map(([one, other]) => ({
      from: start + Math.min(one, other) * 24,
      to: start + (Math.max(one, other) + 1) * 24,
    })),
  ),
  channel: fc.option(fc.constantFrom(...channels.slice(0, 3))),
  isPruned: fc.boolean(),
  isOver: fc.boolean(),
});

describe('the kinds of messages', () => {
  it('equal a naive count, and of a channel are known only by months with five people, and never give away another', async () => {
    let known = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ({ crowds: drawn, counts: totals, range, channel, isPruned, isOver }) => {
        const quarter = aQuarter(drawn, totals, isOver ? end * hourMs : (end - 5) * hourMs);
        await withQuarter(quarter, async (deps) => {
          if (isPruned) await pruneMonths(deps, 1);
          const query = { about: 'kinds', guildId, range, by: 'total', channel, view: () => true } as const;
          const { rows } = await questionsTo(deps).ask(query);
          const found = rows.map(({ key, values }) => ({ name: key.kind === 'group' ? key.name : '', ...values }));
          expect(found.map(({ name, count }) => ({ name, count }))).toEqual(
            naiveCounts(quarter, range, channel, isPruned && quarter.counters.some(isOfJanuary)),
          );
          for (const { name, count, share } of found) {
            if (typeof count !== 'number') expect(share).toEqual(count);
            else if (typeof share === 'number') {
              known += 1;
              expect(share).toBeCloseTo(naiveShare(quarter, name, count, found, range, channel), 9);
            }
          }
        });
      }),
      { numRuns: 40 },
    );
    expect(known).toBeGreaterThan(100);
  }, 120_000);

  it('that need the content of messages are not known without it', async () => {
    const counted = { metric: 'message_kind', day: 3, channel: 1, key: 'reply', amount: 2 } as const;
    const quarter = aQuarter([{ day: 3, channel: 1, people: 6 }], [counted], firstOfMarch * hourMs);
    await withQuarter(quarter, async (deps) => {
      const questions = questionsWithout(deps);
      const range = hoursOfMonth(january);
      const query = { about: 'kinds', guildId, range, by: 'total', channel: null, view: () => true } as const;
      const { rows } = await questions.ask(query);
      const named = new Map(rows.map(({ key, values }) => [key.kind === 'group' ? key.name : '', values]));
      expect(named.get('message.reply')).toEqual({ count: 2, share: 2 / 6 });
      expect(named.get('message.sticker')).toEqual({ count: 0, share: 0 });
      expect(named.get('message.link')?.count).toEqual(why('contentOff'));
      expect(named.get('attachment.image')?.count).toEqual(why('contentOff'));
    });
  });

  it('show an emoji from ten uses on, when five people were there', async () => {
    const use = (key: string, amount: number) => ({ metric: 'reaction', day: 3, channel: 0, key, amount }) as const;
    const named = async (people: number) => {
      const drawn = [{ day: 3, channel: 1, people }];
      const quarter = aQuarter(drawn, [use('😀', 10), use('🎉', 9), use('other', 4)], firstOfMarch * hourMs);
      return withQuarter(quarter, async (deps) => {
        const range = hoursOfMonth(january);
        const query = { about: 'kinds', guildId, range, by: 'total', channel: null, view: () => true } as const;
        const { rows } = await questionsTo(deps).ask(query);
        return rows.flatMap(({ key, values }) =>
          key.kind === 'group' && key.name.startsWith('reaction.') ? [[key.name, values.count]] : [],
        );
      });
    };
    expect(await named(5)).toEqual([
      ['reaction.😀', 10],
      ['reaction.other', 13],
    ]);
    expect(await named(4)).toEqual([['reaction.other', 23]]);
  });
});

/** A month without counters is not pruned. */
function isOfJanuary({ hour }: Counter): boolean {
  return monthOfHour(hour) === january;
}

function questionsWithout(deps: Parameters<typeof questionsTo>[0]): Questions {
  const circumstances = { ...deps.circumstances, readsContent: false };
  return questionsTo({ ...deps, circumstances });
}

function aQuarter(
  drawn: readonly { readonly day: number; readonly channel: number; readonly people: number }[],
  counts: readonly {
    readonly metric: 'message_kind' | 'attachment' | 'reaction';
    readonly day: number;
    readonly channel: number;
    readonly key: string;
    readonly amount: number;
  }[],
  nowMs: number,
): Quarter {
  const counters = drawn.flatMap(({ day, channel, people }) => {
    const hour = start + day * 24 + 9;
    const first = (monthOfHour(hour) - january) * 100;
    return Array.from({ length: people }, (_, member): Counter => {
      return { hour, metric: 'msg', channel, member: first + member, amount: 1 };
    });
  });
  const unique = new Map(counts.map((each) => [`${each.metric} ${each.day} ${each.channel} ${each.key}`, each]));
  const reactions = new Set<string>();
  const totals = [...unique.values()].flatMap(({ metric, day, channel, key, amount }) => {
    const hour = start + day * 24;
    const name = `${day} ${key}`;
    if (metric === 'reaction' && reactions.has(name)) return [];
    if (metric === 'reaction') reactions.add(name);
    return [
      { month: monthOfHour(hour), metric, start: hour / 24, channel: metric === 'reaction' ? 0 : channel, key, amount },
    ];
  });
  return { counters, totals, nowMs };
}

function naiveCounts(quarter: Quarter, range: HourRange, channel: Channel | null, isPruned: boolean) {
  const { totals, counters, nowMs } = quarter;
  const hidden = channel === null ? null : whyHidden(counters, range, channel, nowMs);
  const cut =
    isPruned && monthsOfRange(range).includes(january) && (range.from > start || range.to < hoursOfMonth(january).to);
  const sum = (metric: string, key: string) =>
    totals
      .filter(
        (each) =>
          each.metric === metric && each.key === key && each.start * 24 >= range.from && each.start * 24 < range.to,
      )
      .filter((each) => channel === null || each.channel === channel.number)
      .reduce((all, { amount }) => all + amount, 0);
  const count = (metric: string, key: string): Value => {
    if (hidden !== null) return { notKnown: hidden };
    if (cut) return { notKnown: 'deleted' };
    return sum(metric, key);
  };
  const messages = ['reply', 'thread', 'sticker', 'voice_message', 'forward', 'poll', 'link'];
  const rows = [
    ...messages.map((key) => ({ name: `message.${key}`, count: count('message_kind', key) })),
    ...['image', 'video', 'audio', 'other'].map((key) => ({
      name: `attachment.${key}`,
      count: count('attachment', key),
    })),
  ];
  if (channel !== null) return rows;
  const people = Math.max(
    ...monthsOfRange(range).map((month) => {
      const own = counters.filter(({ hour }) => hour >= range.from && hour < range.to && monthOfHour(hour) === month);
      return new Set(own.map(({ member }) => member)).size;
    }),
  );
  const emoji = ['😀', '🎉'].map((key) => ({ name: `reaction.${key}`, count: sum('reaction', key) }));
  const isKnownToBeFew = people < 5 && !(isPruned && monthsOfRange(range).includes(january));
  const shown = emoji
    .filter((each) => each.count >= 10 && !isKnownToBeFew)
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  const all = sum('reaction', 'other') + emoji.reduce((total, each) => total + each.count, 0);
  const other = all - shown.reduce((total, each) => total + each.count, 0);
  return [...rows, ...shown, { name: 'reaction.other', count: other }];
}

function whyHidden(counters: readonly Counter[], range: HourRange, channel: Channel, nowMs: number) {
  const months = monthsOfRange(range);
  const isWhole = hoursOfMonth(months[0] ?? 0).from === range.from && hoursOfMonth(months.at(-1) ?? 0).to === range.to;
  if (!isWhole) return 'tooFew';
  if (range.to * hourMs > nowMs) return 'running';
  for (const month of months) {
    const own = counters.filter(({ hour }) => monthOfHour(hour) === month);
    const writers = [1, 2, 3]
      .map((number) => ({
        number,
        people: new Set(own.filter((each) => each.channel === number).map(({ member }) => member)).size,
      }))
      .filter(({ people }) => people > 0);
    const mine = writers.find(({ number }) => number === channel.number);
    if (mine === undefined) continue;
    const large = writers
      .filter(({ people }) => people >= 5)
      .sort((a, b) => a.people - b.people || a.number - b.number);
    const isMixed = large.length < writers.length;
    if (mine.people < 5 || (isMixed && large[0] === mine)) return 'tooFew';
  }
  return null;
}

function naiveShare(
  { counters }: Quarter,
  name: string,
  count: number,
  found: readonly { readonly name: string; readonly count: Value }[],
  range: HourRange,
  channel: Channel | null,
): number {
  const [kind = ''] = name.split('.');
  const messages = counters.filter(({ hour, channel: of }) => {
    return hour >= range.from && hour < range.to && (channel === null || of === channel.number);
  }).length;
  const same = found
    .filter((each) => each.name.startsWith(`${kind}.`))
    .reduce((sum, each) => sum + Number(each.count), 0);
  const all = kind === 'message' ? messages : same;
  return all === 0 ? 0 : count / all;
}
