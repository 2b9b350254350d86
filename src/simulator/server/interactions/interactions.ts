import {
  InteractionResponseType as Callback,
  GatewayDispatchEvents,
  InteractionType,
  MessageFlags,
  MessageType,
} from '@discordjs/core';
import type { Snowflake } from '../../../core/snowflake.ts';
import type { Channel } from '../entities.ts';
import { dispatchOf } from '../gateway/dispatch.ts';
import type { Message } from '../message.ts';
import { type Draft, isEphemeral, type Messages } from '../messages.ts';
import type { Payload } from '../payloads.ts';
import { ApiError, faults, invalidForm, within } from '../rest/api-error.ts';
import { changesBy, writtenBy } from '../rest/form/message-form.ts';
import type { Fields, MessageBody } from '../rest/message-body.ts';
import type { User } from '../user.ts';
import type { World } from '../world.ts';
import type { Interaction } from './interaction.ts';

const answerWithinMs = 3_000;
const tokenLivesMs = 15 * 60_000;

/** The kinds of first answers that each kind of interaction may get, as far as they are imitated. */
const callbacks: Readonly<Record<number, readonly Callback[]>> = {
  [InteractionType.ApplicationCommand]: [Callback.ChannelMessageWithSource, Callback.DeferredChannelMessageWithSource],
  [InteractionType.ApplicationCommandAutocomplete]: [Callback.ApplicationCommandAutocompleteResult],
  [InteractionType.MessageComponent]: [
    Callback.ChannelMessageWithSource,
    Callback.DeferredChannelMessageWithSource,
    Callback.DeferredMessageUpdate,
    Callback.UpdateMessage,
  ],
};

/** The rules of interactions: one first answer within 3 s, then edits and follow-ups for 15 min. */
export class Interactions {
  readonly #world: World;
  readonly #messages: Messages;
  readonly #byToken = new Map<string, Interaction>();
  /** The messages that only one user sees. They are in no history. */
  readonly #ephemeral = new Map<Snowflake, { readonly message: Message; readonly user: User }>();

  constructor(world: World, messages: Messages) {
    this.#world = world;
    this.#messages = messages;
  }

