import type { Snowflake } from '../../core/snowflake.ts';

/** Something that happens in a guild: a line of `events.jsonl`. */
export interface WorldEvent {
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /**
   * - `msg`: `user` writes in `channel`.
   * - `react`: `user` reacts to the message named `to` with `emoji`.
   * - `voice`: `user` connects to `channel`, or disconnects if it is null.
   * - `join`, `part`: `user` joins or leaves. `pass`: `user`, who joined `pending`, agrees to the guild's rules.
   * - `timeout`: `by` times `user` out for `amount` seconds; 0 ends it early.
   * - `roles`: `user` has `roles` from now on, and no others.
   * - `presence`: `user` is online on `device`, or offline if it is null.
   * - `members`, `online`: the guild has `amount` members from now on, or that many who are online.
   *
   * Any other event changes nothing.
   */
  readonly ev: string;
  readonly user?: Snowflake;
  readonly channel?: Snowflake | null;
  /** The thread of `channel` in which it was written; created at its first use. */
  readonly thread?: Snowflake;
  /** Of a `msg`: written in the thread of `channel` that is started from the message with this name. */
  readonly under?: string;
  /** The number of messages (by default 1), members, people online, or seconds. */
  readonly amount?: number;
  /** `desktop`, `mobile` or `web`, or several of them separated by `+`. */
  readonly device?: string | null;
  /** The user is an app. */
  readonly bot?: boolean;
  /** Of a `msg`: a webhook wrote it. */
  readonly webhook?: boolean;
  /** Of a `msg`: a name for later events to refer to; if several messages have it, the last one counts. */
  readonly id?: string;
  /** Of a `msg`: the name of the message of the same channel or thread that it replies to. */
  readonly reply?: string;
  /** Of a `msg`: the name of the message that it forwards; it has no text of its own. */
  readonly forward?: string;
  /** Of a `msg`: its text. By default, a message without anything else has some text. */
  readonly text?: string;
  /** Of a `msg`: the content type of each file, such as `image/png`. */
  readonly files?: readonly string[];
  /** Of a `msg`: the name of each sticker. */
  readonly stickers?: readonly string[];
  /** Of a `msg`: it is a voice message of this many seconds. */
  readonly speech?: number;
  /** Of a `msg`: the question of a poll. */
  readonly poll?: string;
  /** Of a `react`: the name of a message. */
  readonly to?: string;
  /** A Unicode emoji, or `:name:` for one of the guild's own. */
  readonly emoji?: string;
  /** Of a `join`: the user must agree to the guild's rules first. */
  readonly pending?: boolean;
  /** Of a `part`: `by` has kicked or banned `user`; by default, the user left by themselves. */
  readonly how?: 'kick' | 'ban';
  /** Of a `timeout`, and of a `part` with `how`: the moderator. */
  readonly by?: Snowflake;
  readonly roles?: readonly Snowflake[];
}
