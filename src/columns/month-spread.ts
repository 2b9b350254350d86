/**
 * How the activity of a month is spread over its members, without anybody in it. What members did in trial is not in it. A
 * writer wrote a message; a member was active on a day with a message, or with a second of voice within an hour and channel.
 */
export interface MonthSpread {
  readonly writers: number;
  /** Those who wrote {@link regularFrom} messages or more. */
  readonly regularWriters: number;
  readonly messages: number;
  /** How many members were active on as many days as {@link dayClasses} say, in their order. */
  readonly daysActive: readonly number[];
  /** Those tenth of the writers, rounded up, who wrote most. */
  readonly topTenth: { readonly people: number; readonly messages: number };
}

/** Of messages in a month. */
export const regularFrom = 3;

/** Days of a month on which a member was active, from and to. */
export const dayClasses = [
  { from: 1, to: 1 },
  { from: 2, to: 5 },
  { from: 6, to: 15 },
  { from: 16, to: 31 },
] as const;
