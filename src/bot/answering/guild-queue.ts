import { SerialQueue } from '../../core/async/serial-queue.ts';
import { UserError } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';

const mostWaiting = 5;

/** Lets one heavy command of a guild run at a time; further ones wait in order. */
export class GuildQueue {
  readonly #mostWaiting: number;
  readonly #lines = new Map<Snowflake, SerialQueue>();

  /** No more than `mostWaitingCommands` wait in a guild. */
  constructor(mostWaitingCommands = mostWaiting) {
    this.#mostWaiting = mostWaitingCommands;
  }

  /**
   * Runs `task` when it is its turn, and gives what it gives.
   *
   * @throws UserError when too many are waiting already
   */
  async run<Result>(guildId: Snowflake, task: () => Promise<Result>): Promise<Result> {
    const line = this.#lines.get(guildId) ?? new SerialQueue();
    if (line.size > this.#mostWaiting) {
      throw new UserError(
        `Expected at most ${this.#mostWaiting} commands to be waiting, but there are more: try again later.`,
      );
    }
    this.#lines.set(guildId, line);
    try {
      return await line.run(task);
    } finally {
      if (line.size === 0) this.#lines.delete(guildId);
    }
  }
}
