import type { Clock } from '../core/clock.ts';
import { type Coverage, coverage } from '../core/coverage.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type HourRange, type Month, monthOf, monthsOfRange } from '../core/time.ts';
import type { Store } from '../store/store.ts';
import { forgottenMonths } from './forgotten-months.ts';

/** What must be said beside every number of a range. */
export interface RangeFacts {
  readonly coverage: Coverage;
  /** False while any day of the range lies in a month that is not rotated. */
  readonly isSealed: boolean;
  /** One person may stand in it under two tokens: the vault was lost within one of its months. */
  readonly isSplit: boolean;
  /** A person has another token in each month. */
  readonly spansMonths: boolean;
  /** Those of its months whose counters were deleted, ascending. */
  readonly forgottenMonths: readonly Month[];
}

export async function rangeFacts(
  store: Pick<Store, 'guild' | 'gaps' | 'months' | 'totals'>,
  clock: Pick<Clock, 'now'>,
  guildId: Snowflake,
  range: HourRange,
): Promise<RangeFacts> {
  const nowMs = clock.now();
  const [guild, gaps, kept, forgotten] = await Promise.all([
    store.guild(guildId),
    store.gaps(guildId, range),
    store.months(guildId),
    forgottenMonths(store, guildId, range),
  ]);
  const asked = monthsOfRange(range);
  const known = new Map(kept.map((month) => [month.month, month]));
  return {
    coverage: coverage(range, guild?.firstConnectedMs ?? Number.POSITIVE_INFINITY, nowMs, gaps),
    // A past month without counters has nobody in it and never needs a rotation.
    isSealed: asked.every((month) => known.get(month)?.isSealed ?? month < monthOf(nowMs)),
    isSplit: asked.some((month) => known.get(month)?.isSplit ?? false),
    spansMonths: asked.length > 1,
    forgottenMonths: forgotten.map(({ month }) => month),
  };
}
