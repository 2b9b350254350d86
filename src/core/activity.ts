import type { Person } from './person.ts';
import type { Snowflake } from './snowflake.ts';
import type { VisitDimension } from './visit.ts';

/**
 * What happened in a guild, in the words of the domain; `atMs` in milliseconds since the Unix epoch. What was known of
 * a person before held until `stateValidUntilMs`, which lies before `atMs` when the news was late (a replay after a lost
 * connection).
 *
 * `joinedAtMs` is when the person became a member, in milliseconds since the Unix epoch; null where that is not told, as in
 * messages that history brings. It says how long they have been one at that moment, and is kept nowhere.
 *
 * `sessionId` is the session of the person's own client that the voice state belongs to, where Discord tells it. A member has
 * one voice state, but two clients may both report it. It is kept in memory only.
 *
 * - `message`: a person wrote in a channel (for a thread, in its parent).
 * - `voice`: a person is now connected to `channelId`, or to none when it is null.
 * - `join`, `part`: a person or an app became a member, or ceased to be one. `isPending` says that they have yet to pass the
 *   guild's membership screening.
 * - `passed`: a member who joined lately has passed it, now or earlier.
 * - `hour`: an hour begins, in which the guild has as many members as before.
 * - `visit`: a person was seen on a device, or with a language.
 * - `app`: a member is an app, which is no visitor.
 * - `reaction`: a person reacted to a message.
 * - `removal`: moderators banned, kicked or timed out a person.
 * - `online`: so many members were online.
 */
export type Activity =
  | Message
  | {
      readonly kind: 'voice';
      readonly guildId: Snowflake;
      readonly channelId: Snowflake | null;
      readonly person: Person;
      readonly roleIds: readonly Snowflake[];
      readonly joinedAtMs: number | null;
      readonly sessionId?: string;
      readonly stateValidUntilMs: number;
      readonly atMs: number;
    }
  | {
      readonly kind: 'join';
      readonly guildId: Snowflake;
      readonly person: Person;
      readonly isApp: boolean;
      readonly isPending?: boolean;
      readonly atMs: number;
    }
  | {
      readonly kind: 'passed';
      readonly guildId: Snowflake;
      readonly person: Person;
      readonly atMs: number;
    }
  | {
      readonly kind: 'part';
      readonly guildId: Snowflake;
      readonly person: Person;
      readonly isApp: boolean;
      readonly stateValidUntilMs: number;
      readonly atMs: number;
    }
  | { readonly kind: 'hour'; readonly guildId: Snowflake; readonly atMs: number }
  | Visit
  | AppSeen
  | GuildEvent;

/** Something that belongs to no member of those who are counted. See {@link Activity}. */
export type GuildEvent =
  | Reaction
  | Removal
  | { readonly kind: 'online'; readonly guildId: Snowflake; readonly people: number; readonly atMs: number };

/** Somebody wrote. See {@link Activity}. */
export interface Message {
  readonly kind: 'message';
  readonly messageId: Snowflake;
  readonly guildId: Snowflake;
  readonly channelId: Snowflake;
  readonly person: Person;
  readonly roleIds: readonly Snowflake[];
  readonly joinedAtMs: number | null;
  /** Whether they are a moderator; false where it is not known. */
  readonly isModerator?: boolean;
  /** Undefined where there is nothing to count but the message itself. */
  readonly features?: MessageFeatures | undefined;
  readonly atMs: number;
}

/** What is counted of a message beside the message itself. Nothing of what it says is in here. */
export interface MessageFeatures {
  /** Each once. That a message was written in a thread is not among them: its channel tells. */
  readonly kinds: readonly MessageKind[];
  /** The class of each file. */
  readonly attachments: readonly AttachmentClass[];
  /** The domains of its links that the settings name, each once, and `other` where it has another link. */
  readonly linkDomains: readonly string[];
  /** The message that it answers; null where that is not known, or is not one that another person wrote. */
  readonly answered: AnsweredMessage | null;
}

export type MessageKind = 'reply' | 'sticker' | 'voice_message' | 'forward' | 'poll' | 'link';

export type AttachmentClass = 'image' | 'video' | 'audio' | 'other';

/** A message that another person answers. */
export interface AnsweredMessage {
  readonly channelId: Snowflake;
  /** Who wrote it. */
  readonly person: Person;
  /** Their roles; null where Discord does not tell them. */
  readonly roleIds: readonly Snowflake[] | null;
  /** How long it had stood there, in milliseconds; 0 or more. */
  readonly delayMs: number;
}

/** Somebody was seen. See {@link Activity}. */
export interface Visit {
  readonly kind: 'visit';
  readonly guildId: Snowflake;
  readonly person: Person;
  /** Null where Discord does not tell them. */
  readonly roleIds: readonly Snowflake[] | null;
  readonly dimension: VisitDimension;
  readonly value: string;
  readonly atMs: number;
}

/** A member turned out to be an app. See {@link Activity}. */
export interface AppSeen {
  readonly kind: 'app';
  readonly guildId: Snowflake;
  readonly person: Person;
  readonly atMs: number;
}

/** Somebody reacted to a message. See {@link Activity}. */
export interface Reaction {
  readonly kind: 'reaction';
  readonly guildId: Snowflake;
  readonly channelId: Snowflake;
  readonly person: Person;
  /** Null where Discord does not tell them. */
  readonly roleIds: readonly Snowflake[] | null;
  /** As the key of a total. */
  readonly emoji: string;
  readonly atMs: number;
}

/** Moderators removed somebody, or kept them silent for a while. See {@link Activity}. */
export interface Removal {
  readonly kind: 'removal';
  readonly guildId: Snowflake;
  readonly person: Person;
  readonly way: 'ban' | 'kick' | 'timeout';
  readonly atMs: number;
}

/** All that Discord tells of a guild at once: who is in voice, and how many members there are. */
export interface GuildSnapshot {
  readonly guildId: Snowflake;
  readonly members: number;
  readonly inVoice: readonly {
    readonly person: Person;
    readonly channelId: Snowflake;
    readonly roleIds: readonly Snowflake[];
    readonly joinedAtMs: number | null;
    readonly sessionId?: string;
  }[];
  /** What was known before held until here. */
  readonly stateValidUntilMs: number;
  readonly atMs: number;
}
