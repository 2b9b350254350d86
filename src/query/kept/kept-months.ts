import type { FinalSummaries } from '../../columns/day/final-summaries.ts';
import { decodeFinalSummaries } from '../../columns/day/final-summaries-bytes.ts';
import { nextTurn } from '../../core/async/event-loop.ts';
import { CorruptColumns } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type HourRange, hoursOfMonth, type Month } from '../../core/time.ts';
import type { PrunedMonth } from '../../store/records.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { prunedMonths } from '../range-facts.ts';

export type KeptSource = Pick<StoreReader, 'prunedMonths' | 'finalSummaries'>;

/** What is left of a pruned month. */
export interface KeptMonth extends PrunedMonth {
  /** Null if they cannot be read. */
  readonly summaries: FinalSummaries | null;
}

/**
 * What is left of the pruned months of a range, by month. To be read after the counters: they may have been deleted
 * meanwhile.
 */
export async function keptMonths(
  store: KeptSource,
  guildId: Snowflake,
  range: HourRange,
): Promise<ReadonlyMap<Month, KeptMonth>> {
  const found = new Map<Month, KeptMonth>();
  for (const pruned of await prunedMonths(store, guildId, range)) {
    found.set(pruned.month, { ...pruned, summaries: await readSummaries(store, guildId, pruned.month) });
    await nextTurn();
  }
  return found;
}

/** Null if there are none, or if they cannot be read. */
export async function readSummaries(
  store: Pick<StoreReader, 'finalSummaries'>,
  guildId: Snowflake,
  month: Month,
): Promise<FinalSummaries | null> {
  const bytes = await store.finalSummaries(guildId, month);
  try {
    return bytes === null ? null : decodeFinalSummaries(bytes);
  } catch (error) {
    if (error instanceof CorruptColumns) return null;
    throw error;
  }
}

/** Whether a range has all hours of a month. */
export function hasWhole(range: HourRange, month: Month): boolean {
  const { from, to } = hoursOfMonth(month);
  return range.from <= from && range.to >= to;
}
