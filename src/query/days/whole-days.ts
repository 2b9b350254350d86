import type { HourRange } from '../../core/time.ts';

/** Whether a range begins and ends with a day. */
export function isWholeDays({ from, to }: HourRange): boolean {
  return from % 24 === 0 && to % 24 === 0;
}

/** Whether a range is one day. */
export function isDay(range: HourRange): boolean {
  return range.to - range.from === 24 && isWholeDays(range);
}

/** The days that a range touches; none if it is empty. */
export function wholeDaysAround({ from, to }: HourRange): HourRange {
  if (from >= to) return { from, to: from };
  return { from: Math.floor(from / 24) * 24, to: Math.ceil(to / 24) * 24 };
}

/** A part of a range: whole days, or hours of one day. */
export interface DayPiece extends HourRange {
  readonly isWhole: boolean;
}

/** Cuts a range into the rest of its first day, the whole days, and the beginning of its last day. Empty ones are left out. */
export function dayPieces({ from, to }: HourRange): readonly DayPiece[] {
  const first = Math.min(Math.ceil(from / 24) * 24, to);
  const last = Math.max(Math.floor(to / 24) * 24, first);
  const pieces = [
    { from, to: first, isWhole: false },
    { from: first, to: last, isWhole: true },
    { from: last, to, isWhole: false },
  ];
  return pieces.filter((piece) => piece.from < piece.to);
}
