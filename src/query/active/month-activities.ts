import { ActivityTabulation, type NotedActivity } from '../../columns/activity/activity-tabulation.ts';
import type { MonthActivity } from '../../columns/activity/month-activity.ts';
import { SummarisedActivity } from '../../columns/activity/summarised-activity.ts';
import type { TabulatedActivity } from '../../columns/activity/tabulated-activity.ts';
import { Slice } from '../../core/async/event-loop.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Hour, type HourRange, hoursOfMonth, type Month } from '../../core/time.ts';
import type { ClosedHours, ClosingMonth, CounterChunk, GuildMonth, StoreReader } from '../../store/store-reader.ts';
import {
  type ActivitySource,
  readActivity,
  readExactActivity,
  readWindows,
  resumeActivity,
} from '../days/read-activity.ts';
import type { FoundAround } from '../readable-counters.ts';
import { ClosedActivities } from './closed-activities.ts';

/** The facts about a month that its activity depends on. */
export type MonthOfActivity = Pick<GuildMonth, 'month' | 'isSealed' | 'hasTrial'> & {
  /** What was read of it before; see {@link MonthActivities.readAhead}. */
  readonly ahead?: ReadAhead;
};

/** What the activity of an open month needs besides what is cached. */
export interface ReadAhead {
  readonly closed: ClosedHours;
  /** All counters from an hour on; null if they were not read. */
  readonly open: { readonly from: Hour; readonly chunks: readonly CounterChunk[] } | null;
}

/** A window of 30 days touches at most three months. */
const monthsKept = 3;

/** The minimum, for large guilds that are only asked about occasionally. */
const fewestGuildsKept = 20;

/** Reading this much takes a few milliseconds. */
const bytesPerTurn = 2 ** 16;

/** What activities are read from. */
export type ActivityStore = Pick<StoreReader, 'readCounters' | 'readDays' | 'closedHours' | 'trial'>;

interface KeptActivity {
  readonly activity: MonthActivity;
  /** `activeSince` is right for every hour. */
  readonly isExact: boolean;
}

/**
 * The activity of a guild's months. Caches sealed months, which no longer change, and the closed hours of small guilds,
 * because they are asked for every hour.
 */
export class MonthActivities {
  readonly #store: ActivityStore;
  readonly #sealed = new Map<Snowflake, Map<Month, KeptActivity>>();
  /** The hours that were unreadable when a month was last read, by guild and month. */
  readonly #unreadable = new Map<Snowflake, Map<Month, readonly HourRange[]>>();
  /** The maximum number of guilds with cached months. The guild that has gained none for longest is dropped first. */
  #mostGuilds = fewestGuildsKept;
  readonly #closed = new ClosedActivities();
  /** Shared by all guilds: a turn for each of thousands of small guilds would take half of the time. */
  readonly #slice = new Slice(bytesPerTurn);
  /** Memory for tabulations, to be reused. */
  readonly #spare: ActivityTabulation[] = [];

  constructor(store: ActivityStore) {
    this.#store = store;
  }

