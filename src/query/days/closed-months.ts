import type { Snowflake } from '../../core/snowflake.ts';
import { type HourRange, hoursOfMonth, monthOfHour } from '../../core/time.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import type { FoundAround } from '../readable-counters.ts';

/** What can be kept of a month. */
export type KeptOfMonth = 'hours' | 'channels';

/** About 8 MB: six years of a guild with 500 channels, a hundred of one with few. */
const mostEntries = 100_000;

/**
 * What was read of whole months whose hours are all closed, so that a chart of a year need not read them again. It holds
 * no member. What was not asked for longest is dropped first.
 */
export class ClosedMonths {
  readonly #kept = new Map<string, { readonly version: number; readonly found: ReadonlyMap<unknown, unknown> }>();
  #entries = 0;

  /**
   * Reads a range, or returns what was read of it before, if it is a whole month that has not changed since. Null is not
   * kept.
   */
  async read<Found extends FoundAround<ReadonlyMap<unknown, unknown>> | null>(
    store: Pick<StoreReader, 'closedHours'>,
    { guildId, range, kind }: { readonly guildId: Snowflake; readonly range: HourRange; readonly kind: KeptOfMonth },
    read: () => Promise<Found>,
  ): Promise<Found> {
    const month = monthOfHour(range.from);
    const { from, to } = hoursOfMonth(month);
    if (range.from !== from || range.to !== to) return read();
    const closed = await store.closedHours(guildId, month);
    if (closed === null || closed.until !== to) return read();
    const name = `${guildId} ${month} ${kind}`;
    const kept = this.#kept.get(name);
    if (kept?.version === closed.reopened) {
      this.#kept.delete(name); // Moves it to the end of the map.
      this.#kept.set(name, kept);
      return { found: kept.found, unreadable: [] as const } as unknown as Found;
    }
    const fresh = await read();
    if (fresh?.unreadable.length === 0) this.#keep(name, closed.reopened, fresh.found);
    return fresh;
  }

  #keep(name: string, version: number, found: ReadonlyMap<unknown, unknown>): void {
    this.#drop(name);
    this.#kept.set(name, { version, found });
    this.#entries += sizeOf(found);
    for (const oldest of this.#kept.keys()) {
      if (this.#entries <= mostEntries) break;
      this.#drop(oldest);
    }
  }

  #drop(name: string): void {
    const kept = this.#kept.get(name);
    if (kept === undefined) return;
    this.#entries -= sizeOf(kept.found);
    this.#kept.delete(name);
  }
}

/** A day has hours; a channel has none. */
function sizeOf(found: ReadonlyMap<unknown, unknown>): number {
  let size = 1;
  for (const each of found.values()) size += 1 + ((each as { readonly hours?: readonly unknown[] }).hours?.length ?? 0);
  return size;
}
