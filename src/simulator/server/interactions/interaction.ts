import type { InteractionType } from '@discordjs/core';
import type { Snowflake } from '../../../core/snowflake.ts';
import type { Channel } from '../entities.ts';
import type { Message } from '../message.ts';
import type { User } from '../user.ts';

/** A use of a command or a press of a button, and the bot's answers so far. */
export interface Interaction {
  readonly id: Snowflake;
  readonly token: string;
  readonly type: InteractionType;
  /** The message whose button was pressed; null for a command. */
  readonly pressed: Message | null;
  readonly channel: Channel;
  readonly user: User;
  readonly createdAtMs: number;
  isAnswered: boolean;
  /** The message that `@original` names: the first answer, or the pressed message if that is updated instead. */
  original: Message | null;
  /** Whether the pressed message was edited with this interaction. */
  hasUpdated: boolean;
  followUps: readonly Message[];
  /** The answer to an autocompletion. */
  choices: readonly unknown[];
}
