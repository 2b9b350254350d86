import { type Day, dayOf } from '../time.ts';

/**
 * The classes of tenure in the store, each named by its fewest days: 0, 1, 2 to 6, 7, 8 to 29, 30, 31 and more. They
 * yield both the buckets of {@link tenureBuckets} and retention on day 1, day 7 and day 30.
 */
export const tenureClasses = [0, 1, 2, 7, 8, 30, 31] as const;
export type TenureClass = (typeof tenureClasses)[number];

/**
 * The class of a member's tenure on a day. Tenure is the number of UTC days since the day of the join, whatever the
 * hour, so that all who joined on one day have the same tenure. `joinedAtMs` is in milliseconds since the Unix epoch. A
 * join after the day counts as on that day: clocks may differ around midnight.
 */
export function tenureOn(day: Day, joinedAtMs: number): TenureClass {
  const days = day - dayOf(joinedAtMs);
  return tenureClasses.findLast((fewest) => fewest <= days) ?? 0;
}

/** Tenure as shown. Members up to day 6 are new, all others established. */
export const tenureBuckets = ['day 0', 'day 1', 'days 2–6', 'days 7–29', 'day 30 and later'] as const;
export type TenureBucket = (typeof tenureBuckets)[number];

/** The bucket of a class. */
export function tenureBucketOf(tenure: TenureClass): TenureBucket {
  if (tenure === 0) return 'day 0';
  if (tenure === 1) return 'day 1';
  if (tenure === 2) return 'days 2–6';
  return tenure < 30 ? 'days 7–29' : 'day 30 and later';
}
