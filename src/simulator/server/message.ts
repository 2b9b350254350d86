import type { MessageType } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import type { User } from './user.ts';

/** What was written. Its channel is known from where it lies, its time from its id. */
export interface Message {
  readonly id: Snowflake;
  readonly author: User;
  content: string;
  /** All that an ordinary line of text does not have; null for one, because there may be a million of those. */
  extras: MessageExtras | null;
}

export interface MessageExtras {
  readonly type: MessageType;
  readonly webhookId: Snowflake | null;
  /** The command that a message answers. */
  readonly interaction: { readonly id: Snowflake; readonly name: string; readonly user: User } | null;
  /** A message of the same channel, deleted or not. */
  readonly repliesToId: Snowflake | null;
  readonly forwarded: Forwarded | null;
  /** Their names. */
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

/** What a forward shows: a message as it was then, and where it lies. */
export interface Forwarded {
  readonly guildId: Snowflake | null;
  readonly channelId: Snowflake;
  readonly message: Message;
}

export interface Poll {
  readonly question: string;
  readonly answers: readonly string[];
}

/** Everybody who has reacted with one emoji. */
export interface Reaction {
  readonly emoji: Emoji;
  readonly userIds: ReadonlySet<Snowflake>;
}

/** The id is null for one of Unicode's, whose name is the character. */
export interface Emoji {
  readonly id: Snowflake | null;
  readonly name: string;
}

/** Whom a message notifies. */
export interface Mentions {
  readonly users: readonly User[];
  readonly roleIds: readonly Snowflake[];
  readonly isEveryone: boolean;
}

/** A file that came with a message. */
export interface Attachment {
  readonly id: Snowflake;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** Of a voice message, how long it is. */
  readonly durationSeconds?: number;
}
