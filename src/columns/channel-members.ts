import type { ChannelNumber, MemberNumber } from '../core/counter.ts';
import { ColumnCursor } from './blob/column-cursor.ts';
import { CounterList } from './blob/counter-list.ts';

/** Collects the members with counters in each of some channels. */
export class ChannelMembers {
  readonly #members: ReadonlyMap<ChannelNumber, Set<MemberNumber>>;
  readonly #list = new CounterList();

  constructor(channels: Iterable<ChannelNumber>) {
    this.#members = new Map(Array.from(channels, (channel) => [channel, new Set()]));
  }

  /**
   * Adds the members of a blob.
   *
   * @throws {CorruptColumns} when the blob cannot be read. Some of its members may have been added.
   */
  add(blob: Uint8Array): void {
    const cursor = new ColumnCursor(blob);
    while (cursor.next()) {
      const members = this.#members.get(cursor.channel);
      if (members === undefined) continue;
      this.#list.clear();
      cursor.decode(this.#list);
      for (const member of this.#list.members.subarray(0, this.#list.length)) members.add(member);
    }
  }

  /** The number of members in a channel. */
  count(channel: ChannelNumber): number {
    return this.#members.get(channel)?.size ?? 0;
  }
}
