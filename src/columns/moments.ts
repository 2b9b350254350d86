/** How an amount is spread over the members who have any, as exact integers, so that sums do not depend on their order. */
export interface Moments {
  readonly users: number;
  readonly total: number;
  /** The sum of the squares of each member's amount. */
  readonly squares: bigint;
}

/** The moments of nobody. */
export const noMoments: Moments = { users: 0, total: 0, squares: 0n };

/** The moments of two groups without a common member. */
export function addMoments(a: Moments, b: Moments): Moments {
  return { users: a.users + b.users, total: a.total + b.total, squares: a.squares + b.squares };
}
