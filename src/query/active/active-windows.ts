import type { MonthActivity } from '../../columns/activity/month-activity.ts';
import { TabulatedActivity } from '../../columns/activity/tabulated-activity.ts';
import type { FinalSummaries } from '../../columns/day/final-summaries.ts';
import { CorruptColumns } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import {
  dayOf,
  type Hour,
  type HourRange,
  hoursOfMonth,
  type Month,
  monthOfHour,
  monthsOfRange,
} from '../../core/time.ts';
import type { Guild } from '../../store/records.ts';
import type { GuildMonth, StoreReader } from '../../store/store-reader.ts';
import { isWholeDays } from '../days/whole-days.ts';
import { importedHours, isWhole } from '../imported-months.ts';
import { keptActive, keptActiveInPart } from '../kept/kept-active.ts';
import { readSummaries } from '../kept/kept-months.ts';
import { type NotKnown, notKnown, type Value } from '../value.ts';
import type { ActiveMembers } from './active-members.ts';
import { activeInWindow, type WindowPart } from './active-window.ts';
import type { MonthActivities, MonthOfActivity } from './month-activities.ts';

/** What is known about a guild's months. */
interface MonthFacts {
  /** Those that have counters. */
  readonly counted: ReadonlyMap<Month, MonthOfActivity>;
  /** What is kept of a month whose counters were deleted, `unreadable` if it cannot be read; null of any other month. */
  keptOf(month: Month): Promise<FinalSummaries | 'unreadable' | null>;
  /** Months fully observed or imported. They show how far two windows overlap. */
  readonly complete: ReadonlySet<Month>;
  /** Since the first hour of the day on which counting began. */
  readonly countedFrom: Hour;
  /** The hours that another program counted before that. */
  readonly imported: readonly HourRange[];
}

/**
 * Computes how many members of a guild were active in any window. Reads each month once, so that the results for
 * several windows are consistent.
 */
export class ActiveWindows {
  readonly #activities: MonthActivities;
  readonly #guildId: Snowflake;
  readonly #facts: MonthFacts;
  readonly #months = new Map<Month, MonthActivity>();
  /** The ranges that begin or end within a day, by month. */
  readonly #expected = new Map<Month, readonly HourRange[]>();
  /** The hours within days that are asked for. */
  #since: readonly Hour[] = [];
  readonly #inHoursOf = new Map<Month, Promise<readonly number[] | null>>();

  constructor(activities: MonthActivities, guildId: Snowflake, facts: MonthFacts) {
    this.#activities = activities;
    this.#guildId = guildId;
    this.#facts = facts;
  }

  /**
   * Why the beginning of a range was not counted, if it lies before counting began and no import has it: in an imported
   * month, the files lack it. Null if it was counted, or lies later.
   */
  whyNotWhole({ from, to }: HourRange): 'beforeCounting' | 'notObserved' | null {
    const { countedFrom, imported } = this.#facts;
    let known = from;
    for (const hours of imported) if (hours.from <= known && known < hours.to) known = hours.to;
    if (known >= Math.min(to, countedFrom)) return null;
    const isLacking = imported.some((hours) => monthOfHour(hours.from) === monthOfHour(known));
    return isLacking ? 'notObserved' : 'beforeCounting';
  }

