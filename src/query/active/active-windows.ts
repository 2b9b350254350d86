import type { MonthActivity } from '../../columns/month-activity.ts';
import { TabulatedActivity } from '../../columns/tabulated-activity.ts';
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
  startOfMonthMs,
} from '../../core/time.ts';
import type { Guild } from '../../store/records/guild.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import type { ActiveMembers } from './active-members.ts';
import { activeInWindow, type WindowPart } from './active-window.ts';
import type { MonthActivities } from './month-activities.ts';

/** What is known about a guild's months. */
interface MonthFacts {
  /** Months that have counters. */
  readonly counted: ReadonlySet<Month>;
  /** Whether the counters of a month without any were deleted. */
  isPruned(month: Month): Promise<boolean>;
  /** Months fully observed or imported. They show how far two windows overlap. */
  readonly complete: ReadonlySet<Month>;
  /** Months that no longer change. */
  readonly sealed: ReadonlySet<Month>;
  /** Months in which some members were at first not counted as active. */
  readonly inTrial: ReadonlySet<Month>;
  /** The first hour of the first day that was observed, or imported. */
  readonly knownFrom: Hour;
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

  constructor(activities: MonthActivities, guildId: Snowflake, facts: MonthFacts) {
    this.#activities = activities;
    this.#guildId = guildId;
    this.#facts = facts;
  }

  /** The first hour of the first day that can be known. */
  get knownFrom(): Hour {
    return this.#facts.knownFrom;
  }

  /** Whether some members were at first not counted as active in a month of this range. */
  hasTrial(range: HourRange): boolean {
    return monthsOfRange(range).some((month) => this.#facts.inTrial.has(month));
  }

  /** The active members of a range of whole days; null if some of its counters were deleted or are unreadable. */
  within(range: HourRange): Promise<ActiveMembers | null> {
    return this.#sum(range, (activity, from, to) => {
      const start = activity.hours.from;
      return activity.activeOn((from - start) / 24, (to - start) / 24);
    });
  }

  /** The active members from an hour until the latest counts, which lie in the month of `now`. */
  since(from: number, now: number): Promise<ActiveMembers | null> {
    return this.#sum({ from, to: now + 1 }, (activity, hour) => activity.activeSince(hour));
  }

  async #sum(
    range: HourRange,
    activeIn: (activity: MonthActivity, from: number, to: number) => number,
  ): Promise<ActiveMembers | null> {
    const months = monthsOfRange(range);
    const parts: WindowPart[] = [];
    for (const month of months) {
      if (!this.#facts.counted.has(month) && (await this.#facts.isPruned(month))) return null;
      const activity = await this.#month(month);
      if (activity === null) return null;
      const from = Math.max(range.from, activity.hours.from);
      const to = Math.min(range.to, activity.hours.to);
      parts.push({ active: activeIn(activity, from, to), days: Math.ceil((to - from) / 24) });
    }
    const before = monthOfHour(range.to - 1) - 1;
    const canTell = parts.length > 1 && this.#facts.complete.has(before);
    return activeInWindow(parts, canTell ? await this.#month(before) : null);
  }

  /** Null if only an unreadable summary of the month is left. */
  async #month(month: Month): Promise<MonthActivity | null> {
    const { counted, sealed, inTrial } = this.#facts;
    if (!counted.has(month)) return TabulatedActivity.ofNobody(hoursOfMonth(month));
    const asked = { month, isSealed: sealed.has(month), hasTrial: inTrial.has(month) };
    const known = this.#months.get(month) ?? (await this.#activities.of(this.#guildId, asked).catch(nullIfCorrupt));
    if (known === null) return null;
    this.#months.set(month, known);
    for (const other of this.#months.keys()) if (other < month - monthsBefore) this.#months.delete(other);
    return known;
  }
}

/** Opens a guild's windows with the current facts about its months. */
export async function activeWindows(
  store: Pick<StoreReader, 'months' | 'prunedMonths'>,
  activities: MonthActivities,
  { id, firstConnectedMs }: Pick<Guild, 'id' | 'firstConnectedMs'>,
): Promise<ActiveWindows> {
  const months = await store.months(id);
  const firstDay = firstHourOfDay(firstConnectedMs);
  const imported = months.flatMap(({ imported }) => (imported === null ? [] : firstHourOfDay(imported.fromMs)));
  const complete = months.filter(({ month, imported }) =>
    imported === null
      ? firstConnectedMs <= startOfMonthMs(month)
      : imported.fromMs <= startOfMonthMs(month) && imported.toMs >= startOfMonthMs(month + 1),
  );
  let pruned: ReadonlySet<Month> | null = null;
  return new ActiveWindows(activities, id, {
    counted: new Set(months.map(({ month }) => month)),
    async isPruned(month) {
      pruned ??= new Set((await store.prunedMonths(id)).map(({ month }) => month));
      return pruned.has(month);
    },
    knownFrom: Math.min(firstDay, ...imported),
    complete: new Set(complete.map(({ month }) => month)),
    sealed: new Set(months.filter(({ isSealed }) => isSealed).map(({ month }) => month)),
    inTrial: new Set(months.filter(({ hasTrial }) => hasTrial).map(({ month }) => month)),
  });
}

function firstHourOfDay(timeMs: number): Hour {
  return dayOf(timeMs) * 24;
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
