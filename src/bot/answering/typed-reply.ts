import { type API, PermissionFlagsBits } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import { has, type NeededPermission } from '../../gateway/permissions.ts';
import type { Answer, AnswerKind } from '../commands/command.ts';
import { messageBody, type Reply } from './reply.ts';

interface TypedReplyOptions {
  readonly api: { readonly channels: Pick<API['channels'], 'createMessage' | 'editMessage' | 'showTyping'> };
  readonly channelId: Snowflake;
  readonly messageId: Snowflake;
  /** The bot's own permissions in the channel. */
  readonly permissions: bigint;
}

/** Answers a typed command with a message that replies to it. */
export class TypedReply implements Reply {
  readonly #options: TypedReplyOptions;
  /** The message that shows the progress and then becomes the answer. */
  #progressMessageId: Snowflake | null = null;

  constructor(options: TypedReplyOptions) {
    this.#options = options;
  }

  lackingFor(kind: AnswerKind): NeededPermission | null {
    const { permissions } = this.#options;
    if (kind === 'embed' && !has(permissions, PermissionFlagsBits.EmbedLinks)) return 'Embed Links';
    if (kind === 'file' && !has(permissions, PermissionFlagsBits.AttachFiles)) return 'Attach Files';
    return null;
  }

  async refuse(text: string): Promise<void> {
    await this.send([{ content: text }]);
  }

  /** Does not wait for Discord: most answers are ready sooner than it has shown that the bot is typing. */
  async begin(): Promise<void> {
    const { api, channelId } = this.#options;
    // Best effort: an error here will also affect the answer and is handled there.
    api.channels.showTyping(channelId).catch(() => undefined);
  }

  async showProgress(text: string): Promise<void> {
    this.#progressMessageId = await this.#post({ content: text }, this.#progressMessageId);
  }

  async send(answer: Answer): Promise<void> {
    let place = this.#progressMessageId;
    for (const message of answer) {
      await this.#post(message, place);
      place = null;
    }
  }

  async explain(text: string): Promise<void> {
    await this.send([{ content: text }]);
  }

  async #post(message: Answer[number], place: Snowflake | null): Promise<Snowflake> {
    const { api, channelId, messageId, permissions } = this.#options;
    if (place !== null) return (await api.channels.editMessage(channelId, place, messageBody(message))).id;
    // Discord rejects a reply from a bot that cannot read the message.
    const canReply = has(permissions, PermissionFlagsBits.ReadMessageHistory);
    const reference = canReply ? { message_reference: { message_id: messageId, fail_if_not_exists: false } } : {};
    return (await api.channels.createMessage(channelId, { ...messageBody(message), ...reference })).id;
  }
}
