import { type BucketTotals, isComplete } from '../../columns/bucket-totals.ts';
import { Tabulation, type TabulationPlan } from '../../columns/tabulation.ts';
import { nextTurn } from '../../core/async/event-loop.ts';
import type { CounterChunk } from '../../store/store-reader.ts';
import { keepJitWarm } from './keep-jit-warm.ts';

/** Sums chunks into the totals from which a report's rows are made. */
export interface Tabulator {
  /**
   * Rejects if reading the chunks does.
   *
   * @param onProgress Receives the share of the work done, from 0 to 1.
   */
  tabulate(
    plan: TabulationPlan,
    chunks: AsyncIterable<CounterChunk>,
    onProgress: (share: number) => void,
  ): Promise<readonly BucketTotals[]>;
}

/** Tabulates in this thread, a few milliseconds at a time, so that the event loop keeps turning. */
export class TabulatorInTurns implements Tabulator {
  /** Never read: see `keepJitWarm`. */
  readonly kept = keepJitWarm();

  async tabulate(
    plan: TabulationPlan,
    chunks: AsyncIterable<CounterChunk>,
    onProgress: (share: number) => void,
  ): Promise<readonly BucketTotals[]> {
    const tabulation = new Tabulation(plan);
    for await (const { hours, blobs } of chunks) {
      tabulation.add(blobs);
      onProgress(shareOfReading * shareRead(plan, hours));
      await nextTurn();
    }
    for (let share = 0; share < 1; ) {
      share = tabulation.advance();
      onProgress(shareOfReading + (1 - shareOfReading) * share);
      await nextTurn();
    }
    return tabulation.totals().filter(isComplete); // With one tabulation, all are.
  }
}

/** Reading the chunks takes about as long as summing them. */
export const shareOfReading = 0.5;

/** The share of a range that is read after a chunk of these hours. */
export function shareRead({ range }: TabulationPlan, hours: CounterChunk['hours']): number {
  return (Math.min(hours.to, range.to) - range.from) / (range.to - range.from);
}
