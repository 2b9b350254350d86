import { sampleStandardDeviation } from 'simple-statistics';

/** How an amount is spread over the users who have any. */
export interface Spread {
  readonly users: number;
  readonly total: number;
  readonly perUser: number;
  readonly stdev: number;
}

/** `sums` has the amount of each user, above 0. */
export function spreadOf(sums: Float64Array): Spread {
  const users = sums.length;
  let total = 0;
  // By index: before V8 has warmed up, an iterator over half a million sums takes as long as the rest of a report.
  for (let index = 0; index < users; index += 1) total += sums[index] as number;
  return {
    users,
    total,
    perUser: users === 0 ? 0 : total / users,
    stdev: users < 2 ? 0 : sampleStandardDeviation(sums as ArrayLike<number> as readonly number[]),
  };
}

/**
 * Combines the spreads over two disjoint sets of users (Chan, Golub and LeVeque, Updating Formulae and a Pairwise
 * Algorithm for Computing Sample Variances, 1979).
 */
export function unitedSpread(a: Spread, b: Spread): Spread {
  if (a.users === 0 || b.users === 0) return a.users === 0 ? b : a;
  const users = a.users + b.users;
  const total = a.total + b.total;
  const between = ((b.perUser - a.perUser) ** 2 * a.users * b.users) / users;
  const squares = a.stdev ** 2 * (a.users - 1) + b.stdev ** 2 * (b.users - 1) + between;
  return { users, total, perUser: total / users, stdev: Math.sqrt(squares / (users - 1)) };
}
