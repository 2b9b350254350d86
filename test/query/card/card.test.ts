import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Counter } from '../../../src/core/counter.ts';
import { hourMs, hoursOfMonth } from '../../../src/core/time.ts';
import type { Result } from '../../../src/query/query.ts';
import { type CardMeasure, cardMeasures } from '../../../src/query/questions/card.ts';
import { guildId } from '../a-store.ts';
import { pruneMonths, questionsTo } from '../prune-months.ts';
import { channels, february, january, march, type WorldDeps } from '../questions/a-world.ts';
import { type Quarter, withQuarter } from '../questions/with-quarter.ts';

const { from: start, to: end } = hoursOfMonth(january);
const days = (end - start) / 24;
const open = hoursOfMonth(march).from;

const crowds = fc.array(
  fc.record({
    day: fc.oneof(fc.nat(days - 1), fc.nat(3)),
    channel: fc.integer({ min: 1, max: 5 }),
    metric: fc.constantFrom('msg' as const, 'msg' as const, 'voice' as const),
    first: fc.nat(20),
    people: fc.integer({ min: 1, max: 14 }),
    amount: fc.integer({ min: 1, max: 400 }),
  }),
  { maxLength: 14, size: 'max' },
);

const flows = fc.array(
  fc.record({
    day: fc.nat(days - 1),
    metric: fc.constantFrom('join' as const, 'total_users' as const),
    amount: fc.integer({ min: 1, max: 40 }),
  }),
  { maxLength: 6 },
);

describe('a card', () => {
  it('rounds naive numbers, and holds none of one to four people, nor one that a sum gives away', async () => {
    let shown = 0;
    await fc.assert(
      fc.asyncProperty(crowds, flows, fc.subarray([1, 2, 3, 5]), fc.boolean(), async (drawn, flow, seen, isPruned) => {
        const quarter = aQuarter(drawn, flow);
        await withQuarter(quarter, async (deps) => {
          if (isPruned) await pruneMonths(deps, 1);
          const { rows } = await cardOf(deps, january, seen);
          for (const { key, values } of rows) {
            const own = quarter.counters.filter(({ hour, channel }) => {
              if (hour >= end) return false;
              if (key.kind === 'period') return hour >= key.from && hour < key.to;
              return key.kind !== 'channel' || channel === key.channel.number;
            });
            const people = membersIn(own, ['msg', 'voice']);
            if (typeof values.people === 'number') expect(values.people).toBe(inFives(people));
            else if (people > 0 && people < 5) expect(values.people).toMatchObject({ notKnown: expect.anything() });
            for (const [measure, metric, unit] of [
              ['messages', 'msg', 1],
              ['voiceHours', 'voice', 3_600_000],
            ] as const) {
              const value = values[measure];
              const amount =
                own.filter((each) => each.metric === metric).reduce((sum, each) => sum + each.amount, 0) / unit;
              const members = membersIn(own, [metric]);
              if (typeof value !== 'number') continue;
              shown += 1;
              expect(value === 0 ? 0 : value / inTwoDigits(amount)).toBeCloseTo(amount === 0 ? 0 : 1, 2);
              if (value > 0) expect(members).toBeGreaterThanOrEqual(5);
            }
            for (const measure of ['people', 'peoplePerDay', 'joins', 'totalUsers'] as const) {
              const value = values[measure];
              if (typeof value === 'number') expect(value % 5).toBe(0);
            }
            if (key.kind === 'channel') {
              expect(seen).toContain(key.channel.number);
              expect(key.channel.isPrivate).not.toBe(true);
            }
          }
          for (const metric of ['msg', 'voice'] as const) {
            const measure = metric === 'msg' ? 'messages' : 'voiceHours';
            expectRestIsLarge(quarter, rows, measure, metric, 'period');
            expectRestIsLarge(quarter, rows, measure, metric, 'channel');
          }
        });
      }),
      { numRuns: 40 },
    );
    expect(shown).toBeGreaterThan(100);
  }, 120_000);

  it('has no channel that not everyone can view', async () => {
    const secret = channels.map((channel) =>
      channel.number === 1 ? { ...channel, isPrivate: true as const } : channel,
    );
    const crowd = (channel: number) => ({ day: 2, channel, metric: 'msg' as const, first: 0, people: 9, amount: 3 });
    await withQuarter({ ...aQuarter([crowd(1), crowd(3)], []), channels: secret }, async (deps) => {
      const { rows } = await cardOf(deps, january, [1, 2, 3, 4, 5]);
      const names = rows.flatMap(({ key }) => (key.kind === 'channel' ? [key.channel.name] : []));
      expect(names).toEqual(['staff']);
      expect(rows[0]?.values).toMatchObject({ people: 10, messages: 54 });
    });
  });

  it('says nothing of a month that is open', async () => {
    const crowd = { day: 2, channel: 1, metric: 'msg' as const, first: 0, people: 9, amount: 3 };
    const quarter = aQuarter([crowd], []);
    const counters = quarter.counters.map((each) => ({
      ...each,
      hour: each.hour + open - start,
      member: each.member + 500,
    }));
    await withQuarter({ ...quarter, counters, nowMs: (open + 20 * 24) * hourMs }, async (deps) => {
      const { rows } = await cardOf(deps, march, [1, 2, 3, 4, 5]);
      const nothing = Object.fromEntries(cardMeasures.map((measure) => [measure, { notKnown: 'running' }]));
      expect(rows).toEqual([{ key: { kind: 'total' }, values: nothing }]);
    });
  });
});

