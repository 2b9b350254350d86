import { firstSnowflakeAt, type Snowflake } from '../../core/snowflake.ts';
import { type Hour, hourMs } from '../../core/time.ts';

/** The messages of a month that were counted. Within an hour an id is a whole number below 2^44, which takes a third of a text. */
export class SeenMessages {
  readonly #hours = new Map<Hour, Set<number>>();

  /** Whether a message, which was written in this hour, comes for the first time. */
  isNew(hour: Hour, id: Snowflake): boolean {
    const seen = this.#hours.get(hour) ?? new Set();
    this.#hours.set(hour, seen);
    const place = Number(BigInt(id) - BigInt(firstSnowflakeAt(hour * hourMs)));
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  }
}
