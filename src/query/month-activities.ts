import { ActivityTabulation } from '../columns/activity-tabulation.ts';
import type { MonthActivity } from '../columns/month-activity.ts';
import { SummarisedActivity } from '../columns/summarised-activity.ts';
import { nextTurn, Slice } from '../core/async/event-loop.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type HourRange, hoursOfMonth, type Month } from '../core/time.ts';
import type { TrialSpans } from '../core/trial-span.ts';
import type { GuildMonth, StoreReader } from '../store/store-reader.ts';
import { readAround } from './readable-counters.ts';

/** What must be known of a month to have its activity. */
export type MonthOfActivity = Pick<GuildMonth, 'month' | 'isSealed' | 'hasTrial'>;

/** A window of thirty days touches three months at most. */
const monthsKept = 3;

/** For guilds that are only asked for now and then; they may be large. */
const fewestGuildsKept = 20;

/** To read so much takes a few milliseconds. */
const bytesPerTurn = 2 ** 16;

/** What a piece costs beside its bytes, in the same unit. */
const bytesPerPiece = 256;

/**
 * The activity of a guild's months. What is found of a sealed month, which changes no more, is kept for a while: it is
 * asked for every hour.
 */
export class MonthActivities {
  readonly #store: Pick<StoreReader, 'readCounters' | 'trial'>;
  readonly #sealed = new Map<Snowflake, Map<Month, MonthActivity>>();
  /** Hours that could not be read when a month was last read, by guild and month. */
  readonly #unreadable = new Map<Snowflake, Map<Month, readonly HourRange[]>>();
  /** Of so many guilds sealed months are kept; those that were asked for last. */
  #mostGuilds = fewestGuildsKept;
  /** Over all guilds: thousands of small ones would spend half of the time on turns of the event loop. */
  readonly #slice = new Slice(bytesPerTurn);
  /** Memory for the work, to be used again. */
  readonly #spare: ActivityTabulation[] = [];

  constructor(store: Pick<StoreReader, 'readCounters' | 'trial'>) {
    this.#store = store;
  }

  /**
   * Reads a month anew unless it is sealed and kept from before. What it is must have been asked for before: one that is
   * sealed only after it was read may have changed meanwhile. A month without counters has nobody in it.
   *
   * @throws {CorruptColumns} where only a summary of the month is left, and cannot be read.
   */
  async of(guildId: Snowflake, { month, isSealed, hasTrial }: MonthOfActivity): Promise<MonthActivity> {
    const kept = this.#sealed.get(guildId)?.get(month);
    if (kept !== undefined) return kept;
    const activity = hasTrial ? await this.#withTrial(guildId, month, isSealed) : await this.#read(guildId, month);
    if (isSealed) this.#keep(guildId, month, activity);
    return activity;
  }

  /** The hours of which some counters could not be read, in the months that were read of a guild. */
  unreadable(guildId: Snowflake): readonly HourRange[] {
    return [...(this.#unreadable.get(guildId)?.values() ?? [])].flat();
  }

  /** These are the guilds that are asked for every hour: keeps what there is of them, and forgets it of all others. */
  retain(guildIds: ReadonlySet<Snowflake>): void {
    this.#mostGuilds = Math.max(fewestGuildsKept, guildIds.size);
    for (const kept of [this.#sealed, this.#unreadable]) {
      for (const guildId of kept.keys()) if (!guildIds.has(guildId)) kept.delete(guildId);
    }
  }

  /** A sealed month is summed up also where it is not yet kept so: what is said of it shall not change by that. */
  async #withTrial(guildId: Snowflake, month: Month, isSealed: boolean): Promise<MonthActivity> {
    const { members, summary } = await this.#store.trial(guildId, month);
    if (summary !== null) return SummarisedActivity.decode(hoursOfMonth(month), summary);
    const activity = await this.#read(guildId, month, members);
    return isSealed ? await SummarisedActivity.of(activity) : activity;
  }

  async #read(guildId: Snowflake, month: Month, trial?: TrialSpans): Promise<MonthActivity> {
    const tabulation = this.#spare.pop() ?? new ActivityTabulation();
    const { found, unreadable } = await readAround(this.#store, async (source) => {
      tabulation.begin(hoursOfMonth(month), trial);
      for await (const { blobs } of source.readCounters(guildId, hoursOfMonth(month))) {
        tabulation.add(blobs);
        const bytes = blobs.reduce((sum, { length }) => sum + length, bytesPerPiece);
        if (this.#slice.fills(bytes)) await nextTurn();
      }
      return tabulation.finish();
    });
    this.#spare.push(tabulation);
    this.#noteUnreadable(guildId, month, unreadable);
    return found;
  }

  #noteUnreadable(guildId: Snowflake, month: Month, hours: readonly HourRange[]): void {
    const months = this.#unreadable.get(guildId) ?? new Map<Month, readonly HourRange[]>();
    if (hours.length > 0) this.#unreadable.set(guildId, months.set(month, hours));
    else if (months.delete(month) && months.size === 0) this.#unreadable.delete(guildId);
  }

  #keep(guildId: Snowflake, month: Month, activity: MonthActivity): void {
    const kept = this.#sealed.get(guildId) ?? new Map<Month, MonthActivity>();
    this.#sealed.delete(guildId); // The guilds stand in the order in which they were asked for.
    this.#sealed.set(guildId, kept.set(month, activity));
    for (const oldest of this.#sealed.keys()) {
      if (this.#sealed.size <= this.#mostGuilds) break;
      this.#sealed.delete(oldest);
    }
    for (const known of kept.keys()) if (Math.abs(known - month) >= monthsKept) kept.delete(known);
  }
}
