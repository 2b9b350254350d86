import type { Clock } from '../../core/clock.ts';
import { coverage } from '../../core/coverage.ts';
import { type TenureBucket, type TenureClass, tenureBucketOf } from '../../core/membership/tenure.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Day, dayMs, dayOf, type HourRange } from '../../core/time.ts';
import type { Gap } from '../../store/records.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import type { Query, Result } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import { Sight } from '../sight.ts';
import { notKnown, type Reason, type Value } from '../value.ts';
import type { QuestionDeps } from './question-deps.ts';

/**
 * The numbers about newcomers. A visit is a day on which a member was active. `day0` to `day30on` are visits by the time
 * since joining, `ofNew` those within the first seven days, `visits` all. `joiners7` are the people who joined on a day,
 * and `cameBack7` those of them who were active seven days later.
 */
export const newcomerMeasures = [
  'visits',
  'ofNew',
  'day0',
  'day1',
  'days2to6',
  'days7to29',
  'day30on',
  'joiners1',
  'cameBack1',
  'joiners7',
  'cameBack7',
  'joiners30',
  'cameBack30',
] as const;
export type NewcomerMeasure = (typeof newcomerMeasures)[number];

/** Of whole days. What so few joiners have that it might identify one of them is not known, nor the sums that hold it. */
export async function newcomers(query: Query<'newcomers'>, deps: QuestionDeps): Promise<Result<NewcomerMeasure>> {
  const { guildId, range } = query;
  const { store, clock, circumstances } = deps;
  const found = await newcomersOf(store, clock, guildId, range);
  const facts = await rangeFacts(store, clock, guildId, range);
  const sight = await Sight.of(deps, guildId, { range, facts });
  const whyNothing = circumstances.countsMembers
    ? await sight.whyNoTotal(store, guildId, 'tenure', range)
    : 'intentOff';
  return {
    query,
    measures: newcomerMeasures,
    rows: [{ key: { kind: 'total' }, values: valuesOf(found, whyNothing) }],
    facts,
    before: null,
  };
}

function valuesOf({ tenure, newMembers, establishedMembers, retention }: Newcomers, whyNothing: Reason | null) {
  const valueFrom = (members: number | null): Value => {
    if (members === null || members === 0) return whyNothing !== null ? notKnown(whyNothing) : (members ?? hidden);
    return members;
  };
  const { day1, day7, day30 } = retention;
  return {
    visits: valueFrom(newMembers === null ? null : newMembers + establishedMembers),
    ofNew: valueFrom(newMembers),
    day0: valueFrom(tenure['day 0']),
    day1: valueFrom(tenure['day 1']),
    days2to6: valueFrom(tenure['days 2–6']),
    days7to29: valueFrom(tenure['days 7–29']),
    day30on: valueFrom(tenure['day 30 and later']),
    joiners1: day1?.joiners ?? valueFrom(null),
    cameBack1: day1?.stayed ?? valueFrom(null),
    joiners7: day7?.joiners ?? valueFrom(null),
    cameBack7: day7?.stayed ?? valueFrom(null),
    joiners30: day30?.joiners ?? valueFrom(null),
    cameBack30: day30?.stayed ?? valueFrom(null),
  };
}

const hidden = notKnown('tooFew');

/** The numbers of new members in a range of days. A member active on three days counts three times. */
export interface Newcomers {
  /** Active days by the member's time since joining; null if fewer than five joined on the days concerned. */
  readonly tenure: Readonly<Record<TenureBucket, number | null>>;
  /** Active days within the first seven days; null if a part of them is. */
  readonly newMembers: number | null;
  readonly establishedMembers: number;
  readonly retention: JoinersRetention;
}

/** The members who came back 1, 7 and 30 days after joining; null if fewer than five joined. */
export interface JoinersRetention {
  readonly day1: Returned | null;
  readonly day7: Returned | null;
  readonly day30: Returned | null;
}

/** The joiners of an earlier day who were active exactly so many days later. */
export interface Returned {
  readonly joiners: number;
  readonly stayed: number;
  /** From 0 to 1. */
  readonly ratio: number;
}

/** A number about fewer joiners might identify one of them. */
export const fewestJoiners = 5;

/**
 * The numbers about newcomers on the days of a range, from daily totals alone: no member is tracked from day to day.
 * Retention on day n is
 *
 *     active members who joined exactly n days before ÷ people who joined on that day n days before
 *
 * summed over the days of the range that have ended and were observed. A member who leaves and joins again in the same
 * month is not a new joiner, so one account cannot fill a group. Joiners are known only with the Server Members intent.
 * A member who joined while Census was offline counts neither as a joiner nor as one who came back.
 */
