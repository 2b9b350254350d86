import type { Snowflake } from '../../core/snowflake.ts';
import type { Month } from '../../core/time.ts';
import type { Salt } from '../at-rest/salt-file.ts';
import { saltedHash } from '../salted-hash.ts';

/**
 * How many of a guild's active members joined in which month. A count rests under 16 bytes in place of a hash: the first
 * twelve say which guild, as nobody without the salt can recognise it, the others the month of joining.
 */
export class CohortCounts {
  readonly #guilds = new Map<string, Map<Month, number>>();
  /** By guild and month, as they are kept. */
  readonly #changed = new Map<string, Buffer>();

  /** Takes over what was kept. */
  load(key: Buffer, count: number): void {
    this.#of(key).set(monthIn(key), count);
  }

  /** Adds 1, or takes 1 away. A count that is 0 stays so. */
  change(guild: Buffer, joined: Month, by: 1 | -1): void {
    const key = Buffer.alloc(keyBytes);
    guild.copy(key);
    key.writeUInt32BE(joined, guildBytes);
    const counts = this.#of(key);
    counts.set(joined, Math.max(0, (counts.get(joined) ?? 0) + by));
    this.#changed.set(key.toString('latin1'), key);
  }

  /** By month of joining. */
  of(guild: Buffer): ReadonlyMap<Month, number> {
    return this.#guilds.get(nameOf(guild)) ?? new Map();
  }

  get hasChanged(): boolean {
    return this.#changed.size > 0;
  }

  /** The counts that have changed since the last call, each as it is now. */
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

/** A guild as its counts have it. */
export function guildOfCohorts(key: Salt['key'], guildId: Snowflake): Buffer {
  return saltedHash(key, 'cohort guild', guildId, '0').subarray(0, guildBytes);
}

/** Says of what is kept whether it is of one of these guilds. */
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
