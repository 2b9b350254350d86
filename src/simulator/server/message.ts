import type { InteractionType, MessageType } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import type { User } from './user.ts';

/** A message. Its place gives its channel, and its id its time. */
export interface Message {
  readonly id: Snowflake;
  readonly author: User;
  content: string;
  /** The special fields of a message; null for an ordinary text, because there may be a million of those. */
  extras: MessageExtras | null;
}

export interface MessageExtras {
  readonly type: MessageType;
  readonly webhookId: Snowflake | null;
  /** The interaction that a message answers. */
  readonly interaction: MessageSource | null;
  /** A message of the same channel, which may be deleted. */
  readonly repliesToId: Snowflake | null;
  readonly forwarded: Forwarded | null;
  /** The names of the stickers. */
  readonly stickers: readonly string[];
  readonly poll: Poll | null;
  readonly mentions: Mentions;
  flags: number;
  embeds: readonly unknown[];
  components: readonly unknown[];
  attachments: readonly Attachment[];
  reactions: readonly Reaction[];
  editedAtMs: number | null;
}

/** The interaction that a message answers, as the message shows it. */
export interface MessageSource {
  readonly id: Snowflake;
  readonly type: InteractionType;
  readonly user: User;
  /** The message whose button was pressed. */
  readonly pressedId: Snowflake | null;
  /** The first answer, for a message that follows it. */
  readonly originalId: Snowflake | null;
}

/** What a forward shows: a message as it was then, and its place. */
export interface Forwarded {
  readonly guildId: Snowflake | null;
  readonly channelId: Snowflake;
  readonly message: Message;
}

export interface Poll {
  readonly question: string;
  readonly answers: readonly string[];
}

/** All users who reacted with one emoji. */
export interface Reaction {
  readonly emoji: Emoji;
  readonly userIds: ReadonlySet<Snowflake>;
}

/** The id is null for a Unicode emoji, whose name is the character. */
export interface Emoji {
  readonly id: Snowflake | null;
  readonly name: string;
}

/** The users and roles that a message notifies. */
export interface Mentions {
  readonly users: readonly User[];
  readonly roleIds: readonly Snowflake[];
  readonly isEveryone: boolean;
}

/** A file of a message. */
export interface Attachment {
  readonly id: Snowflake;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** The alternative text. */
  readonly description?: string;
  /** The length of a voice message. */
  readonly durationSeconds?: number;
}