  /** Whether some members were at first not counted as active in a month of this range. */
  hasTrial(range: HourRange): boolean {
    return monthsOfRange(range).some((month) => this.#facts.counted.get(month)?.hasTrial === true);
  }

  /**
   * The active members of a window that touches a pruned month, as they were known when that was pruned; null if there
   * is no such month.
   *
   * @param isWhole Whether the window must have been counted from its beginning on.
   */
  async kept(range: HourRange, isWhole: boolean): Promise<Value | null> {
    for (const month of monthsOfRange(range)) {
      const kept = await this.#keptOf(month);
      if (kept === 'unreadable') return notKnown('deleted');
      if (kept !== null) return isWhole ? keptActive(kept.activeDays, range) : keptActiveInPart(kept, range);
    }
    return null;
  }

  /** Names ranges that will be asked for, so that those that begin or end within a day are counted together. */
  expect(ranges: readonly HourRange[]): void {
    for (const range of ranges) {
      for (const month of monthsOfRange(range)) {
        const part = partIn(month, range);
        if (!isWholeDays(part)) this.#expected.set(month, [...(this.#expected.get(month) ?? []), part]);
      }
    }
  }

  /**
   * The active members of a range without pruned months: see {@link kept}. One that does not consist of whole days must be
   * expected.
   */
  within(range: HourRange): Promise<ActiveMembers | NotKnown> {
    return this.#sum(range, async (month, activity, part) => {
      const { from: start } = activity.hours;
      if (isWholeDays(part)) return activity.activeOn((part.from - start) / 24, (part.to - start) / 24);
      return this.#inHours(month, part);
    });
  }

  /** The active members from each of some hours until the latest counts, which lie in the month of `now`. */
  async since(hours: readonly Hour[], now: Hour): Promise<readonly (ActiveMembers | NotKnown)[]> {
    this.#since = hours;
    const found: (ActiveMembers | NotKnown)[] = [];
    for (const from of hours) {
      const range = { from, to: now + 1 };
      found.push(await this.#sum(range, async (_month, activity, part) => activity.activeSince(part.from)));
    }
    return found;
  }

  /** @param activeIn The number of members active in a part of a month; null if it is no longer known. */
  async #sum(
    range: HourRange,
    activeIn: (month: Month, activity: MonthActivity, part: HourRange) => Promise<number | null>,
  ): Promise<ActiveMembers | NotKnown> {
    const parts: WindowPart[] = [];
    for (const month of monthsOfRange(range)) {
      if ((await this.#keptOf(month)) !== null) return notKnown('deleted');
      const activity = await this.#month(month);
      if (activity === null) return notKnown('unreadable');
      const part = partIn(month, range);
      const active = await activeIn(month, activity, part);
      if (active === null) return notKnown('deleted');
      parts.push({ active, days: Math.ceil((part.to - part.from) / 24) });
    }
    const before = monthOfHour(range.to - 1) - 1;
    const canTell = parts.length > 1 && this.#facts.complete.has(before);
    return activeInWindow(parts, canTell ? await this.#month(before) : null);
  }

  async #keptOf(month: Month): Promise<FinalSummaries | 'unreadable' | null> {
    return this.#facts.counted.has(month) ? null : await this.#facts.keptOf(month);
  }

  async #inHours(month: Month, part: HourRange): Promise<number | null> {
    const windows = this.#expected.get(month) ?? [];
    const place = windows.findIndex(({ from, to }) => from === part.from && to === part.to);
    if (place < 0) throw new Error('a range within days was not expected');
    const counted = this.#facts.counted.get(month);
    if (counted === undefined) return 0;
    const asked = this.#inHoursOf.get(month) ?? this.#activities.inHours(this.#guildId, counted, windows);
    this.#inHoursOf.set(month, asked);
    return (await asked)?.[place] ?? null;
  }

  /** Null if only an unreadable summary of the month is left. */
  async #month(month: Month): Promise<MonthActivity | null> {
    const asked = this.#facts.counted.get(month);
    if (asked === undefined) return TabulatedActivity.ofNobody(hoursOfMonth(month));
    const since = this.#since.filter((hour) => monthOfHour(hour) === month);
    const known =
      this.#months.get(month) ?? (await this.#activities.of(this.#guildId, asked, since).catch(nullIfCorrupt));
    if (known === null) return null;
    this.#months.set(month, known);
    for (const other of this.#months.keys()) if (other < month - monthsBefore) this.#months.delete(other);
    return known;
  }
}

/** Opens a guild's windows with the current facts about its months. */
export async function activeWindows(
  store: Pick<StoreReader, 'months' | 'prunedMonths' | 'finalSummaries'>,
  activities: MonthActivities,
  guild: Pick<Guild, 'id' | 'firstConnectedMs'>,
): Promise<ActiveWindows> {
  return windowsOfMonths(await store.months(guild.id), store, activities, guild);
}

/** As {@link activeWindows}, with months that were read before. */
export function windowsOfMonths(
  months: readonly (GuildMonth & MonthOfActivity)[],
  store: Pick<StoreReader, 'prunedMonths' | 'finalSummaries'>,
  activities: MonthActivities,
  { id, firstConnectedMs }: Pick<Guild, 'id' | 'firstConnectedMs'>,
): ActiveWindows {
  const firstDay = dayOf(firstConnectedMs) * 24;
  const imported = months.flatMap((month) => importedHours(month) ?? []);
  const complete = months.filter((month) => isWhole(month, firstConnectedMs));
  let pruned: ReadonlySet<Month> | null = null;
  const kept = new Map<Month, FinalSummaries | 'unreadable'>();
  return new ActiveWindows(activities, id, {
    counted: new Map(months.map((month) => [month.month, month])),
    async keptOf(month) {
      pruned ??= new Set((await store.prunedMonths(id)).map(({ month }) => month));
      if (!pruned.has(month)) return null;
      const known = kept.get(month) ?? (await readSummaries(store, id, month)) ?? 'unreadable';
      kept.set(month, known);
      return known;
    },
    countedFrom: firstDay,
    imported,
    complete: new Set(complete.map(({ month }) => month)),
  });
}

/** As {@link activeWindows}, of a guild that may be unknown. */
export async function guildWindows(
  store: Pick<StoreReader, 'guild' | 'months' | 'prunedMonths' | 'finalSummaries'>,
  activities: MonthActivities,
  guildId: Snowflake,
): Promise<ActiveWindows> {
  const guild = await store.guild(guildId);
  const firstConnectedMs = guild?.firstConnectedMs ?? Number.POSITIVE_INFINITY;
  return activeWindows(store, activities, { id: guildId, firstConnectedMs });
}

/** The part of a range before the end of the current day. */
export function untilToday({ from, to }: HourRange, nowMs: number): HourRange {
  return { from, to: Math.min(to, (dayOf(nowMs) + 1) * 24) };
}

/** The part of a range that lies in a month. */
function partIn(month: Month, { from, to }: HourRange): HourRange {
  const hours = hoursOfMonth(month);
  return { from: Math.max(from, hours.from), to: Math.min(to, hours.to) };
}

function nullIfCorrupt(error: unknown): null {
  if (error instanceof CorruptColumns) return null;
  throw error;
}

/** The first hour of the calendar month that contains an hour. */
export function monthStart(hour: number): number {
  return hoursOfMonth(monthOfHour(hour)).from;
}

export const weekHours = 7 * 24;
export const monthHours = 30 * 24;

/** A window of 30 days begins at the earliest two months before the month it ends in. */
const monthsBefore = 2;
