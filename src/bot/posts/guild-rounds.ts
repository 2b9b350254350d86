import type { Snowflake } from '../../core/snowflake.ts';

/** Discord or the disk is out of order, rather than a guild: there is no use in trying them all. */
const enoughFailures = 3;

/** Does something with many guilds in turn, time and again, so that those with which it fails stand in nobody's way. */
export class GuildRounds {
  /** The guilds with which it did not work the last time: they come last. */
  readonly #failed = new Set<Snowflake>();

  /** One after the other; `work` says whether it worked. Ends early once it is aborted, or where it works with nobody. */
  async run(
    guildIds: readonly Snowflake[],
    signal: AbortSignal,
    work: (guildId: Snowflake) => Promise<boolean>,
  ): Promise<void> {
    const inOrder = guildIds.toSorted((a, b) => Number(this.#failed.has(a)) - Number(this.#failed.has(b)));
    let failuresInARow = 0;
    for (const id of inOrder) {
      if (signal.aborted || failuresInARow === enoughFailures) return;
      if (await work(id)) {
        this.#failed.delete(id);
        failuresInARow = 0;
      } else {
        this.#failed.add(id);
        failuresInARow += 1;
      }
    }
  }
}
