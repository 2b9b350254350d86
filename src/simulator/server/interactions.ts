import { GatewayDispatchEvents, InteractionResponseType, MessageFlags, MessageType } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Channel } from './entities.ts';
import { dispatchOf } from './gateway/dispatch.ts';
import type { Message } from './message.ts';
import type { Messages } from './messages.ts';
import type { Payload } from './payloads.ts';
import { ApiError, faults, invalidForm } from './rest/api-error.ts';
import type { Fields, MessageBody } from './rest/message-body.ts';
import { changesBy, writtenBy } from './rest/message-form.ts';
import type { User } from './user.ts';
import type { World } from './world.ts';

/** A user's use of a command, and the bot's answers so far. */
export interface Interaction {
  readonly id: Snowflake;
  readonly token: string;
  readonly commandName: string;
  readonly channel: Channel;
  readonly user: User;
  readonly createdAtMs: number;
  isAnswered: boolean;
  original: Message | null;
  followUps: readonly Message[];
  /** The answer to an autocompletion. */
  choices: readonly unknown[];
}

const answerWithinMs = 3_000;
const tokenLivesMs = 15 * 60_000;

/** The rules of interactions: one first answer within 3 s, then edits and follow-ups for 15 min. */
export class Interactions {
  readonly #world: World;
  readonly #messages: Messages;
  readonly #byToken = new Map<string, Interaction>();

  constructor(world: World, messages: Messages) {
    this.#world = world;
    this.#messages = messages;
  }

  /** Tells the bot that a user used a command. `payload` has the fields that these rules do not need. */
  begin(channel: Channel, user: User, commandName: string, payload: Payload): Interaction {
    const id = this.#world.newId();
    const interaction: Interaction = {
      id,
      token: Buffer.from(`interaction:${id}:of-the-simulator`).toString('base64url'),
      commandName,
      channel,
      user,
      createdAtMs: this.#world.clock.now(),
      isAnswered: false,
      original: null,
      followUps: [],
      choices: [],
    };
    this.#byToken.set(interaction.token, interaction);
    const data = { ...payload, id, token: interaction.token, application_id: this.#world.bot.id, version: 1 };
    this.#world.emit(dispatchOf(GatewayDispatchEvents.InteractionCreate, channel.guildId, data));
    return interaction;
  }

  /** The first answer. */
  respond(id: Snowflake, token: string, body: MessageBody): Interaction {
    const interaction = this.#byToken.get(token);
    if (interaction?.id !== id) throw new ApiError(faults.unknownInteraction);
    if (interaction.isAnswered) throw new ApiError(faults.alreadyAcknowledged);
    if (this.#ageMs(interaction) > answerWithinMs) throw new ApiError(faults.unknownInteraction);

    const data = (body.payload.data ?? {}) as Fields;
    const response = { payload: data, files: body.files };
    const type = body.payload.type;
    if (type === InteractionResponseType.ChannelMessageWithSource) this.#answer(interaction, response);
    else if (type === InteractionResponseType.DeferredChannelMessageWithSource) this.#defer(interaction, data);
    else if (type === InteractionResponseType.ApplicationCommandAutocompleteResult) this.#complete(interaction, data);
    else throw invalidForm('type', 'This kind of answer is not imitated.');
    interaction.isAnswered = true;
    return interaction;
  }

  /** The interaction of a token that is still valid. */
  interaction(token: string): Interaction {
    const interaction = this.#byToken.get(token);
    if (!interaction?.isAnswered) throw new ApiError(faults.unknownWebhook);
    if (this.#ageMs(interaction) > tokenLivesMs) throw new ApiError(faults.invalidWebhookToken);
    return interaction;
  }

  /** A message of an interaction by its id, or the first answer as `@original`. */
  message(interaction: Interaction, messageId: string): Message {
    const all = [interaction.original, ...interaction.followUps];
    const message = messageId === '@original' ? interaction.original : all.find((one) => one?.id === messageId);
    if (!message) throw new ApiError(faults.unknownMessage);
    return message;
  }

  edit(interaction: Interaction, message: Message, body: MessageBody): void {
    const flags = (message.extras?.flags ?? 0) & ~MessageFlags.Loading;
    this.#messages.edit(interaction.channel, message, { ...changesBy(this.#world, message, body), flags });
  }

  /** Adds a message. After a deferred answer, the first one replaces "is thinking", as on Discord. */
  followUp(interaction: Interaction, body: MessageBody): Message {
    const { original } = interaction;
    if (original && isThinking(original)) {
      this.edit(interaction, original, body);
      return original;
    }
    const message = this.#post(interaction, body);
    interaction.followUps = [...interaction.followUps, message];
    return message;
  }

  delete(interaction: Interaction, message: Message): void {
    this.#messages.delete(interaction.channel, message);
    if (interaction.original === message) interaction.original = null;
    interaction.followUps = interaction.followUps.filter((other) => other !== message);
  }

  #answer(interaction: Interaction, body: MessageBody): void {
    interaction.original = this.#post(interaction, body);
  }

  #defer(interaction: Interaction, data: Fields): void {
    const ephemeral = Number(data.flags ?? 0) & MessageFlags.Ephemeral;
    const special = { ...this.#special(interaction), flags: MessageFlags.Loading | ephemeral };
    interaction.original = this.#messages.post(interaction.channel, this.#world.bot, '', special);
  }

  #complete(interaction: Interaction, { choices }: Fields): void {
    if (!Array.isArray(choices) || choices.length > 25)
      throw invalidForm('data.choices', 'Must be 25 or fewer in length.');
    interaction.choices = choices;
  }

  #post(interaction: Interaction, body: MessageBody): Message {
    const { content, draft } = writtenBy(this.#world, body);
    const special = { ...draft, ...this.#special(interaction) };
    return this.#messages.post(interaction.channel, this.#world.bot, content, special);
  }

  #special({ id, commandName, user }: Interaction) {
    return {
      type: MessageType.ChatInputCommand,
      webhookId: this.#world.bot.id,
      interaction: { id, name: commandName, user },
    };
  }

  #ageMs({ createdAtMs }: Interaction): number {
    return this.#world.clock.now() - createdAtMs;
  }
}

/** Whether a message still reads "is thinking". */
export function isThinking(message: Message): boolean {
  return ((message.extras?.flags ?? 0) & MessageFlags.Loading) !== 0;
}
