import { seesAllChannels } from '../../../src/core/channel.ts';
import { type HourRange, hoursOfMonth } from '../../../src/core/time.ts';
import type { Result } from '../../../src/query/query.ts';
import type { ChangeMeasure, ChangeQuery } from '../../../src/query/questions/compared/change.ts';
import type { UsualMeasure, UsualQuery } from '../../../src/query/questions/compared/usual.ts';
import type { RangeFacts } from '../../../src/query/range-facts.ts';
import type { ComparedMetric } from '../../../src/query/usual/compared-metrics.ts';
import { notKnown, type Value } from '../../../src/query/value.ts';
import { complete } from '../a-result.ts';

export const october: HourRange = hoursOfMonth(2024 * 12 + 9);
export const september: HourRange = hoursOfMonth(2024 * 12 + 8);

/** A day of a made-up result. */
export interface SomeDay {
  readonly value: Value;
  readonly usual?: readonly [low: number, high: number];
  readonly observedShare?: number;
  readonly isRunning?: boolean;
}

export const gapDay: SomeDay = { value: notKnown('notObserved'), observedShare: 0 };

export interface SomeDaysChanges {
  readonly range?: HourRange;
  readonly metric?: ComparedMetric;
  readonly facts?: Partial<RangeFacts>;
}

/** After all of them. */
export const facts: RangeFacts = { ...complete, askedAtMs: Date.UTC(2024, 11, 1) };

/** Days as `usual` answers them. */
export function someDays(
  days: readonly SomeDay[],
  { range = october, metric = 'people', facts: changed = {} }: SomeDaysChanges = {},
): Result<UsualMeasure> {
  const query: UsualQuery = {
    about: 'usual',
    guildId: '7',
    range,
    by: 'day',
    channel: null,
    view: seesAllChannels,
    metric,
  };
  return {
    query,
    measures: ['value', 'usualLow', 'usualHigh', 'unusual', 'observedShare'],
    rows: days.map(({ value, usual, observedShare = 1, isRunning = false }, index) => {
      const from = range.from + 24 * index;
      const [low, high] = usual ?? [notKnown('learning'), notKnown('learning')];
      const unusual = isRunning ? notKnown('running') : unusualOf(value, usual, observedShare);
      return {
        key: { kind: 'period', from, to: from + 24 },
        values: { value, usualLow: low, usualHigh: high, unusual, observedShare },
      };
    }),
    facts: { ...facts, ...changed },
    before: null,
  };
}

function unusualOf(value: Value, usual: SomeDay['usual'], observedShare: number): Value {
  if (observedShare < 0.95 || typeof value !== 'number') return notKnown('notObserved');
  if (usual === undefined) return notKnown('learning');
  const [low, high] = usual;
  return value > high ? 1 : value < low ? -1 : 0;
}

export interface SomeChange {
  readonly perDay?: Value;
  readonly perDayBefore?: Value;
  readonly change?: Value;
  readonly usual?: readonly [low: number, high: number];
  readonly unusual?: Value;
}

/** How a range compares, as `change` answers it. */
export function someChange(
  { perDay = 92.9, perDayBefore = 77.7, change = 0.19, usual, unusual = 0 }: SomeChange = {},
  {
    range = october,
    metric = 'people',
    before = september,
  }: { range?: HourRange; metric?: ComparedMetric; before?: HourRange } = {},
): Result<ChangeMeasure> {
  const query: ChangeQuery = {
    about: 'change',
    guildId: '7',
    range,
    by: 'total',
    channel: null,
    view: seesAllChannels,
    metric,
  };
  const [usualLow, usualHigh] = usual ?? [notKnown('learning'), notKnown('learning')];
  const measures: readonly ChangeMeasure[] = ['perDay', 'perDayBefore', 'change', 'usualLow', 'usualHigh', 'unusual'];
  const values = { perDay, perDayBefore, change, usualLow, usualHigh, unusual };
  const result = { query, measures, rows: [{ key: { kind: 'total' }, values }], facts, before: null } as const;
  return { ...result, before: { ...result, query: { ...query, range: before }, rows: [] } };
}

const people = [
  92, 98, 103, 92, 78, 75, 87, 93, 99, 91, 103, 83, 82, 113, 110, 105, 105, 102, 90, 67, 102, 52, 92, 101, 102, 61, 80,
  91, 107, 95, 85,
];
const lows = [
  75, 67, 64, 62, 53, 51, 68, 75, 74, 73, 62, 53, 51, 68, 75, 74, 73, 64, 53, 51, 68, 80, 74, 73, 64, 53, 59, 68, 81,
  74, 73,
];
const highs = [
  95, 84, 97, 92, 81, 80, 104, 96, 98, 103, 93, 82, 80, 104, 96, 98, 103, 103, 83, 82, 113, 110, 105, 105, 103, 90, 82,
  113, 110, 105, 105,
];

/** A month of a community like the real one, without its gap. */
export const busyDays: readonly SomeDay[] = people.map((value, index) => {
  return { value, usual: [lows[index] ?? 0, highs[index] ?? 0] };
});

/** With a gap on the 22nd. */
export const octoberDays: readonly SomeDay[] = busyDays.map((day, index) => {
  return index === 21 ? { ...day, observedShare: 8 / 24 } : day;
});
