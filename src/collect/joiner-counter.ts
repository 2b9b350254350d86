import type { Snowflake } from '../core/snowflake.ts';
import { type Day, dayOf } from '../core/time.ts';
import type { Batch } from '../store/batch.ts';

/**
 * Counts people who join, each once a month. What is hidden because it is about too few people is decided by these totals:
 * joins alone could be made more by one who leaves and comes back.
 */
export class JoinerCounter {
  #counts = new Map<string, JoinersOfGuild>();

  /** A person joined who had not joined before in the month. */
  count(guildId: Snowflake, atMs: number): void {
    const day = dayOf(atMs);
    const key = `${guildId} ${day}`;
    const count = this.#counts.get(key);
    if (count === undefined) this.#counts.set(key, { guildId, day, members: 1 });
    else count.members += 1;
  }

  /** What was counted since the last call. */
  takeChanges(): Batch['joiners'] {
    const counts = [...this.#counts.values()];
    this.#counts = new Map();
    return counts;
  }
}

interface JoinersOfGuild {
  readonly guildId: Snowflake;
  readonly day: Day;
  members: number;
}
