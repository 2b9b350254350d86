import { type Day, dayOf } from '../time.ts';

/**
 * The classes in which tenure is kept, each by its fewest days: 0, 1, 2 to 6, 7, 8 to 29, 30, 31 and more. What is shown
 * comes of them: the buckets of {@link tenureBuckets}, and who came back on the first, the seventh and the thirtieth day.
 */
export const tenureClasses = [0, 1, 2, 7, 8, 30, 31] as const;
export type TenureClass = (typeof tenureClasses)[number];

/**
 * How long somebody has been a member on a day, as a class. Counted in UTC days from the day of joining, whatever the hour,
 * so that whoever joined on a day has the same tenure on any later one. `joinedAtMs` is in milliseconds since the Unix
 * epoch; a joining after that day, as clocks may have it that differ over midnight, is one on that day.
 */
export function tenureOn(day: Day, joinedAtMs: number): TenureClass {
  const days = day - dayOf(joinedAtMs);
  return tenureClasses.findLast((fewest) => fewest <= days) ?? 0;
}

/** Tenure as it is shown; those up to the sixth day are new members, the others established ones. */
export const tenureBuckets = ['day 0', 'day 1', 'days 2–6', 'days 7–29', 'day 30 and later'] as const;
export type TenureBucket = (typeof tenureBuckets)[number];

/** The bucket that a class belongs to. */
export function tenureBucketOf(tenure: TenureClass): TenureBucket {
  if (tenure === 0) return 'day 0';
  if (tenure === 1) return 'day 1';
  if (tenure === 2) return 'days 2–6';
  return tenure < 30 ? 'days 7–29' : 'day 30 and later';
}
