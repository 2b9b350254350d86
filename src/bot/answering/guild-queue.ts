import { UserError } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';

const mostWaiting = 5;

/** Runs one heavy command of a guild at a time. Further ones wait in order. */
export class GuildQueue {
  readonly #mostWaiting: number;
  readonly #lines = new Map<Snowflake, { length: number; last: Promise<unknown> }>();

  /** @param mostWaitingCommands How many commands of a guild may wait. */
  constructor(mostWaitingCommands = mostWaiting) {
    this.#mostWaiting = mostWaitingCommands;
  }

  /**
   * Runs `task` when its turn comes, and returns its result.
   *
   * @throws {UserError} if too many commands are waiting already.
   */
  async run<Result>(guildId: Snowflake, task: () => Promise<Result>): Promise<Result> {
    const line = this.#lines.get(guildId) ?? { length: 0, last: Promise.resolve() };
    if (line.length > this.#mostWaiting) {
      throw new UserError(`${this.#mostWaiting} commands are already waiting in this server. Try again in a minute.`);
    }
    this.#lines.set(guildId, line);
    line.length += 1;
    const before = line.last;
    const result = before.then(task);
    line.last = result.catch(() => undefined); // The caller handles the error; the next task does not depend on it.
    try {
      return await result;
    } finally {
      line.length -= 1;
      if (line.length === 0) this.#lines.delete(guildId);
    }
  }
}
