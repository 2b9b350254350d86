import type { Clock } from '../core/clock.ts';
import { type Coverage, coverage, type KnownGap } from '../core/coverage.ts';
import type { Snowflake } from '../core/snowflake.ts';
import {
  type HourRange,
  hourMs,
  hoursOfMonth,
  type Month,
  monthOf,
  monthsOfRange,
  startOfMonthMs,
} from '../core/time.ts';
import type { ImportedCounts, PrunedMonth } from '../store/records.ts';
import type { StoreReader } from '../store/store-reader.ts';
import type { Reason } from './value.ts';

/** The facts that must accompany every number of a range. */
export interface RangeFacts {
  /** When the numbers were asked for, in milliseconds since the Unix epoch. */
  readonly askedAtMs: number;
  /** When Census first connected to the guild, in milliseconds since the Unix epoch; null if it never did. */
  readonly countingSinceMs: number | null;
  readonly coverage: Coverage;
  /** False if any day of the range lies in a month that is not sealed. */
  readonly isSealed: boolean;
  /** One person may appear under two tokens, because Census had to begin again under new ones. */
  readonly isSplit: boolean;
  /** A person has a different token in each month. */
  readonly spansMonths: boolean;
  /** The months of the range whose counters were deleted, ascending. */
  readonly prunedMonths: readonly Month[];
  /** The months of the range that another program counted, ascending. */
  readonly importedMonths: readonly Month[];
  /** Some members were at first not counted as active in it. */
  readonly hasTrial?: boolean;
  /** What must be said about the counting of these numbers, whether they are known or not. */
  readonly notCounted?: readonly Reason[];
}

/** @param unreadable Hours with unreadable counters. They are shown as gaps. */
export async function rangeFacts(
  store: Pick<StoreReader, 'guild' | 'gaps' | 'months' | 'prunedMonths'>,
  clock: Pick<Clock, 'now'>,
  guildId: Snowflake,
  range: HourRange,
  unreadable: readonly HourRange[] = [],
): Promise<RangeFacts> {
  const nowMs = clock.now();
  const [guild, gaps, kept, pruned] = await Promise.all([
    store.guild(guildId),
    store.gaps(guildId, range),
    store.months(guildId),
    prunedMonths(store, guildId, range),
  ]);
  const asked = monthsOfRange(range);
  const known = new Map(kept.map((month) => [month.month, month]));
  const imported = asked.flatMap((month) => known.get(month)?.imported ?? []);
  const importedMonths = asked.filter((month) => (known.get(month)?.imported ?? null) !== null);
  const firstConnectedMs = guild?.firstConnectedMs ?? Number.POSITIVE_INFINITY;
  const knownFromMs = Math.min(firstConnectedMs, ...importedMonths.map(startOfMonthMs));
  return {
    askedAtMs: nowMs,
    countingSinceMs: guild?.firstConnectedMs ?? null,
    coverage: coverage(range, knownFromMs, nowMs, [
      ...outside(imported, [
        ...gaps,
        { fromMs: knownFromMs, toMs: firstConnectedMs },
        ...importedMonths.map((month) => gapOfHours(hoursOfMonth(month))),
      ]),
      ...unreadable.map(gapOfHours),
    ]),
    // A past month without counters has no members, so there is nothing to seal.
    isSealed: asked.every((month) => known.get(month)?.isSealed ?? month < monthOf(nowMs)),
    isSplit: asked.some((month) => known.get(month)?.isSplit ?? false),
    spansMonths: asked.length > 1,
    prunedMonths: pruned.map(({ month }) => month),
    importedMonths,
  };
}

function gapOfHours({ from, to }: HourRange): KnownGap {
  return { fromMs: from * hourMs, toMs: to * hourMs };
}

/** The gaps outside some spans. What lies within them was counted by another program. */
function outside(
  spans: readonly Pick<ImportedCounts, 'fromMs' | 'toMs'>[],
  gaps: readonly KnownGap[],
): readonly KnownGap[] {
  return spans.reduce((rest, { fromMs: startMs, toMs: endMs }) => {
    return rest.flatMap((gap) => {
      const isApart = gap.fromMs >= endMs || (gap.toMs !== null && gap.toMs <= startMs);
      if (isApart) return [gap];
      const before = gap.fromMs < startMs ? [{ fromMs: gap.fromMs, toMs: startMs }] : [];
      const after = gap.toMs === null || gap.toMs > endMs ? [{ fromMs: endMs, toMs: gap.toMs }] : [];
      return [...before, ...after];
    });
  }, gaps);
}

/** The months of a range whose counters were deleted, ascending. */
export async function prunedMonths(
  store: Pick<StoreReader, 'prunedMonths'>,
  guildId: Snowflake,
  range: HourRange,
): Promise<readonly PrunedMonth[]> {
  const asked = new Set(monthsOfRange(range));
  return (await store.prunedMonths(guildId)).filter(({ month }) => asked.has(month));
}