function cardOf(deps: WorldDeps, month: number, seen: readonly number[]): Promise<Result<CardMeasure>> {
  const view = ({ number }: { readonly number: number }) => seen.includes(number);
  const query = { about: 'card', guildId, range: hoursOfMonth(month), by: 'total', channel: null, view } as const;
  return questionsTo(deps).ask(query);
}

/** What all shown parts leave of the whole is nothing, or holds a part of five people or more. */
function expectRestIsLarge(
  { counters }: Quarter,
  rows: Result<CardMeasure>['rows'],
  measure: 'messages' | 'voiceHours',
  metric: 'msg' | 'voice',
  kind: 'period' | 'channel',
): void {
  const own = counters.filter((each) => each.metric === metric && each.hour < end);
  const partOf = ({ hour, channel }: Counter) => (kind === 'period' ? Math.floor(hour / 24) : channel);
  const shown = new Set(
    rows.flatMap(({ key, values }) => {
      const value = values[measure];
      if (typeof value !== 'number' || value === 0) return [];
      if (kind === 'period') return key.kind === 'period' ? [key.from / 24] : [];
      return key.kind === 'channel' ? [key.channel.number] : [];
    }),
  );
  const rest = own.filter((each) => !shown.has(partOf(each)));
  const parts = [...new Set(rest.map(partOf))].map((part) =>
    membersIn(
      rest.filter((each) => partOf(each) === part),
      [metric],
    ),
  );
  const isKnown = shown.size > 0;
  if (isKnown && parts.length > 0) expect(Math.max(...parts)).toBeGreaterThanOrEqual(5);
}

function membersIn(counters: readonly Counter[], metrics: readonly string[]): number {
  return new Set(counters.filter(({ metric }) => metrics.includes(metric)).map(({ member }) => member)).size;
}

function inFives(people: number): number {
  return Math.floor((people + 2.5) / 5) * 5;
}

function inTwoDigits(amount: number): number {
  if (amount === 0) return 0;
  const step = 10 ** (Math.floor(Math.log10(amount)) - 1);
  return Math.round(amount / step) * step;
}

function aQuarter(
  drawn: readonly {
    readonly day: number;
    readonly channel: number;
    readonly metric: 'msg' | 'voice';
    readonly first: number;
    readonly people: number;
    readonly amount: number;
  }[],
  flow: readonly { readonly day: number; readonly metric: 'join' | 'total_users'; readonly amount: number }[],
): Quarter {
  const sums = new Map<string, Counter>();
  for (const { day, channel, metric, first, people, amount } of drawn) {
    for (let member = first; member < first + people; member += 1) {
      const hour = start + day * 24 + 9;
      const key = `${hour} ${channel} ${metric} ${member}`;
      const own = amount * (metric === 'voice' ? 360_000 : 1);
      sums.set(key, { hour, channel, metric, member, amount: (sums.get(key)?.amount ?? 0) + own });
    }
  }
  const others = flow.map(({ day, metric, amount }): Counter => {
    return { hour: start + day * 24 + 9, metric, channel: 0, member: 0, amount };
  });
  const later: Counter = { hour: hoursOfMonth(february).from, metric: 'msg', channel: 1, member: 900, amount: 1 };
  return { counters: [...sums.values(), ...others, later], totals: [], nowMs: open * hourMs };
}
