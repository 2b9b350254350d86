import { leastActivity } from '../../columns/activity/month-activity.ts';
import type { Sums } from '../../columns/day/day-summary.ts';
import type { FinalHourOfWeek } from '../../columns/day/final-summaries.ts';
import { ChannelHoursTabulation } from '../../columns/series/channel-hours-tabulation.ts';
import { MemberMarks } from '../../columns/series/member-marks.ts';
import { MemberSet } from '../../columns/series/member-set.ts';
import { inSlices, nextTurn } from '../../core/async/event-loop.ts';
import type { Channel } from '../../core/channel.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import {
  type Hour,
  type HourRange,
  hourOf,
  hourOfWeek as hourOfWeekOf,
  type Month,
  monthOfHour,
} from '../../core/time.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { moderatorCover } from '../cover/moderator-cover.ts';
import { dayHours } from '../days/day-summaries.ts';
import { LocalHours } from '../hours/local-hours.ts';
import { partsByMonth, periodsOf } from '../hours/periods.ts';
import { type CounterVisitor, partsOf, visitCounters } from '../hours/visit-counters.ts';
import { KeptDays } from '../kept/kept-days.ts';
import { hasWhole, type KeptMonth, keptMonths } from '../kept/kept-months.ts';
import type { Query, Result, ResultRow } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import { Sight } from '../sight.ts';
import { notKnown, type Reason, type Value } from '../value.ts';
import type { CountingDeps } from './question-deps.ts';

export const hourOfWeekMeasures = ['people', 'messages', 'observedShare', 'cover'] as const;
export type HourOfWeekMeasure = (typeof hourOfWeekMeasures)[number];

export interface HourOfWeekDeps extends CountingDeps {
  readonly store: CountingDeps['store'] & Pick<StoreReader, 'totals'>;
}

/**
 * The finished hours of a range by hour of the week, 168 rows from Monday 00:00 in the time zone of the query:
 * - `people`: how many different people wrote or talked in such an hour, on average over those that were observed in
 *   part or whole, or have people;
 * - `messages`: their sum;
 * - `observedShare`: how much of these hours was observed, 0 to 1; 0 if the range has none;
 * - `cover`: how many moderators wrote in such an hour, on average over its observed hours: below one half, none wrote in
 *   at least half of the weeks. See `moderatorCover`.
 *
 * A pruned month is in them if all of it is asked for, of the guild and in UTC; else it is left out.
 *
 * In a channel without a month with five people, people and messages are `tooFew`: they might show the habits of one person.
 */
export async function hourOfWeek(query: Query, deps: HourOfWeekDeps): Promise<Result<HourOfWeekMeasure>> {
  const { store, clock } = deps;
  const { guildId, channel } = query;
  const nowMs = clock.now();
  const range = { from: query.range.from, to: Math.max(query.range.from, Math.min(query.range.to, hourOf(nowMs))) };
  const { totals, mostPeople, unreadable } = await countedHours(query, range, deps);
  const facts = await rangeFacts(store, { now: () => nowMs }, guildId, query.range, unreadable);
  const sight = await Sight.of(deps, guildId, { range, facts, unreadable });
  const ofChannel = channel === null ? null : await deps.circumstances.whyUncounted(guildId, channel);
  const pruned = await keptMonths(store, guildId, range);
  const kept = keptCells(query, range, pruned.values());
  const lostIn = (month: Month) => (pruned.has(month) && !kept.has(month) ? 'deleted' : null);

  const local = new LocalHours(query.timezone ?? 'UTC');
  const cells = Array.from({ length: 168 }, () => new Cell());
  await inSlices(periodsOf(range, 'hour'), hoursPerTurn, (span) => {
    const reason = sight.whyNothing(['msg', 'voice'], { span, ofChannel, lostIn });
    const ofPruned = kept.get(monthOfHour(span.from));
    if (ofPruned !== undefined) {
      cells[local.hourOfWeek(span.from)]?.addKept(ofPruned.peopleIn(span), sight.hours.observed(span), reason);
      return;
    }
    const found = pruned.has(monthOfHour(span.from)) ? undefined : totals.get(span.from);
    const counted = { people: found?.people ?? 0, messages: found?.messages ?? 0 };
    cells[local.hourOfWeek(span.from)]?.add(counted, sight.hours.observed(span), reason);
  });
  for (const { sums } of kept.values()) for (const [hour, sum] of sums.entries()) cells[hour]?.addSums(sum);
  const isTooFew = channel !== null && mostPeople > 0 && mostPeople < fewestPeople;
  const cover = await moderatorCover(query, { store, facts, hours: sight.hours, local });
  const rows = cells.map((cell, hour): ResultRow<HourOfWeekMeasure> => {
    const values = { ...cell.values, cover: cover[hour] ?? notKnown('tooFew'), ...(isTooFew ? tooFew : {}) };
    return { key: { kind: 'hourOfWeek', hour }, values };
  });
  return { query, measures: hourOfWeekMeasures, rows, facts, before: null };
}

/** With fewer people, the hours of a channel might show the habits of one of them. */
const fewestPeople = 5;

const tooFew = { people: { notKnown: 'tooFew' }, messages: { notKnown: 'tooFew' } } as const;

/** Takes a few milliseconds. */
const hoursPerTurn = 500;

