import type { Snowflake } from '../../core/snowflake.ts';

/** Something that happens in a guild, as worlds are written down (one a line in `events.jsonl`). */
export interface WorldEvent {
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /**
   * `msg`, `voice` (to `channel`, or out of voice when it is null), `join`, `part`, `presence` (online on `device`, or
   * offline when it is null), `members` (the guild has `amount` members now). Any other changes nothing.
   */
  readonly ev: string;
  readonly user?: Snowflake;
  readonly channel?: Snowflake | null;
  /** A thread of `channel` in which it was written; it is opened at its first use. */
  readonly thread?: Snowflake;
  /** How many messages (1 where it is left out), or members. */
  readonly amount?: number;
  /** `desktop`, `mobile` or `web`, or several of them with `+` between. */
  readonly device?: string | null;
  /** The user is an app. */
  readonly bot?: boolean;
}
