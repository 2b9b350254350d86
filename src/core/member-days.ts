import { ColumnCursor } from './column-cursor.ts';
import { hasMember } from './column-layout.ts';
import type { MemberNumber } from './counter.ts';
import { CounterList } from './counter-list.ts';
import { type Day, dayOfHour } from './time.ts';

/** On which days a member was active: wrote a message, or spent a second in voice. */
export class MemberDays {
  readonly member: MemberNumber;
  readonly #days = new Set<Day>();
  /** Milliseconds by hour and channel, which may lie in several blobs. */
  readonly #voice = new Map<string, number>();

  constructor(member: MemberNumber) {
    this.member = member;
  }

  get days(): ReadonlySet<Day> {
    return this.#days;
  }

  /** Takes in what a blob has of the member. Throws `CorruptColumns`. */
  add(blob: Uint8Array): void {
    const cursor = new ColumnCursor(blob);
    const list = new CounterList();
    while (cursor.next()) {
      if (!hasMember(cursor.event)) continue;
      list.clear();
      cursor.decode(list);
      for (let index = 0; index < list.length; index += 1) {
        if (list.members[index] === this.member) this.#addAmount(cursor, list.amounts[index] as number);
      }
    }
  }

  #addAmount({ hour, event, channel }: ColumnCursor, amount: number): void {
    if (event === 'voice') {
      const key = `${hour} ${channel}`;
      const milliseconds = (this.#voice.get(key) ?? 0) + amount;
      this.#voice.set(key, milliseconds);
      if (milliseconds < 1000) return;
    }
    this.#days.add(dayOfHour(hour));
  }
}
