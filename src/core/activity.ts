import type { TotalMetric } from './metric.ts';
import type { Person } from './person.ts';
import type { Snowflake } from './snowflake.ts';
import type { VisitDimension } from './visit.ts';

/**
 * Something that happened in a guild. All times are in milliseconds since the Unix epoch.
 *
 * `stateValidUntilMs`: the person's previous state is known to have lasted until then. It lies before `atMs` if the
 * event arrived late, as in a replay after a lost connection.
 *
 * `joinedAtMs`: when the person joined the guild; null if unknown, as for messages from history. It is used for their
 * tenure at that moment and never stored.
 *
 * `sessionId`: the client session that the voice state belongs to, if Discord sends it. A member has one voice state,
 * but two clients may both report it. Kept in memory only.
 *
 * - `message`: a person wrote in a channel. A thread counts as its parent channel.
 * - `voice`: a person is now connected to `channelId`, or disconnected if it is null.
 * - `join`, `part`: a person or an app joined or left the guild. `isPending`: they have not passed membership screening.
 * - `passed`: a member who joined recently has passed membership screening, now or earlier.
 * - `hour`: a new hour begins with an unchanged number of members.
 * - `visit`: a person was seen on a device, or with a language.
 * - `app`: a member is an app, so it does not count as a visitor.
 * - `event`: something that is counted in a total of the guild, such as a reaction.
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

/** Something that is counted in a total of the guild, and for no member. See {@link Activity}. */
export interface GuildEvent {
  readonly kind: 'event';
  readonly guildId: Snowflake;
  readonly metric: TotalMetric;
  /** The key in the total; '' by default. */
  readonly key?: string;
  /** 1 by default. */
  readonly amount?: number;
  /** The person it is about; null if it is about nobody. An event about a person who is not counted does not count. */
  readonly person: Person | null;
  /** Where the person did it. Undefined if an ignored channel or role does not matter. */
  readonly place?: EventPlace;
  readonly atMs: number;
}

export interface EventPlace {
  readonly channelId: Snowflake;
  /** The person's roles; null if Discord does not send them. */
  readonly roleIds: readonly Snowflake[] | null;
}

/** A person wrote. See {@link Activity}. */
export interface Message {
  readonly kind: 'message';
  readonly messageId: Snowflake;
  readonly guildId: Snowflake;
  readonly channelId: Snowflake;
  readonly person: Person;
  readonly roleIds: readonly Snowflake[];
  readonly joinedAtMs: number | null;
  /** False if unknown. */
  readonly isModerator?: boolean;
  /** Undefined if only the message itself is to be counted. */
  readonly features?: MessageFeatures | undefined;
  readonly atMs: number;
}

/** What is counted of a message besides the message itself. Holds nothing of its text. */
export interface MessageFeatures {
  /** Each kind once. Being in a thread is not among them, because the channel shows it. */
  readonly kinds: readonly MessageKind[];
  /** The class of each file. */
  readonly attachments: readonly AttachmentClass[];
  /** The domains of its links that are in the settings, each once, and `other` if it has any other link. */
  readonly linkDomains: readonly string[];
  /** The message that it replies to; null if unknown, or not written by another person. */
  readonly answered: AnsweredMessage | null;
}

export type MessageKind = 'reply' | 'sticker' | 'voice_message' | 'forward' | 'poll' | 'link';

export type AttachmentClass = 'image' | 'video' | 'audio' | 'other';

/** A message that another person replies to. */
export interface AnsweredMessage {
  readonly channelId: Snowflake;
  /** Its author. */
  readonly person: Person;
  /** The author's roles; null if Discord does not send them. */
  readonly roleIds: readonly Snowflake[] | null;
  /** Its age when the reply was sent, in milliseconds; 0 or more. */
  readonly delayMs: number;
}

/** A person was seen. See {@link Activity}. */
export interface Visit {
  readonly kind: 'visit';
  readonly guildId: Snowflake;
  readonly person: Person;
  /** Null if Discord does not send them. */
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

/** The state of a guild that Discord sends at once: the number of members, and the people in voice. */
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
  /** The previous state is known to have lasted until then. */
  readonly stateValidUntilMs: number;
  readonly atMs: number;
}
