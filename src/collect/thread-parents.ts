import { NumberById } from '../core/number-by-id.ts';
import type { Snowflake } from '../core/snowflake.ts';

/**
 * Which channel each thread belongs to. There may be hundreds of thousands, and most are never used again: they take a
 * few bytes each, and only the {@link mostRecent} that were added or looked up last are sure to be kept. Any other can be
 * learnt from Discord again.
 */
export class ThreadParents {
  /** By thread: the place of its channel in `#parents`. */
  #recent = new NumberById();
  #earlier = new NumberById();
  readonly #parents: { readonly guildId: Snowflake; readonly channelId: Snowflake }[] = [];
  /** By guild: the place of each channel that has, or had, threads. */
  readonly #places = new Map<Snowflake, Map<Snowflake, number>>();

  /** Notes a thread. False if it was known. */
  add(guildId: Snowflake, threadId: Snowflake, channelId: Snowflake): boolean {
    if (this.get(guildId, threadId) === channelId) return false;
    this.#put(threadId, this.#placeOf(guildId, channelId));
    return true;
  }

  /** The channel of a thread of this guild; undefined if the thread is not known. */
  get(guildId: Snowflake, threadId: Snowflake): Snowflake | undefined {
    const place = this.#recent.get(threadId) ?? this.#recall(threadId);
    const parent = place === undefined ? undefined : this.#parents[place];
    return parent?.guildId === guildId ? parent.channelId : undefined;
  }

  /** The channels of a guild that have, or had, threads. */
  parentsOf(guildId: Snowflake): readonly Snowflake[] {
    return [...(this.#places.get(guildId)?.keys() ?? [])];
  }

  delete(threadId: Snowflake): void {
    this.#recent.delete(threadId);
    this.#earlier.delete(threadId);
  }

  #recall(threadId: Snowflake): number | undefined {
    const place = this.#earlier.get(threadId);
    if (place !== undefined) this.#put(threadId, place);
    return place;
  }

  #put(threadId: Snowflake, place: number): void {
    if (this.#recent.size >= mostRecent) {
      this.#earlier = this.#recent;
      this.#recent = new NumberById();
    }
    this.#recent.set(threadId, place);
  }

  #placeOf(guildId: Snowflake, channelId: Snowflake): number {
    const places = this.#places.get(guildId) ?? new Map<Snowflake, number>();
    this.#places.set(guildId, places);
    const known = places.get(channelId);
    if (known !== undefined) return known;
    places.set(channelId, this.#parents.length);
    return this.#parents.push({ guildId, channelId }) - 1;
  }
}

/** At least this many threads are kept, and at most twice as many. */
export const mostRecent = 170_000;
