import type { Snowflake } from '../../core/snowflake.ts';

/** This many failures in a row point to Discord or the disk rather than to single guilds, so the round ends. */
const enoughFailures = 3;

/** Does work for many guilds, one after the other and round after round. Guilds that fail do not hold up the others. */
export class GuildRounds {
  /** The guilds that failed in the last round. They come last. */
  readonly #failed = new Set<Snowflake>();

  /**
   * Runs `work` for each guild in turn; it returns whether it succeeded. Ends early once `signal` is aborted, or after
   * {@link enoughFailures} failures in a row.
   */
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
