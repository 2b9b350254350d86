import type { HourRange } from '../../core/time.ts';
import { type MissedPost, type MissedReason, mostMissed, type PostState } from '../../store/post-store.ts';

/** Whether nothing is left to be done about a period. */
export function isSettled({ until, isCertain }: PostState, period: HourRange): boolean {
  return until > period.to || (until === period.to && isCertain);
}

/** Whether posting about a period was begun, and may have succeeded. */
export function wasTried({ until, isCertain }: PostState, period: HourRange): boolean {
  return until === period.to && !isCertain;
}

/** Adds periods without a post. Neighbours with one reason become one. */
export function withMissed(
  known: readonly MissedPost[],
  { from, to }: HourRange,
  why: MissedReason,
): readonly MissedPost[] {
  const last = known.at(-1);
  if (last !== undefined && last.why === why && last.to >= from) {
    return [...known.slice(0, -1), { from: Math.min(last.from, from), to: Math.max(last.to, to), why }];
  }
  return [...known, { from, to, why }].slice(-mostMissed);
}
