import { type BucketTotals, isComplete } from '../../columns/bucket-totals.ts';
import { Tabulation, type TabulationPlan } from '../../columns/tabulation.ts';
import { nextTurn } from '../../core/async/event-loop.ts';
import type { CounterChunk } from '../../store/store-reader.ts';
import { keepJitWarm } from './keep-jit-warm.ts';

/** Adds up pieces of columns to what the rows of a report are made of. */
export interface Tabulator {
  /** `onProgress` is told now and then what share of the work is done, 0 to 1. Fails where the pieces do. */
  tabulate(
    plan: TabulationPlan,
    pieces: AsyncIterable<CounterChunk>,
    onProgress: (share: number) => void,
  ): Promise<readonly BucketTotals[]>;
}

/** Does it here, a few milliseconds at a time, so that everything else has its turn. */
export class TabulatorInTurns implements Tabulator {
  /** Not used: see `keepJitWarm`. */
  readonly kept = keepJitWarm();

  async tabulate(
    plan: TabulationPlan,
    pieces: AsyncIterable<CounterChunk>,
    onProgress: (share: number) => void,
  ): Promise<readonly BucketTotals[]> {
    const tabulation = new Tabulation(plan);
    for await (const { hours, blobs } of pieces) {
      tabulation.add(blobs);
      onProgress(shareOfReading * shareRead(plan, hours));
      await nextTurn();
    }
    for (let share = 0; share < 1; ) {
      share = tabulation.advance();
      onProgress(shareOfReading + (1 - shareOfReading) * share);
      await nextTurn();
    }
    return tabulation.totals().filter(isComplete); // Of one who does it alone all are.
  }
}

/** Reading the pieces takes about as long as adding them up. */
export const shareOfReading = 0.5;

/** What share of a range is read when the last piece was of these hours. */
export function shareRead({ range }: TabulationPlan, hours: CounterChunk['hours']): number {
  return (Math.min(hours.to, range.to) - range.from) / (range.to - range.from);
}
