/**
 * How the activity of a month is spread over its members. It identifies no member. Activity in trial does not count. A
 * writer is a member who wrote a message. An active day has a message, or a second of voice within one hour and
 * channel.
 */
export interface MonthSpread {
  readonly writers: number;
  /** Writers of {@link regularFrom} messages or more. */
  readonly regularWriters: number;
  readonly messages: number;
  /** The number of members in each of {@link dayClasses}, by active days. */
  readonly daysActive: readonly number[];
  /** The tenth of the writers who wrote most, rounded up. */
  readonly topTenth: { readonly people: number; readonly messages: number };
}

/** The fewest messages in a month that make a regular writer. */
export const regularFrom = 3;

/** Classes of a member's number of active days in a month, both ends included. */
export const dayClasses = [
  { from: 1, to: 1 },
  { from: 2, to: 5 },
  { from: 6, to: 15 },
  { from: 16, to: 31 },
] as const;
