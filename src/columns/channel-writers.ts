import type { ChannelNumber, MemberNumber } from '../core/counter.ts';
import { ColumnCursor } from './blob/column-cursor.ts';
import { CounterList } from './blob/counter-list.ts';

/** Finds the channels in which at least so many members of one month wrote a message. */
export class ChannelWriters {
  readonly #fewest: number;
  readonly #channels = new Set<ChannelNumber>();
  /** Of every other channel who wrote there. */
  readonly #few = new Map<ChannelNumber, Set<MemberNumber>>();
  readonly #list = new CounterList();

  constructor(fewest: number) {
    this.#fewest = fewest;
  }

  get channels(): ReadonlySet<ChannelNumber> {
    return this.#channels;
  }

  /** Takes in a blob. Throws `CorruptColumns`; what came before the damage is taken in then. */
  add(blob: Uint8Array): void {
    const cursor = new ColumnCursor(blob);
    while (cursor.next()) {
      if (cursor.metric !== 'msg' || this.#channels.has(cursor.channel)) continue;
      this.#list.clear();
      cursor.decode(this.#list);
      this.#note(cursor.channel);
    }
  }

  #note(channel: ChannelNumber): void {
    const writers = this.#few.get(channel) ?? new Set();
    const { members, length } = this.#list;
    for (let index = 0; index < length && writers.size < this.#fewest; index += 1) {
      writers.add(members[index] as MemberNumber);
    }
    if (writers.size < this.#fewest) {
      this.#few.set(channel, writers);
      return;
    }
    this.#few.delete(channel);
    this.#channels.add(channel);
  }
}