/** One hour of the week. */
class Cell {
  #people = 0;
  #messages = 0;
  #hours = 0;
  #known = 0;
  #observed = 0;
  #reason: Reason | null = null;
  /** In how many hours there were people is not known, but there were some. */
  #isUncertain = false;

  /** @param reason Why a zero in the hour may be none; null if it is one. */
  add({ people, messages }: { people: number; messages: number }, observed: number, reason: Reason | null): void {
    this.#people += people;
    this.#messages += messages;
    this.#hours += 1;
    this.#observed += observed;
    if (reason === null || people > 0) this.#known += 1;
    this.#reason = reason ?? this.#reason;
  }

  /** An hour of a pruned month, without its sums. @param people Null if it is not known whether there were any. */
  addKept(people: number | null, observed: number, reason: Reason | null): void {
    this.add({ people: 0, messages: 0 }, observed, reason);
    if (reason === null) return;
    if (people === null) this.#isUncertain = true;
    else if (people > 0) this.#known += 1;
  }

  addSums({ people, messages }: FinalHourOfWeek): void {
    this.#people += people;
    this.#messages += messages;
  }

  get values(): Readonly<Record<Exclude<HourOfWeekMeasure, 'cover'>, Value>> {
    const orUnknown = (value: number): Value => {
      return value === 0 && this.#known === 0 && !this.#isUncertain && this.#reason !== null
        ? { notKnown: this.#reason }
        : value;
    };
    return {
      people: this.#isUncertain ? notKnown('deleted') : orUnknown(this.#known === 0 ? 0 : this.#people / this.#known),
      messages: orUnknown(this.#messages),
      observedShare: this.#hours === 0 ? 0 : this.#observed / this.#hours,
    };
  }
}

/** What is kept of a pruned month for the hours of the week. */
interface KeptCells {
  /** By hour of the week. */
  readonly sums: readonly FinalHourOfWeek[];
  /** The people of an hour; null if it is not known. */
  peopleIn(span: HourRange): number | null;
}

/** Only a whole month of the guild in UTC, without a day that could not be read. Of an imported one not all zeros are known. */
function keptCells(
  { channel, timezone = 'UTC' }: Query,
  range: HourRange,
  pruned: Iterable<KeptMonth>,
): ReadonlyMap<Month, KeptCells> {
  const found = new Map<Month, KeptCells>();
  if (channel !== null || timezone !== 'UTC') return found;
  for (const { month, summaries } of pruned) {
    if (summaries === null || summaries.isImported || summaries.unreadable.length > 0) continue;
    if (!hasWhole(range, month)) continue;
    const days = new KeptDays(summaries);
    const sums = summaries.hoursOfWeek;
    const peopleIn = (span: HourRange) => (sums[hourOfWeekOf(span.from)]?.people === 0 ? 0 : days.ofGuild(span).people);
    found.set(month, { sums, peopleIn });
  }
  return found;
}

interface CountedHours {
  /** By hour. */
  readonly totals: ReadonlyMap<Hour, Pick<Sums, 'people' | 'messages'>>;
  /** The people of the channel in the month that has most. */
  readonly mostPeople: number;
  readonly unreadable: readonly HourRange[];
}

async function countedHours(
  { guildId, channel, onProgress }: Query,
  range: HourRange,
  { store, closedMonths }: Pick<CountingDeps, 'store' | 'closedMonths'>,
): Promise<CountedHours> {
  const totals = new Map<Hour, Pick<Sums, 'people' | 'messages'>>();
  const unreadable: HourRange[] = [];
  const months = partsByMonth(range);
  const marks = new MemberMarks();
  let mostPeople = 0;
  for (const [index, month] of months.entries()) {
    if (channel === null) {
      const read = await closedMonths.read(store, { guildId, range: month, kind: 'hours' }, () =>
        dayHours(store, guildId, month),
      );
      unreadable.push(...read.unreadable);
      for (const { hours } of read.found.values()) for (const each of hours) totals.set(each.hour, each);
    } else {
      const read = await hoursOfChannel(store, { guildId, channel }, month, marks);
      unreadable.push(...read.unreadable);
      for (const [hour, sums] of read.found.hours) totals.set(hour, sums);
      mostPeople = Math.max(mostPeople, read.found.people);
    }
    onProgress?.((index + 1) / months.length);
    await nextTurn();
  }
  return { totals, mostPeople, unreadable };
}

/** The hours of a channel in a part of a month, and how many people it has there. */
function hoursOfChannel(
  store: CountingDeps['store'],
  { guildId, channel }: { readonly guildId: Snowflake; readonly channel: Channel },
  range: HourRange,
  marks: MemberMarks,
) {
  const newVisitor = (): CounterVisitor<{ hours: ReadonlyMap<Hour, Sums>; people: number }> => {
    const hours = new ChannelHoursTabulation(marks);
    const members = new MemberSet();
    return {
      note(hour, metric, list) {
        hours.note(hour, metric, list);
        if (metric === 'msg' || metric === 'voice') members.add(list, leastActivity[metric]);
      },
      finish: () => ({ hours: hours.finish(), people: members.size }),
    };
  };
  const parts = partsOf(store, channel.number);
  return visitCounters(parts, guildId, { range, channels: channel.number }, newVisitor);
}
