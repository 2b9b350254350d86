import { type API, MessageFlags } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Answer } from '../commands/command.ts';
import { messageBody, type Reply } from './reply.ts';

interface UpdateReplyOptions {
  readonly api: {
    readonly interactions: Pick<
      API['interactions'],
      'reply' | 'deferMessageUpdate' | 'editReply' | 'followUp' | 'deleteReply'
    >;
  };
  readonly interaction: { readonly id: Snowflake; readonly token: string; readonly application_id: Snowflake };
}

/**
 * Answers a pressed button by replacing the message above it. Until the answer is there, and if there is none, that
 * message stays as it is: all else is said beside it, to the person who pressed.
 */
export class UpdateReply implements Reply {
  readonly #api: UpdateReplyOptions['api'];
  readonly #interaction: UpdateReplyOptions['interaction'];
  /** The message that shows the progress. */
  #progressMessageId: Snowflake | null = null;

  constructor({ api, interaction }: UpdateReplyOptions) {
    this.#api = api;
    this.#interaction = interaction;
  }

  /** Always null, as for slash commands. */
  lackingFor(): null {
    return null;
  }

  async refuse(text: string): Promise<void> {
    const { id, token } = this.#interaction;
    await this.#api.interactions.reply(id, token, privately(text));
  }

  async begin(): Promise<void> {
    await this.#api.interactions.deferMessageUpdate(this.#interaction.id, this.#interaction.token);
  }

  async showProgress(text: string): Promise<void> {
    const { application_id, token } = this.#interaction;
    const { interactions } = this.#api;
    if (this.#progressMessageId === null) {
      this.#progressMessageId = (await interactions.followUp(application_id, token, privately(text))).id;
    } else {
      await interactions.editReply(application_id, token, { content: text }, this.#progressMessageId);
    }
  }

  async send([first, ...others]: Answer): Promise<void> {
    const { application_id, token } = this.#interaction;
    const { interactions } = this.#api;
    if (first !== undefined) await interactions.editReply(application_id, token, messageBody(first));
    for (const message of others) await interactions.followUp(application_id, token, messageBody(message));
    if (this.#progressMessageId !== null) {
      await interactions.deleteReply(application_id, token, this.#progressMessageId);
    }
  }

  async explain(text: string): Promise<void> {
    const { application_id, token } = this.#interaction;
    const { interactions } = this.#api;
    if (this.#progressMessageId === null) await interactions.followUp(application_id, token, privately(text));
    else await interactions.editReply(application_id, token, { content: text }, this.#progressMessageId);
  }
}

/** A message for the eyes of the person who pressed. */
function privately(text: string) {
  return { ...messageBody({ content: text }), flags: MessageFlags.Ephemeral as const };
}
