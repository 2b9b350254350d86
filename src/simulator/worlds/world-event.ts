import type { Snowflake } from '../../core/snowflake.ts';

/** Something that happens in a guild, as worlds are written down (one a line in `events.jsonl`). */
export interface WorldEvent {
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /**
   * - `msg`: `user` writes in `channel`.
   * - `react`: `user` reacts to the message named `to` with `emoji`.
   * - `voice`: `user` connects to `channel`, or disconnects when it is null.
   * - `join`, `part`: `user` comes or leaves. `pass`: `user`, who joined `pending`, agrees to the guild's rules.
   * - `timeout`: `by` silences `user` for `amount` seconds; 0 ends it early.
   * - `roles`: `user` has `roles` from now on, and no others.
   * - `presence`: `user` is online on `device`, or offline when it is null.
   * - `members`, `online`: the guild has `amount` members from now on, or so many who are online.
   *
   * Any other changes nothing.
   */
  readonly ev: string;
  readonly user?: Snowflake;
  readonly channel?: Snowflake | null;
  /** A thread of `channel` in which it was written; it is opened at its first use. */
  readonly thread?: Snowflake;
  /** Of a `msg`: written in the thread of `channel` that was begun from the message of that name, or is begun by it. */
  readonly under?: string;
  /** How many messages (1 where it is left out), members, people online, or seconds. */
  readonly amount?: number;
  /** `desktop`, `mobile` or `web`, or several of them with `+` between. */
  readonly device?: string | null;
  /** The user is an app. */
  readonly bot?: boolean;
  /** Of a `msg`: a webhook wrote it. */
  readonly webhook?: boolean;
  /** Of a `msg`: a name by which later events speak of it, of several messages the last one. */
  readonly id?: string;
  /** Of a `msg`: the name of the message of the same channel or thread that it replies to. */
  readonly reply?: string;
  /** Of a `msg`: the name of the message that it forwards; it has no text of its own. */
  readonly forward?: string;
  /** Of a `msg`: what it says. Where it is left out, and the message is nothing but text, it says anything. */
  readonly text?: string;
  /** Of a `msg`: the content type of each file, such as `image/png`. */
  readonly files?: readonly string[];
  /** Of a `msg`: the name of each sticker. */
  readonly stickers?: readonly string[];
  /** Of a `msg`: it is a voice message of so many seconds. */
  readonly speech?: number;
  /** Of a `msg`: the question of a poll. */
  readonly poll?: string;
  /** Of a `react`: the name of a message. */
  readonly to?: string;
  /** One of Unicode's, or `:name:` for one of the guild's own. */
  readonly emoji?: string;
  /** Of a `join`: the user has to agree to the guild's rules first. */
  readonly pending?: boolean;
  /** Of a `part`: `by` has kicked or banned `user`, who left by themselves where it is left out. */
  readonly how?: 'kick' | 'ban';
  /** Of a `timeout`, and of a `part` with `how`: who did it. */
  readonly by?: Snowflake;
  readonly roles?: readonly Snowflake[];
}
