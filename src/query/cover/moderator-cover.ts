import { nextTurn } from '../../core/async/event-loop.ts';
import { type Hour, hourMs, hourOfWeek, hoursOfMonth, type Month, monthsOfRange } from '../../core/time.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import type { LocalHours } from '../hours/local-hours.ts';
import type { ObservedHours } from '../hours/observed-hours.ts';
import { hasWhole } from '../kept/kept-months.ts';
import type { Query } from '../query.ts';
import type { RangeFacts } from '../range-facts.ts';
import { notKnown, type Reason, type Value } from '../value.ts';

export interface CoverDeps {
  readonly store: Pick<StoreReader, 'totals'>;
  /** Of the range of the query. */
  readonly facts: RangeFacts;
  /** Of the range of the query, as far as it has passed. */
  readonly hours: ObservedHours;
  /** Of the time zone of the query. */
  readonly local: LocalHours;
}

/**
 * How many moderators wrote in an hour of the week, on average over its observed hours: 168 values from Monday 00:00 in
 * the time zone of the query. A moderator who writes in an hour counts once in it.
 *
 * It must not become the timetable of a person. So it is only known of the whole guild, of calendar months that lie in the
 * range as a whole and are over, and of each of them only if it was observed for four weeks and at least three moderators
 * wrote in it. That there were three is only certain if more than two wrote in some hour of the week on average, because
 * only sums are kept. The other months are left out, so nobody can find them by subtracting two answers. A month in which
 * the clocks of the time zone change is left out too.
 */
export async function moderatorCover(query: Query, deps: CoverDeps): Promise<readonly Value[]> {
  if (query.channel !== null) return everyHour(notKnown('ofServer'));
  const amounts = await amountsByMonth(query, deps);
  const sums = { amounts: new Float64Array(hoursPerWeek), observed: new Float64Array(hoursPerWeek) };
  const missing = new Set<Reason>();
  let isKnown = false;
  for (const [month, ofMonth] of amounts) {
    const found = coverOfMonth(month, ofMonth, deps);
    await nextTurn();
    if (typeof found === 'string') {
      missing.add(found);
      continue;
    }
    isKnown = true;
    for (let hour = 0; hour < hoursPerWeek; hour += 1) {
      sums.amounts[hour] = (sums.amounts[hour] as number) + (found.amounts[hour] as number);
      sums.observed[hour] = (sums.observed[hour] as number) + (found.observed[hour] as number);
    }
  }
  if (!isKnown) return everyHour(notKnown(byWeight.find((reason) => missing.has(reason)) ?? 'learning'));
  return Array.from(sums.observed, (observed, hour) => {
    return observed === 0 ? notKnown('notObserved') : (sums.amounts[hour] as number) / observed;
  });
}

const hoursPerWeek = 168;

const byWeight: readonly Reason[] = ['tooFew', 'deleted', 'imported', 'learning'];

function everyHour(value: Value): readonly Value[] {
  return Array.from({ length: hoursPerWeek }, () => value);
}

/** By hour of the week in UTC, of each whole month of the range that is over. */
async function amountsByMonth(
  { guildId, range }: Query,
  { store, facts }: CoverDeps,
): Promise<ReadonlyMap<Month, Float64Array>> {
  const over = monthsOfRange(range).filter((month) => {
    return hasWhole(range, month) && hoursOfMonth(month).to * hourMs <= facts.askedAtMs;
  });
  const amounts = new Map(over.map((month) => [month, new Float64Array(hoursPerWeek)]));
  for (const { start, key, amount } of await store.totals(guildId, { metrics: ['moderator_cover'], range })) {
    amounts.get(start)?.fill(amount, Number(key), Number(key) + 1);
  }
  return amounts;
}

interface Cover {
  /** By hour of the week in the time zone. */
  readonly amounts: Float64Array;
  readonly observed: Float64Array;
}

/** The sums of a month, or why they may not be shown. */
function coverOfMonth(month: Month, ofUtc: Float64Array, { facts, hours, local }: CoverDeps): Cover | Reason {
  if (facts.prunedMonths.includes(month)) return 'deleted';
  if (facts.importedMonths.includes(month)) return 'imported';
  const span = hoursOfMonth(month);
  if (Math.round(hours.observed(span) / 24) < fewestDays) return 'learning';
  const times = new Float64Array(hoursPerWeek);
  const observed = new Float64Array(hoursPerWeek);
  const offset = offsetAt(span.from, local);
  for (let hour = span.from; hour < span.to; hour += 1) {
    if (offsetAt(hour, local) !== offset) return 'learning';
    const place = local.hourOfWeek(hour);
    times[place] = (times[place] as number) + 1;
    observed[place] = (observed[place] as number) + hours.observed({ from: hour, to: hour + 1 });
  }
  const amounts = ofUtc.map((_, place) => ofUtc[(place - offset + hoursPerWeek) % hoursPerWeek] as number);
  const hasThree = amounts.some((amount, place) => amount > (fewestModerators - 1) * (times[place] as number));
  return hasThree ? { amounts, observed } : 'tooFew';
}

/** Four weeks, to the nearest day. */
const fewestDays = 28;

const fewestModerators = 3;

/** How far the hour of the week is ahead of that in UTC, 0 to 167. */
function offsetAt(hour: Hour, local: LocalHours): number {
  return (local.hourOfWeek(hour) - hourOfWeek(hour) + hoursPerWeek) % hoursPerWeek;
}
