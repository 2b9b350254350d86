import { CorruptColumns } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type HourRange, type Month, monthOfHour } from '../../core/time.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { activeInWindow } from '../active/active-window.ts';
import type { MonthActivities, MonthOfActivity } from '../active/month-activities.ts';
import { isWhole } from '../imported-months.ts';
import type { Between } from '../value.ts';

/** The number of people active in the part of a period in one month. */
export interface PeoplePart {
  readonly hours: HourRange;
  readonly people: number;
}

/** Computes numbers of people over the end of a month, where nobody can be recognised. */
export class PeopleOverMonths {
  readonly #activities: MonthActivities;
  readonly #guildId: Snowflake;
  /** Months fully observed or imported, by month. */
  readonly #complete: ReadonlyMap<Month, MonthOfActivity>;

  private constructor(activities: MonthActivities, guildId: Snowflake, complete: ReadonlyMap<Month, MonthOfActivity>) {
    this.#activities = activities;
    this.#guildId = guildId;
    this.#complete = complete;
  }

  static async of(
    store: Pick<StoreReader, 'months' | 'guild'>,
    activities: MonthActivities,
    guildId: Snowflake,
  ): Promise<PeopleOverMonths> {
    const [months, guild] = await Promise.all([store.months(guildId), store.guild(guildId)]);
    const firstConnectedMs = guild?.firstConnectedMs ?? Number.POSITIVE_INFINITY;
    const complete = months.filter((month) => isWhole(month, firstConnectedMs));
    return new PeopleOverMonths(activities, guildId, new Map(complete.map((month) => [month.month, month])));
  }

  /**
   * The people of a period, from its parts, at least one.
   *
   * @param canEstimate False for people who are not all people of the guild: it is not known how those overlap.
   */
  async in(parts: readonly PeoplePart[], canEstimate: boolean): Promise<number | Between> {
    const window = parts.map(({ people, hours }) => {
      return { active: people, days: Math.ceil((hours.to - hours.from) / 24) };
    });
    const isExact = window.filter(({ active }) => active > 0).length < 2;
    const last = parts.at(-1);
    const calibration = isExact || !canEstimate || last === undefined ? null : await this.#before(last.hours);
    const { low, high, estimate } = activeInWindow(window, calibration);
    return low === high ? low : { low, high, estimate };
  }

  /** The month before the one that a part lies in. */
  async #before({ from }: HourRange) {
    const month = this.#complete.get(monthOfHour(from) - 1);
    if (month === undefined) return null;
    try {
      return await this.#activities.of(this.#guildId, month);
    } catch (error) {
      if (error instanceof CorruptColumns) return null;
      throw error;
    }
  }
}
