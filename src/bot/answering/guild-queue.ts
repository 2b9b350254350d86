import { SerialQueue } from '../../core/async/serial-queue.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { Obstacle } from '../../render/mistake.ts';

const mostWaiting = 5;

/** Runs one heavy command of a guild at a time. Further ones wait in order. */
export class GuildQueue {
  readonly #mostWaiting: number;
  readonly #lines = new Map<Snowflake, SerialQueue>();

  /** @param mostWaitingCommands How many commands of a guild may wait. */
  constructor(mostWaitingCommands = mostWaiting) {
    this.#mostWaiting = mostWaitingCommands;
  }

  /**
   * Runs `task` when its turn comes, and returns its result.
   *
   * @throws {Obstacle} if too many commands are waiting already.
   */
  async run<Result>(guildId: Snowflake, task: () => Promise<Result>): Promise<Result> {
    const line = this.#lines.get(guildId) ?? new SerialQueue();
    if (line.size > this.#mostWaiting) {
      throw new Obstacle('answer.queueFull', { count: this.#mostWaiting });
    }
    this.#lines.set(guildId, line);
    try {
      return await line.run(task);
    } finally {
      if (line.size === 0) this.#lines.delete(guildId);
    }
  }
}
