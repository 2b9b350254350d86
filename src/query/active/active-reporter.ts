import type { Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { dayMs, type HourRange } from '../../core/time.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { type RangeFacts, rangeFacts } from '../range-facts.ts';
import { untilToday } from './active-days.ts';
import type { ActiveMembers } from './active-members.ts';
import { type ActiveWindows, activeWindows, monthHours, weekHours } from './active-windows.ts';
import type { MonthActivities } from './month-activities.ts';

/** The numbers of active members in a range of days. Null means unknown: not counted yet, or deleted. */
export interface ActiveNumbers {
  /** The daily average since counting began. The current day is left out unless it is the only one. */
  readonly perDay: number | null;
  /** In the 7 days that end with the range. */
  readonly week: ActiveMembers | null;
  /** In the 30 days that end with the range. */
  readonly month: ActiveMembers | null;
  /** In the range as a whole. */
  readonly inRange: ActiveMembers | null;
}

export interface ActiveReport extends ActiveNumbers, RangeFacts {
  readonly range: HourRange;
  /** Whether recent joiners were at first not counted as active. */
  readonly hasTrial: boolean;
  /** The same for as many days just before the range; null if not all of them were counted. */
  readonly before: ActiveNumbers;
}

export type ActiveInRange = Pick<ActiveReport, 'inRange' | 'perDay' | 'hasTrial'>;

export interface ActiveRequest {
  readonly guildId: Snowflake;
  /** Whole days. */
  readonly range: HourRange;
  /** Receives the share of the work done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** The part of the store that an active reporter needs. */
export type ActiveReporterStore = Pick<StoreReader, 'guild' | 'gaps' | 'months' | 'prunedMonths'>;

/** Reports how many members were active. */
export class ActiveReporter {
  readonly #store: ActiveReporterStore;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #activities: MonthActivities;

  constructor(store: ActiveReporterStore, clock: Pick<Clock, 'now'>, activities: MonthActivities) {
    this.#store = store;
    this.#clock = clock;
    this.#activities = activities;
  }

  /** A range that ends after the current day is cut there. */
  async report({ guildId, range: asked, onProgress }: ActiveRequest): Promise<ActiveReport> {
    const range = untilToday(asked, this.#clock.now());
    const length = range.to - range.from;
    const windows = await this.#windows(guildId);
    const isBeforeKnown = range.from - Math.max(length, monthHours) >= windows.knownFrom;
    const before = isBeforeKnown
      ? await this.#numbers(windows, { from: range.from - length, to: range.from }, (share) => onProgress?.(share / 2))
      : nothingKnown;
    const numbers = await this.#numbers(windows, range, (share) => onProgress?.(0.5 + share / 2));
    const unreadable = this.#activities.unreadable(guildId);
    const facts = await rangeFacts(this.#store, this.#clock, guildId, range, unreadable);
    const hasTrial = windows.hasTrial({ from: Math.min(range.from, range.to - monthHours), to: range.to });
    return { range, before, hasTrial, ...numbers, ...facts };
  }

  /** The numbers for a full report: the members who wrote or talked in its range, and on an average day. */
  async inRange({ guildId, range }: ActiveRequest): Promise<ActiveInRange> {
    const windows = await this.#windows(guildId);
    const known = untilToday(range, this.#clock.now());
    return {
      inRange: await windows.within(known),
      perDay: await this.#perDay(windows, known),
      hasTrial: windows.hasTrial(known),
    };
  }

  async #windows(guildId: Snowflake): Promise<ActiveWindows> {
    const guild = await this.#store.guild(guildId);
    const firstConnectedMs = guild?.firstConnectedMs ?? Number.POSITIVE_INFINITY;
    return activeWindows(this.#store, this.#activities, { id: guildId, firstConnectedMs });
  }

  async #numbers(
    windows: ActiveWindows,
    range: HourRange,
    onProgress: (share: number) => void,
  ): Promise<ActiveNumbers> {
    const { to } = range;
    return {
      perDay: await this.#perDay(windows, range, onProgress),
      week: await windows.within({ from: to - weekHours, to }),
      month: await windows.within({ from: to - monthHours, to }),
      inRange: await windows.within(range),
    };
  }

  async #perDay(
    windows: ActiveWindows,
    { from: start, to }: HourRange,
    onProgress: (share: number) => void = () => {},
  ): Promise<number | null> {
    const from = Math.max(start, windows.knownFrom);
    const runningDay = Math.floor(this.#clock.now() / dayMs) * 24;
    const end = to > runningDay && runningDay > from ? runningDay : to;
    let sum = 0;
    for (let day = from; day < end; day += 24) {
      const active = await windows.within({ from: day, to: day + 24 });
      if (active === null) return null;
      sum += active.low;
      onProgress((day + 24 - from) / (end - from));
    }
    return end > from ? sum / ((end - from) / 24) : null;
  }
}

const nothingKnown: ActiveNumbers = { perDay: null, week: null, month: null, inRange: null };
