import { type API, MessageFlags } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Answer } from '../commands/command.ts';
import { messageBody, type Reply } from './reply.ts';

interface SlashReplyOptions {
  readonly api: { readonly interactions: Pick<API['interactions'], 'reply' | 'defer' | 'editReply' | 'followUp'> };
  readonly interaction: { readonly id: Snowflake; readonly token: string; readonly application_id: Snowflake };
  readonly isEphemeral: boolean;
}

/**
 * Answers a slash command, or a pressed button with a message of its own. Defers at once, because Discord waits only three seconds, and then edits for up to 15
 * minutes.
 */
export class SlashReply implements Reply {
  readonly #api: SlashReplyOptions['api'];
  readonly #interaction: SlashReplyOptions['interaction'];
  readonly #flags: { readonly flags?: MessageFlags.Ephemeral };
  #state: 'new' | 'deferred' | 'answered' = 'new';

  constructor({ api, interaction, isEphemeral }: SlashReplyOptions) {
    this.#api = api;
    this.#interaction = interaction;
    this.#flags = isEphemeral ? { flags: MessageFlags.Ephemeral } : {};
  }

  /** Always null: an interaction's answer may carry embeds and files whatever the channel's permissions. */
  lackingFor(): null {
    return null;
  }

  async refuse(text: string): Promise<void> {
    const { id, token } = this.#interaction;
    const body = { ...messageBody({ content: text }), flags: MessageFlags.Ephemeral as const };
    await this.#api.interactions.reply(id, token, body);
    this.#state = 'answered';
  }

  async begin(): Promise<void> {
    await this.#api.interactions.defer(this.#interaction.id, this.#interaction.token, this.#flags);
    this.#state = 'deferred';
  }

  async showProgress(text: string): Promise<void> {
    await this.#edit({ content: text });
  }

  async explain(text: string): Promise<void> {
    await this.send([{ content: text }]);
  }

  async send(answer: Answer): Promise<void> {
    for (const message of answer) {
      if (this.#state === 'new') await this.refuse(message.content);
      else if (this.#state === 'deferred') await this.#edit(message);
      else await this.#followUp(message);
      this.#state = 'answered';
    }
  }

  async #edit(message: Answer[number]): Promise<void> {
    const { application_id, token } = this.#interaction;
    await this.#api.interactions.editReply(application_id, token, messageBody(message));
  }

  async #followUp(message: Answer[number]): Promise<void> {
    const { application_id, token } = this.#interaction;
    await this.#api.interactions.followUp(application_id, token, { ...messageBody(message), ...this.#flags });
  }
}
