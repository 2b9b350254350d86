import type { ChannelNumber, MemberNumber } from '../core/counter.ts';
import { ColumnCursor } from './blob/column-cursor.ts';
import { CounterList } from './blob/counter-list.ts';

/** Who has counters in some channels. */
export class ChannelMembers {
  readonly #members: ReadonlyMap<ChannelNumber, Set<MemberNumber>>;
  readonly #list = new CounterList();

  constructor(channels: Iterable<ChannelNumber>) {
    this.#members = new Map(Array.from(channels, (channel) => [channel, new Set()]));
  }

  /**
   * Adds those of a blob.
   *
   * @throws {CorruptColumns} for one that cannot be read; some of its members may have been added.
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

  /** How many they are in a channel. */
  count(channel: ChannelNumber): number {
    return this.#members.get(channel)?.size ?? 0;
  }
}
