import type { BucketMoments } from '../../columns/bucket-totals.ts';
import { MemberSums } from '../../columns/member-sums.ts';
import { Tabulation, type TabulationPlan } from '../../columns/tabulation.ts';
import { nextTurn, Slice } from '../../core/async/event-loop.ts';
import type { ReportPiece } from './report-pieces.ts';

/** Sums pieces into the totals from which a report's rows are made, a few milliseconds at a time. */
export class Tabulator {
  /** From earlier reports: used memory is several times as fast as new memory. */
  readonly #spare: MemberSums[] = [];

  /**
   * Rejects if reading the pieces does.
   *
   * @param onProgress Receives the share of the work done, from 0 to 1.
   * @throws {CorruptColumns} when a piece cannot be read.
   */
  async tabulate(
    plan: TabulationPlan,
    pieces: AsyncIterable<ReportPiece>,
    onProgress: (share: number) => void,
  ): Promise<readonly BucketMoments[]> {
    const sums = this.#spare.pop() ?? new MemberSums();
    try {
      return await tabulated(new Tabulation(plan, sums), plan, pieces, onProgress);
    } catch (error) {
      sums.clear();
      throw error;
    } finally {
      if (this.#spare.length < mostSpare) this.#spare.push(sums);
    }
  }
}

/** Two reports at once are rare. */
const mostSpare = 2;

async function tabulated(
  tabulation: Tabulation,
  { range }: TabulationPlan,
  pieces: AsyncIterable<ReportPiece>,
  onProgress: (share: number) => void,
): Promise<readonly BucketMoments[]> {
  const slice = new Slice(bytesPerTurn);
  let read = range.from;
  for await (const piece of pieces) {
    if (piece.kind === 'counters') tabulation.add(piece.blobs);
    else tabulation.addRollUp(piece.columns);
    read = Math.max(read, Math.min(piece.hours.to, range.to));
    onProgress((shareOfReading * (read - range.from)) / (range.to - range.from));
    if (slice.fills(costOf(piece))) await nextTurn();
  }
  for (let share = 0; share < 1; ) {
    share = tabulation.advance();
    onProgress(shareOfReading + (1 - shareOfReading) * share);
    if (share < 1) await nextTurn();
  }
  return tabulation.totals();
}

/** Reading the pieces takes about as long as summing them. */
const shareOfReading = 0.5;

/** Reading so much, and noting where its runs are, takes a few milliseconds. */
const bytesPerTurn = 2 ** 20;

/** The cost of a piece apart from its bytes. */
const bytesPerPiece = 2 ** 12;

/** In bytes. Several blobs are merged, which takes several times as long as to read them. */
function costOf(piece: ReportPiece): number {
  const bytes = piece.kind === 'counters' ? lengthOf(piece.blobs) : piece.columns.length;
  return bytesPerPiece + (piece.kind === 'counters' && piece.blobs.length > 1 ? 8 * bytes : bytes);
}

function lengthOf(blobs: readonly Uint8Array[]): number {
  return blobs.reduce((sum, blob) => sum + blob.length, 0);
}
