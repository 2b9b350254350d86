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

/** Two, so that a member may queue, for example, a look after an erasure. */
const mostOfOne = 2;

/**
 * Runs members' commands about themselves one at a time per guild. Any number of members may wait, because each has a
 * right to erasure, but one member cannot fill the queue.
 */
export class MemberQueue {
  readonly #queue = new GuildQueue(Number.POSITIVE_INFINITY);
  readonly #underWay = new Map<string, number>();

  /**
   * Runs `task` when its turn comes, and returns its result.
   *
   * @throws {Obstacle} if the member already has two commands queued or running.
   */
  async run<Result>(guildId: Snowflake, task: () => Promise<Result>, userId: Snowflake): Promise<Result> {
    const member = `${guildId} ${userId}`;
    const underWay = this.#underWay.get(member) ?? 0;
    if (underWay >= mostOfOne) throw new Obstacle('answer.memberBusy');
    this.#underWay.set(member, underWay + 1);
    try {
      return await this.#queue.run(guildId, task);
    } finally {
      const left = (this.#underWay.get(member) ?? 1) - 1;
      if (left === 0) this.#underWay.delete(member);
      else this.#underWay.set(member, left);
    }
  }
}