  /**
   * Tells the bot that a user used a command, or pressed a button of a message. `payload` has the fields that these rules
   * do not need.
   */
  begin(channel: Channel, user: User, type: InteractionType, payload: Payload, pressed: Message | null): Interaction {
    const id = this.#world.newId();
    const interaction: Interaction = {
      id,
      token: Buffer.from(`interaction:${id}:of-the-simulator`).toString('base64url'),
      type,
      pressed,
      channel,
      user,
      createdAtMs: this.#world.clock.now(),
      isAnswered: false,
      original: null,
      hasUpdated: false,
      followUps: [],
      choices: [],
    };
    this.#byToken.set(interaction.token, interaction);
    const data = { ...payload, id, type, token: interaction.token, application_id: this.#world.bot.id, version: 1 };
    this.#world.emit(dispatchOf(GatewayDispatchEvents.InteractionCreate, channel.guildId, data));
    return interaction;
  }

  /** The bot's message that a user sees in a channel; undefined if there is none. */
  shownTo(user: User, channel: Channel, messageId: Snowflake): Message | undefined {
    const hidden = this.#ephemeral.get(messageId);
    return hidden?.user.id === user.id ? hidden.message : channel.history.get(messageId);
  }

  /** The first answer. */
  respond(id: Snowflake, token: string, body: MessageBody): Interaction {
    const interaction = this.#byToken.get(token);
    if (interaction?.id !== id) throw new ApiError(faults.unknownInteraction);
    if (interaction.isAnswered) throw new ApiError(faults.alreadyAcknowledged);
    if (this.#ageMs(interaction) > answerWithinMs) throw new ApiError(faults.unknownInteraction);

    this.#answer(interaction, body);
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
    if (!message || !this.#isThere(interaction.channel, message)) throw new ApiError(faults.unknownMessage);
    return message;
  }

  edit(interaction: Interaction, message: Message, body: MessageBody): void {
    const { channel } = interaction;
    const changes = changesBy(this.#world, channel, message, body);
    this.#messages.edit(channel, message, { ...changes, flags: (changes.flags ?? 0) & ~MessageFlags.Loading });
    if (message === interaction.pressed) interaction.hasUpdated = true;
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
    this.#ephemeral.delete(message.id);
    if (interaction.original === message) interaction.original = null;
    interaction.followUps = interaction.followUps.filter((other) => other !== message);
  }

  #answer(interaction: Interaction, { payload: { type, data = {} }, files }: MessageBody): void {
    const allowed = callbacks[interaction.type] ?? [];
    const kind = allowed.find((one) => one === type);
    if (kind === undefined) {
      throw invalidForm('type', `Value must be one of {${allowed.join(', ')}}.`, 'BASE_TYPE_CHOICES');
    }
    const body = { payload: data as Fields, files };
    try {
      if (kind === Callback.ApplicationCommandAutocompleteResult) this.#complete(interaction, body.payload);
      else if (kind === Callback.ChannelMessageWithSource) interaction.original = this.#post(interaction, body);
      else if (kind === Callback.DeferredChannelMessageWithSource) this.#defer(interaction, body.payload);
      else this.#update(interaction, kind === Callback.UpdateMessage ? body : null);
    } catch (error) {
      throw error instanceof ApiError ? within('data', error) : error;
    }
  }

  /** The pressed message becomes the first answer: edited at once, or later. */
  #update(interaction: Interaction, body: MessageBody | null): void {
    const { channel, pressed } = interaction;
    if (!pressed || !this.#isThere(channel, pressed)) throw new ApiError(faults.unknownMessage);
    if (body) this.edit(interaction, pressed, body);
    interaction.original = pressed;
  }

  #defer(interaction: Interaction, data: Fields): void {
    const flags = Number(data.flags ?? 0);
    if (flags & ~MessageFlags.Ephemeral) throw invalidForm('flags', 'Only EPHEMERAL may be set.');
    const draft = { ...this.#sourceOf(interaction), flags: MessageFlags.Loading | flags };
    interaction.original = this.#add(interaction, '', draft);
  }

  #complete(interaction: Interaction, { choices }: Fields): void {
    if (!Array.isArray(choices) || choices.length > 25) throw invalidForm('choices', 'Must be 25 or fewer in length.');
    interaction.choices = choices;
  }

  #post(interaction: Interaction, body: MessageBody): Message {
    const { content, draft } = writtenBy(this.#world, interaction.channel, body, MessageFlags.Ephemeral);
    return this.#add(interaction, content, { ...draft, ...this.#sourceOf(interaction) });
  }

  #add({ channel, user }: Interaction, content: string, draft: Draft): Message {
    const message = this.#messages.post(channel, this.#world.bot, content, draft);
    if (isEphemeral(message)) this.#ephemeral.set(message.id, { message, user });
    return message;
  }

  /** What a message says about the interaction that it answers. An answer to a press is a reply to the pressed message. */
  #sourceOf({ id, type, user, pressed, original }: Interaction): Draft {
    return {
      type: pressed ? MessageType.Reply : MessageType.ChatInputCommand,
      repliesToId: pressed?.id ?? null,
      webhookId: this.#world.bot.id,
      interaction: { id, type, user, pressedId: pressed?.id ?? null, originalId: original?.id ?? null },
    };
  }

  #isThere(channel: Channel, message: Message): boolean {
    return this.#ephemeral.get(message.id)?.message === message || channel.history.get(message.id) === message;
  }

  #ageMs({ createdAtMs }: Interaction): number {
    return this.#world.clock.now() - createdAtMs;
  }
}

/** Whether a message still reads "is thinking". */
export function isThinking(message: Message): boolean {
  return ((message.extras?.flags ?? 0) & MessageFlags.Loading) !== 0;
}
