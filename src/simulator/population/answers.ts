import { MessageFlags } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import { attachmentUrl, shownUrls } from '../server/attachment-url.ts';
import type { Channel } from '../server/entities.ts';
import type { Interaction } from '../server/interactions/interaction.ts';
import { isThinking } from '../server/interactions/interactions.ts';
import type { Attachment, Message } from '../server/message.ts';
import { isEphemeral } from '../server/messages.ts';

/** The answers to a person's action, as they are at the time of each call. */
export interface Answers {
  /** The bot's current messages, oldest first. */
  messages(): readonly PostedMessage[];
  /** The answer to an autocompletion. */
  choices(): readonly unknown[];
}

/** A message of the bot as people see it. */
export interface PostedMessage {
  readonly id: Snowflake;
  readonly content: string;
  readonly embeds: readonly unknown[];
  readonly components: readonly unknown[];
  /** Also those that embeds and components show. */
  readonly files: readonly PostedFile[];
  readonly flags: number;
  readonly isEphemeral: boolean;
  /** A deferred answer that has not come yet. */
  readonly isThinking: boolean;
  /** The ids of the users and roles that it notifies; `everyone` for all. */
  readonly notifies: readonly string[];
}

export interface PostedFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** The alternative text; empty if there is none. */
  readonly alt: string;
  readonly url: string;
}

/** The bot's messages in a channel after a message, without answers to interactions. */
export function answersAfter(channel: Channel, messageId: Snowflake, botId: Snowflake): Answers {
  const isAnswer = ({ author, extras }: Message) => author.id === botId && !extras?.interaction;
  return {
    messages: () =>
      channel.history
        .since(messageId)
        .filter(isAnswer)
        .map((message) => posted(message, channel)),
    choices: () => [],
  };
}

/**
 * The bot's answers to an interaction: the first one, then the follow-ups. A pressed message is among them once it was
 * edited.
 */
export function answersTo(interaction: Interaction): Answers {
  return {
    messages: () => {
      const { original, pressed, hasUpdated, followUps, channel } = interaction;
      const isAnswer = original !== null && (original !== pressed || hasUpdated);
      return (isAnswer ? [original, ...followUps] : followUps).map((message) => posted(message, channel));
    },
    choices: () => interaction.choices,
  };
}

function posted(message: Message, channel: Channel): PostedMessage {
  const { id, content, extras } = message;
  const { users = [], roleIds = [], isEveryone = false } = extras?.mentions ?? {};
  return {
    id,
    content,
    embeds: extras?.embeds ?? [],
    components: extras?.components ?? [],
    files: seenFiles(message, channel).map((file) => {
      const { name, contentType, bytes, description: alt = '' } = file;
      return { name, contentType, bytes, alt, url: attachmentUrl(channel.id, file) };
    }),
    flags: extras?.flags ?? 0,
    isEphemeral: isEphemeral(message),
    isThinking: isThinking(message),
    notifies: [...users.map((user) => user.id), ...roleIds, ...(isEveryone ? ['everyone'] : [])],
  };
}

/** A message of components only shows no other files. */
function seenFiles({ extras }: Message, channel: Channel): readonly Attachment[] {
  const { attachments = [], components = [], flags = 0 } = extras ?? {};
  if ((flags & MessageFlags.IsComponentsV2) === 0) return attachments;
  const shown = shownUrls(components);
  return attachments.filter((file) => shown.has(attachmentUrl(channel.id, file)));
}
