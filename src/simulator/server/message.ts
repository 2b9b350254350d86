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
  readonly repliesToId: Snowflake | null;
  readonly mentions: Mentions;
  flags: number;
  embeds: readonly unknown[];
  components: readonly unknown[];
  attachments: readonly Attachment[];
  editedAtMs: number | null;
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
}