export async function newcomersOf(
  store: Pick<StoreReader, 'totals' | 'gaps'>,
  clock: Pick<Clock, 'now'>,
  guildId: Snowflake,
  range: HourRange,
): Promise<Newcomers> {
  const days = { from: Math.ceil(range.from / 24), to: Math.ceil(range.to / 24) };
  const [tenure, gaps, joiners] = await Promise.all([
    // From the start, to know since when tenure is counted.
    tenureCounts(store, guildId, { from: 0, to: range.to }),
    store.gaps(guildId, range),
    store.totals(guildId, {
      metrics: ['joiners'],
      range: { from: (days.from - longestReturn) * 24, to: range.to },
    }),
  ]);
  const joins = new Map(joiners.map(({ start, amount }) => [start, amount]));
  const since = tenure[0]?.day ?? Number.POSITIVE_INFINITY;
  const counts = tenure.filter(({ day }) => day >= days.from);
  const joinersBetween = (from: Day, to: Day) => {
    let joiners = 0;
    for (const [day, joined] of joins) if (day >= from && day < to) joiners += joined;
    return joiners;
  };
  const membersIn = (bucket: TenureBucket) => sumOf(counts.filter((count) => tenureBucketOf(count.tenure) === bucket));
  const membersOfNew = (bucket: TenureBucket, fewest: number, most: number) =>
    joinersBetween(days.from - most, days.to - fewest) < fewestJoiners ? null : membersIn(bucket);
  const byTenure = {
    'day 0': membersOfNew('day 0', 0, 0),
    'day 1': membersOfNew('day 1', 1, 1),
    'days 2–6': membersOfNew('days 2–6', 2, 6),
    'days 7–29': membersIn('days 7–29'),
    'day 30 and later': membersIn('day 30 and later'),
  };
  const seen = seenDays({ from: Math.max(days.from, since), to: days.to }, gaps, clock.now());
  return {
    tenure: byTenure,
    newMembers: sumOrNull([byTenure['day 0'], byTenure['day 1'], byTenure['days 2–6']]),
    establishedMembers: byTenure['days 7–29'] + byTenure['day 30 and later'],
    retention: {
      day1: returned(1, seen, counts, joins),
      day7: returned(7, seen, counts, joins),
      day30: returned(30, seen, counts, joins),
    },
  };
}

const longestReturn = 30;

/** How many members with this tenure were active on a day. */
interface TenureCount {
  readonly day: Day;
  readonly tenure: TenureClass;
  readonly members: number;
}

/** The counts of the days that begin in a range, ascending by day. */
async function tenureCounts(
  store: Pick<StoreReader, 'totals'>,
  guildId: Snowflake,
  range: HourRange,
): Promise<readonly TenureCount[]> {
  const totals = await store.totals(guildId, { metrics: ['tenure'], range });
  return totals.map(({ start, key, amount }) => ({ day: start, tenure: Number(key) as TenureClass, members: amount }));
}

/** The days that have ended and were at least partly observed. */
function seenDays({ from, to }: { readonly from: Day; readonly to: Day }, gaps: readonly Gap[], nowMs: number): Day[] {
  const end = Math.min(to, dayOf(nowMs));
  const unseen = coverage({ from: from * 24, to: end * 24 }, 0, nowMs, gaps).gaps;
  const seen: Day[] = [];
  for (let day = from; day < end; day += 1) {
    const isUnseen = unseen.some(({ fromMs, toMs }) => fromMs <= day * dayMs && toMs >= (day + 1) * dayMs);
    if (!isUnseen) seen.push(day);
  }
  return seen;
}

function returned(
  after: 1 | 7 | 30,
  days: readonly Day[],
  counts: readonly TenureCount[],
  joins: ReadonlyMap<Day, number>,
): Returned | null {
  const active = activeByDay(counts, after);
  let joiners = 0;
  let stayed = 0;
  for (const day of days) {
    const joined = joins.get(day - after) ?? 0;
    joiners += joined;
    stayed += Math.min(joined, active.get(day) ?? 0);
  }
  return joiners < fewestJoiners ? null : { joiners, stayed, ratio: stayed / joiners };
}

function activeByDay(counts: readonly TenureCount[], tenure: TenureClass): ReadonlyMap<Day, number> {
  return new Map(counts.filter((count) => count.tenure === tenure).map(({ day, members }) => [day, members]));
}

function sumOf(counts: readonly TenureCount[]): number {
  return counts.reduce((sum, { members }) => sum + members, 0);
}

function sumOrNull(parts: readonly (number | null)[]): number | null {
  return parts.reduce<number | null>((sum, part) => (sum === null || part === null ? null : sum + part), 0);
}
