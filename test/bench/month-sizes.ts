import type { MonthSize } from './generated-month.ts';

type Size = Omit<MonthSize, 'seed'>;

/** The month of a very large community, by which the targets are set; a quick run takes a fifth of it. */
export function largeMonth(isQuick: boolean): Size {
  return isQuick
    ? { counters: 2_000_000, members: 100_000, channels: 500 }
    : { counters: 10_000_000, members: 500_000, channels: 500 };
}

export const middlingMonth: Size = { counters: 1_000_000, members: 20_000, channels: 50 };

export const smallMonth: Size = { counters: 100_000, members: 5_000, channels: 20 };

/** `10 M counters`, as the table says it. */
export function countersInWords({ counters }: Size): string {
  return counters >= 1_000_000 ? `${counters / 1_000_000} M counters` : `${counters / 1000} k counters`;
}
