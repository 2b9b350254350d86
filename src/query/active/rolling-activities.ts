import { SingleFlight } from '../../core/async/single-flight.ts';
import type { Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { hourMs, hourOf } from '../../core/time.ts';
import type { Guild } from '../../store/records.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { isNotKnown } from '../value.ts';
import type { RollingActivity } from './active-members.ts';
import { activeWindows, monthHours, weekHours } from './active-windows.ts';
import type { MonthActivities } from './month-activities.ts';

export interface RollingActivitiesDeps {
  readonly store: Pick<StoreReader, 'months' | 'prunedMonths' | 'finalSummaries'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly activities: MonthActivities;
  readonly guilds: () => Iterable<Pick<Guild, 'id' | 'firstConnectedMs'>>;
  /** Stops the computation once aborted. */
  readonly signal: AbortSignal;
}

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
    const { activities, guilds, signal } = this.#deps;
    const found = new Map<Snowflake, RollingActivity>();
    const all = [...guilds()];
    for (const guild of all) {
      if (signal.aborted) return;
      const rolling = await this.#of(guild);
      if (rolling !== null) found.set(guild.id, rolling);
    }
    activities.retain(new Set(all.map(({ id }) => id)));
    this.#latest = found;
  }

  async #of(guild: Pick<Guild, 'id' | 'firstConnectedMs'>): Promise<RollingActivity | null> {
    const { store, activities, clock } = this.#deps;
    const nowMs = clock.now();
    const windows = await activeWindows(store, activities, guild);
    const now = hourOf(nowMs);
    const nearest = Math.round(nowMs / hourMs);
    const [day, week, month] = await windows.since([nearest - 24, nearest - weekHours, nearest - monthHours], now);
    if (day === undefined || week === undefined || month === undefined) return null;
    return isNotKnown(day) || isNotKnown(week) || isNotKnown(month) ? null : { day, week, month };
  }
}