  /**
   * Returns a month's activity, from the cache if the month is sealed. The caller must have read `isSealed` before this
   * call: a month sealed during the read may have changed. A month without counters has no active members.
   *
   * @param since The hours for which `activeSince` is asked. For others within a day it may be too low.
   * @throws {CorruptColumns} if only a summary of the month is left and is unreadable.
   */
  async of(
    guildId: Snowflake,
    { month, isSealed, hasTrial, ahead }: MonthOfActivity,
    since: readonly Hour[] = [],
  ): Promise<MonthActivity> {
    const kept = this.#sealed.get(guildId)?.get(month);
    if (kept !== undefined && (kept.isExact || since.length === 0)) return kept.activity;
    if (!isSealed && !hasTrial) return this.#ofOpenMonth(guildId, month, since, ahead);
    // The hours move on, but a sealed month stays: it is read once for all of them.
    const isExact = hasTrial || since.length > 0;
    const activity = hasTrial
      ? await this.#withTrial(guildId, month, isSealed)
      : await this.#read(guildId, month, (source, tabulation) => {
          const hours = hoursOfMonth(month);
          return isExact
            ? readExactActivity(source, hours, tabulation)
            : readActivity(source, hours, tabulation, { since, notedUntil: hours.from });
        });
    if (isSealed) this.#keep(guildId, month, { activity, isExact });
    return activity;
  }

  /**
   * Reads the open hours of some tens of guilds whose closed hours are cached, at once: one by one, it would take twice as
   * long. Returns the months to pass to {@link of}.
   */
  async readAhead(
    store: Pick<StoreReader, 'countersOfGuilds'>,
    guilds: ReadonlyMap<Snowflake, readonly ClosingMonth[]>,
  ): Promise<ReadonlyMap<Snowflake, readonly (GuildMonth & MonthOfActivity)[]>> {
    const asked: { readonly guildId: Snowflake; readonly month: Month; readonly range: HourRange }[] = [];
    for (const [guildId, months] of guilds) {
      for (const { month, isSealed, hasTrial, closed } of months) {
        const kept = isSealed || hasTrial ? undefined : this.#closed.of(guildId, month, closed);
        if (kept !== undefined) asked.push({ guildId, month, range: { ...hoursOfMonth(month), from: kept.until } });
      }
    }
    const found = await store.countersOfGuilds(asked);
    const open = new Map(
      asked.map(({ guildId, month, range }, index) => [
        guildId,
        { month, from: range.from, chunks: found[index] ?? [] },
      ]),
    );
    const withAhead = (guildId: Snowflake, month: ClosingMonth) => {
      const ofGuild = open.get(guildId);
      return { ...month, ahead: { closed: month.closed, open: ofGuild?.month === month.month ? ofGuild : null } };
    };
    return new Map(
      Array.from(guilds, ([guildId, months]) => [guildId, months.map((month) => withAhead(guildId, month))]),
    );
  }

  async #ofOpenMonth(
    guildId: Snowflake,
    month: Month,
    since: readonly Hour[],
    ahead: ReadAhead | undefined,
  ): Promise<MonthActivity> {
    const hours = hoursOfMonth(month);
    const closed = ahead?.closed ??
      (await this.#store.closedHours(guildId, month)) ?? { until: hours.from, reopened: 0 };
    const kept = this.#closed.of(guildId, month, closed);
    const onNoted = (noted: NotedActivity) => {
      if (closed.until > hours.from) this.#closed.keep(guildId, month, closed, noted);
    };
    const activity = await this.#read(guildId, month, (source, tabulation) => {
      const asked = { since, notedUntil: closed.until, onNoted };
      if (kept === undefined) return readActivity(source, hours, tabulation, asked);
      const chunks = ahead?.open?.from === kept.until ? ahead.open.chunks : null;
      const from = chunks === null ? source : { ...source, store: alreadyRead(chunks) };
      return resumeActivity(from, hours, tabulation, kept, asked);
    });
    if (this.#unreadable.get(guildId)?.has(month)) this.#closed.drop(guildId);
    return activity;
  }

  /**
   * The number of members active in each of some ranges of hours of a month; null if only a summary by day is left of
   * it. They are read every time.
   */
  async inHours(
    guildId: Snowflake,
    { month, hasTrial }: MonthOfActivity,
    windows: readonly HourRange[],
  ): Promise<readonly number[] | null> {
    const trial = hasTrial ? await this.#store.trial(guildId, month) : null;
    if (trial !== null && trial.summary !== null) return null;
    const { found, unreadable } = await readWindows(this.#source(guildId), windows, trial?.members);
    if (unreadable.length > 0) this.#noteUnreadable(guildId, month, unreadable);
    return found;
  }

  /** The hours with unreadable counters in the months read of a guild. */
  unreadable(guildId: Snowflake): readonly HourRange[] {
    return [...(this.#unreadable.get(guildId)?.values() ?? [])].flat();
  }

  /** Sets the guilds that are asked about every hour: keeps their cached months and drops those of all others. */
  retain(guildIds: ReadonlySet<Snowflake>): void {
    this.#closed.retain(guildIds);
    this.#mostGuilds = Math.max(fewestGuildsKept, guildIds.size);
    for (const kept of [this.#sealed, this.#unreadable]) {
      for (const guildId of kept.keys()) if (!guildIds.has(guildId)) kept.delete(guildId);
    }
  }

  /**
   * Summarises a sealed month even if its summary is not stored yet, so that storing it does not change the result.
   */
  async #withTrial(guildId: Snowflake, month: Month, isSealed: boolean): Promise<MonthActivity> {
    const { members, summary } = await this.#store.trial(guildId, month);
    if (summary !== null) return SummarisedActivity.decode(hoursOfMonth(month), summary);
    const activity = await this.#read(guildId, month, (source, tabulation) => {
      return readExactActivity(source, hoursOfMonth(month), tabulation, members);
    });
    return isSealed ? await SummarisedActivity.of(activity) : activity;
  }

  async #read(
    guildId: Snowflake,
    month: Month,
    read: (source: ActivitySource, tabulation: ActivityTabulation) => Promise<FoundAround<TabulatedActivity>>,
  ): Promise<MonthActivity> {
    const tabulation = this.#spare.pop() ?? new ActivityTabulation();
    const { found, unreadable } = await read(this.#source(guildId), tabulation);
    this.#spare.push(tabulation);
    this.#noteUnreadable(guildId, month, unreadable);
    return found;
  }

  #source(guildId: Snowflake): ActivitySource {
    return { store: this.#store, guildId, slice: this.#slice };
  }

  #noteUnreadable(guildId: Snowflake, month: Month, hours: readonly HourRange[]): void {
    const months = this.#unreadable.get(guildId) ?? new Map<Month, readonly HourRange[]>();
    if (hours.length > 0) this.#unreadable.set(guildId, months.set(month, hours));
    else if (months.delete(month) && months.size === 0) this.#unreadable.delete(guildId);
  }

  #keep(guildId: Snowflake, month: Month, activity: KeptActivity): void {
    const kept = this.#sealed.get(guildId) ?? new Map<Month, KeptActivity>();
    this.#sealed.delete(guildId); // Moves the guild to the end of the map.
    this.#sealed.set(guildId, kept.set(month, activity));
    for (const oldest of this.#sealed.keys()) {
      if (this.#sealed.size <= this.#mostGuilds) break;
      this.#sealed.delete(oldest);
    }
    for (const known of kept.keys()) if (Math.abs(known - month) >= monthsKept) kept.delete(known);
  }
}

/** Counters that are in memory, as a store has them. */
function alreadyRead(chunks: readonly CounterChunk[]): Pick<StoreReader, 'readCounters'> {
  return {
    async *readCounters() {
      yield* chunks;
    },
  };
}
