import { UserError } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { GuildQueue } from './guild-queue.ts';

/** A second one of the same member may wait, such as a look after an erasure. */
const mostOfOne = 2;

/**
 * Runs the commands that members give for themselves one at a time in a guild. Any number may wait, because every member has a
 * right to be erased; but one member cannot fill the line.
 */
export class MemberQueue {
  readonly #queue = new GuildQueue(Number.POSITIVE_INFINITY);
  readonly #underWay = new Map<string, number>();

  /**
   * Runs `task` when it is its turn, and gives what it gives.
   *
   * @throws {UserError} when that member has two under way already
   */
  async run<Result>(guildId: Snowflake, task: () => Promise<Result>, userId: Snowflake): Promise<Result> {
    const member = `${guildId} ${userId}`;
    const underWay = this.#underWay.get(member) ?? 0;
    if (underWay >= mostOfOne)
      throw new UserError('Your last commands are still being worked on. Try again in a minute.');
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
