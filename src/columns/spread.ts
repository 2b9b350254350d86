import type { Moments } from './moments.ts';

/** How an amount is spread over the users who have any. */
export interface Spread {
  readonly users: number;
  readonly total: number;
  readonly perUser: number;
  /** The standard deviation of a sample; 0 for fewer than two users. */
  readonly stdev: number;
}

export function spreadOf(moments: Moments): Spread {
  const { users, total } = moments;
  return { users, total, perUser: users === 0 ? 0 : total / users, stdev: deviationOf(moments) };
}

/** Exact up to the root: the difference of two great numbers has no digit that is wrong. */
function deviationOf({ users, total, squares }: Moments): number {
  if (users < 2) return 0;
  const count = BigInt(users);
  const sum = BigInt(total);
  // A total beyond 2^53 is rounded, so that the difference may be below 0.
  const difference = count * squares - sum * sum;
  return difference <= 0n ? 0 : Math.sqrt(Number(difference) / Number(count * (count - 1n)));
}
