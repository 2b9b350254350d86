import { nextTurn } from '../../core/async/event-loop.ts';
import { SingleFlight } from '../../core/async/single-flight.ts';
import type { Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { hourMs, hourOf } from '../../core/time.ts';
import type { Guild } from '../../store/records.ts';
import type { GuildMonth, StoreReader } from '../../store/store-reader.ts';
import { isNotKnown } from '../value.ts';
import type { RollingActivity } from './active-members.ts';
import { monthHours, weekHours, windowsOfMonths } from './active-windows.ts';
import type { MonthActivities, MonthOfActivity } from './month-activities.ts';

export interface RollingActivitiesDeps {
  readonly store: Pick<StoreReader, 'monthsOfGuilds' | 'countersOfGuilds' | 'prunedMonths' | 'finalSummaries'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly activities: MonthActivities;
  readonly guilds: () => Iterable<Pick<Guild, 'id' | 'firstConnectedMs'>>;
  /** Stops the computation once aborted. */
  readonly signal: AbortSignal;
}

/** Takes a few milliseconds. */
const guildsAtOnce = 32;

/** The latest numbers of active members, by guild. */
export class RollingActivities {
  readonly #deps: RollingActivitiesDeps;
  #latest: ReadonlyMap<Snowflake, RollingActivity> = new Map();
  readonly #computing = new SingleFlight(() => this.#compute());

  constructor(deps: RollingActivitiesDeps) {
    this.#deps = deps;
  }

  /** By guild. Leaves out guilds with deleted counters in the last 30 days. */
  get latest(): ReadonlyMap<Snowflake, RollingActivity> {
    return this.#latest;
  }

  /** Recomputes one guild after the other from committed data. Concurrent calls share one run. */
  compute(): Promise<void> {
    return this.#computing.run();
  }

  async #compute(): Promise<void> {
    const { store, activities, guilds, signal } = this.#deps;
    const found = new Map<Snowflake, RollingActivity>();
    const all = [...guilds()];
    for (let first = 0; first < all.length; first += guildsAtOnce) {
      const some = all.slice(first, first + guildsAtOnce);
      const read = await store.monthsOfGuilds(some.map(({ id }) => id));
      const months = await activities.readAhead(store, read);
      for (const guild of some) {
        if (signal.aborted) return;
        const rolling = await this.#of(guild, months.get(guild.id) ?? []);
        if (rolling !== null) found.set(guild.id, rolling);
      }
      await nextTurn();
    }
    activities.retain(new Set(all.map(({ id }) => id)));
    this.#latest = found;
  }

  async #of(
    guild: Pick<Guild, 'id' | 'firstConnectedMs'>,
    months: readonly (GuildMonth & MonthOfActivity)[],
  ): Promise<RollingActivity | null> {
    const { store, activities, clock } = this.#deps;
    const nowMs = clock.now();
    const windows = windowsOfMonths(months, store, activities, guild);
    const now = hourOf(nowMs);
    const nearest = Math.round(nowMs / hourMs);
    const [day, week, month] = await windows.since([nearest - 24, nearest - weekHours, nearest - monthHours], now);
    if (day === undefined || week === undefined || month === undefined) return null;
    return isNotKnown(day) || isNotKnown(week) || isNotKnown(month) ? null : { day, week, month };
  }
}
