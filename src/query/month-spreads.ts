import type { MonthSpread } from '../columns/month-spread.ts';
import { SpreadTabulation } from '../columns/spread-tabulation.ts';
import { nextTurn } from '../core/async/event-loop.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { hoursOfMonth } from '../core/time.ts';
import type { StoreReader } from '../store/store-reader.ts';
import type { MonthOfActivity } from './active/month-activities.ts';
import { readAround } from './readable-counters.ts';

/** Computes from the counters how the activity of a month is spread over its members. */
export class MonthSpreads {
  readonly #store: Pick<StoreReader, 'readCounters' | 'trial'>;

  constructor(store: Pick<StoreReader, 'readCounters' | 'trial'>) {
    this.#store = store;
  }

  /**
   * The spread of a month; of an open month, up to now. Counters that cannot be read are left out. Null for a sealed
   * month that was summed up, because it is no longer known who was in trial.
   */
  async of(guildId: Snowflake, { month, hasTrial }: Omit<MonthOfActivity, 'isSealed'>): Promise<MonthSpread | null> {
    const trial = hasTrial ? await this.#store.trial(guildId, month) : null;
    if (trial !== null && trial.summary !== null) return null;
    const { found } = await readAround(this.#store, async (source) => {
      const tabulation = new SpreadTabulation(hoursOfMonth(month), trial?.members);
      for await (const { blobs } of source.readCounters(guildId, hoursOfMonth(month))) {
        tabulation.add(blobs);
        await nextTurn();
      }
      return tabulation.finish(nextTurn);
    });
    return found;
  }
}
