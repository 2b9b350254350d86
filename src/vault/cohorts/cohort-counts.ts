import type { Snowflake } from '../../core/snowflake.ts';
import type { Month } from '../../core/time.ts';
import type { Salt } from '../at-rest/salt-file.ts';
import { saltedHash } from '../salted-hash.ts';

/**
 * The number of a guild's active members by month of joining. The key of a count has 16 bytes, like a hash: a salted hash
 * of the guild (12), and the month of joining (4, big-endian).
 */
export class CohortCounts {
  readonly #guilds = new Map<string, Map<Month, number>>();
  /** The keys of changed counts. */
  readonly #changed = new Map<string, Buffer>();

  /** Loads a stored count. */
  load(key: Buffer, count: number): void {
    this.#of(key).set(monthIn(key), count);
  }

  /** Adds 1 or subtracts 1. A count does not go below 0. */
  change(guild: Buffer, joined: Month, by: 1 | -1): void {
    const key = Buffer.alloc(keyBytes);
    guild.copy(key);
    key.writeUInt32BE(joined, guildBytes);
    const counts = this.#of(key);
    counts.set(joined, Math.max(0, (counts.get(joined) ?? 0) + by));
    this.#changed.set(key.toString('latin1'), key);
  }

  /** The counts of a guild by month of joining. */
  of(guild: Buffer): ReadonlyMap<Month, number> {
    return this.#guilds.get(nameOf(guild)) ?? new Map();
  }

  get hasChanged(): boolean {
    return this.#changed.size > 0;
  }

  /** Takes the counts that have changed since the last call, with their current values. */
  takeChanges(): { readonly key: Buffer; readonly count: number }[] {
    const changes = Array.from(this.#changed.values(), (key) => {
      return { key, count: this.#of(key).get(monthIn(key)) ?? 0 };
    });
    this.#changed.clear();
    return changes;
  }

  #of(key: Buffer): Map<Month, number> {
    const name = nameOf(key);
    const known = this.#guilds.get(name);
    if (known !== undefined) return known;
    const counts = new Map<Month, number>();
    this.#guilds.set(name, counts);
    return counts;
  }
}

/** The salted hash of a guild in the keys of its counts. */
export function guildOfCohorts(key: Salt['key'], guildId: Snowflake): Buffer {
  return saltedHash(key, 'cohort guild', guildId, '0').subarray(0, guildBytes);
}

/** Returns a test whether a key belongs to one of these guilds. */
export function isCohortIn(key: Salt['key'], guildIds: readonly Snowflake[]): (kept: Buffer) => boolean {
  const known = new Set(guildIds.map((guildId) => nameOf(guildOfCohorts(key, guildId))));
  return (kept) => known.has(nameOf(kept));
}

const keyBytes = 16;
const guildBytes = 12;

function nameOf(key: Buffer): string {
  return key.toString('latin1', 0, guildBytes);
}

function monthIn(key: Buffer): Month {
  return key.readUInt32BE(guildBytes);
}
