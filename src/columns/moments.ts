/** How an amount is spread over the members who have any, as exact integers, so that sums do not depend on their order. */
export interface Moments {
  readonly users: number;
  readonly total: number;
  /** The sum of the squares of each member's amount. */
  readonly squares: bigint;
}

/** The moments of nobody. */
export const noMoments: Moments = { users: 0, total: 0, squares: 0n };
