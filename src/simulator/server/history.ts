import { compareSnowflakes, type Snowflake } from '../../core/snowflake.ts';
import type { Message } from './message.ts';

/** A page of a history; at most one of `before`, `after` and `around` is given. */
export interface HistoryQuery {
  readonly before?: Snowflake | undefined;
  readonly after?: Snowflake | undefined;
  readonly around?: Snowflake | undefined;
  readonly limit: number;
}

/** The messages of one channel, in the order of their ids. */
export class History {
  readonly #messages: Message[] = [];
  #lastMessageId: Snowflake | null = null;

  /** The newest message that ever existed, even if deleted; of a forum, the newest post. */
  get lastMessageId(): Snowflake | null {
    return this.#lastMessageId;
  }

  /** Sets the id of the last message. A forum's last message is a post, which is not among its messages. */
  noteLast(id: Snowflake): void {
    if (this.#lastMessageId === null || compareSnowflakes(this.#lastMessageId, id) < 0) this.#lastMessageId = id;
  }

  add(message: Message): void {
    this.noteLast(message.id);
    const last = this.#messages.at(-1);
    if (!last || compareSnowflakes(last.id, message.id) < 0) this.#messages.push(message);
    else this.#messages.splice(this.#indexFrom(message.id), 0, message);
  }

  get(id: Snowflake): Message | undefined {
    const message = this.#messages[this.#indexFrom(id)];
    return message?.id === id ? message : undefined;
  }

  remove(id: Snowflake): boolean {
    if (!this.get(id)) return false;
    this.#messages.splice(this.#indexFrom(id), 1);
    return true;
  }

  /** Messages newer than `id`, oldest first. */
  since(id: Snowflake): readonly Message[] {
    return this.#messages.slice(this.#indexAfter(id));
  }

  /**
   * A page as Discord returns it: newest first, in either direction. `after` selects the oldest messages that are newer
   * (Discord API reference, "Get Channel Messages").
   */
  page(query: HistoryQuery): readonly Message[] {
    const [from, to] = this.#bounds(query);
    return this.#messages.slice(from, to).reverse();
  }

  #bounds({ before, after, around, limit }: HistoryQuery): [from: number, to: number] {
    if (after !== undefined) {
      const from = this.#indexAfter(after);
      return [from, from + limit];
    }
    if (around !== undefined) {
      const from = Math.max(0, this.#indexFrom(around) - Math.floor(limit / 2));
      return [from, from + limit];
    }
    const to = before === undefined ? this.#messages.length : this.#indexFrom(before);
    return [Math.max(0, to - limit), to];
  }

  #indexAfter(id: Snowflake): number {
    const index = this.#indexFrom(id);
    return this.#messages[index]?.id === id ? index + 1 : index;
  }

  /** The index of the first message whose id is `id` or greater. */
  #indexFrom(id: Snowflake): number {
    let low = 0;
    let high = this.#messages.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const message = this.#messages[middle];
      if (message && compareSnowflakes(message.id, id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
