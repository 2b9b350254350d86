import { NumberById } from '../core/number-by-id.ts';
import type { Snowflake } from '../core/snowflake.ts';

/**
 * Maps threads to their parent channels. A guild may have hundreds of thousands of threads, most of which are never used
 * again. So they take a few bytes each, and only the latest {@link mostRecent} that were added or looked up are certain to
 * be kept. Others can be requested from Discord again.
 */
export class ThreadParents {
  /** Thread → index of its channel in `#parents`. */
  #recent = new NumberById();
  #earlier = new NumberById();
  readonly #parents: { readonly guildId: Snowflake; readonly channelId: Snowflake }[] = [];
  /** Guild → channel that has, or had, threads → its index in `#parents`. */
  readonly #places = new Map<Snowflake, Map<Snowflake, number>>();

  /** Adds a thread. False if it was known. */
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

/** Between this many and twice as many threads are kept. */
export const mostRecent = 170_000;
