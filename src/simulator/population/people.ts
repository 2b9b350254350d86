import { InteractionType, MessageType } from '@discordjs/core';
import { UserError } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { resolveOptions } from '../server/commands/command-options.ts';
import type { CommandRegistry } from '../server/commands/command-registry.ts';
import { findCommand } from '../server/commands/find-command.ts';
import { buttonsOf } from '../server/components/buttons.ts';
import type { Channel, Guild } from '../server/entities.ts';
import { withUser } from '../server/guild-snapshot.ts';
import type { Interactions } from '../server/interactions/interactions.ts';
import type { Message } from '../server/message.ts';
import type { Draft, Messages } from '../server/messages.ts';
import { channelPayload, type Payload } from '../server/payloads.ts';
import { channelPermissions } from '../server/permissions.ts';
import { pressedMessageJson } from '../server/rest/message-json.ts';
import type { World } from '../server/world.ts';
import { type Answers, answersAfter, answersTo } from './answers.ts';

/** A message that a user types. */
export interface TypedMessage {
  /** Null for a direct message to the bot, which needs no `channelId`. */
  readonly guildId: Snowflake | null;
  readonly channelId?: Snowflake;
  readonly userId: Snowflake;
  readonly content: string;
  /** The author is an app, or a webhook (`userId` is then the webhook's). */
  readonly by?: 'person' | 'bot' | 'webhook';
  /** Special fields, such as the type. */
  readonly draft?: Draft;
}

/** A slash command that a user fills in, as `parseSlash` reads it. */
export interface UsedCommand {
  readonly guildId: Snowflake;
  readonly channelId: Snowflake;
  readonly userId: Snowflake;
  readonly name: string;
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  /** The user's language. */
  readonly locale?: string;
}

/** A button that a user presses, on a message that they see. */
export interface PressedButton {
  readonly guildId: Snowflake;
  readonly channelId: Snowflake;
  readonly userId: Snowflake;
  readonly messageId: Snowflake;
  readonly customId: string;
  /** The user's language. */
  readonly locale?: string;
}

/** What users do to get an answer. */
export class People {
  readonly #world: World;
  readonly #messages: Messages;
  readonly #interactions: Interactions;
  readonly #commands: CommandRegistry;
  readonly #uploadLimitBytes: () => number;

  constructor(
    world: World,
    messages: Messages,
    interactions: Interactions,
    commands: CommandRegistry,
    uploadLimitBytes: () => number,
  ) {
    this.#world = world;
    this.#messages = messages;
    this.#interactions = interactions;
    this.#commands = commands;
    this.#uploadLimitBytes = uploadLimitBytes;
  }

  /** @throws {RangeError} for an unknown channel. */
  typeMessage(typed: TypedMessage): Answers {
    const { guildId, userId, content, by = 'person' } = typed;
    const channel = guildId === null ? this.#world.directChannel(userId) : this.#channel(typed.channelId ?? '');
    const author = this.#world.user(userId, by !== 'person');
    const draft = { ...(by === 'webhook' && { webhookId: userId, type: MessageType.Default }), ...typed.draft };
    const message = this.#messages.post(channel, author, content, draft);
    return answersAfter(channel, message.id, this.#world.bot.id);
  }

  /**
   * Gives a slash command. The server's settings are not checked, because an administrator may have allowed the command
   * to all members.
   *
   * @throws {UserError} for what Discord's client would not send.
   */
  useCommand(used: UsedCommand): Answers {
    const found = findCommand(used.name, this.#commands.all);
    const guild = this.#world.guild(used.guildId);
    const { options, resolved } = resolveOptions(this.#world, guild, found.options, used.options ?? {});
    return this.#command(used, InteractionType.ApplicationCommand, nested(found.path, options), resolved);
  }

  /** The user is still typing the option `focused`. The other options are sent as they are. */
  autocomplete(used: UsedCommand & { readonly focused: string }): Answers {
    const found = findCommand(used.name, this.#commands.all);
    const options = found.options.flatMap(({ name, type }) => {
      const value = used.options?.[name];
      return value === undefined ? [] : [{ name, type, value, ...(name === used.focused && { focused: true }) }];
    });
    return this.#command(used, InteractionType.ApplicationCommandAutocomplete, nested(found.path, options), {});
  }

  /**
   * Presses a button. Whether the user still sees the channel is not checked, because they may lose it at this moment.
   *
   * @throws {UserError} for a message or button that Discord's client does not show to the user, and for one that is
   *   disabled or leads to a page.
   */
  press(pressed: PressedButton): Answers {
    const { messageId, customId } = pressed;
    const channel = this.#channel(pressed.channelId);
    const message = this.#interactions.shownTo(this.#world.user(pressed.userId), channel, messageId);
    if (!message) throw new UserError('The user sees no such message.');
    const button = buttonsOf(message.extras?.components ?? []).find((one) => one.custom_id === customId);
    if (!button) throw new UserError(`The message has no button "${customId.slice(0, 100)}".`);
    if (button.disabled) throw new UserError(`The button "${button.label ?? customId}" is disabled.`);
    const fields = {
      data: { component_type: button.type, custom_id: customId, id: button.id },
      message: JSON.parse(pressedMessageJson(message, channel)),
    };
    return this.#interact(pressed, InteractionType.MessageComponent, fields, message);
  }

  #command(used: UsedCommand, type: InteractionType, options: readonly Payload[], resolved: Payload): Answers {
    const { command } = findCommand(used.name, this.#commands.all);
    const data = { id: command.id, name: command.name, type: command.type ?? 1, options, resolved };
    return this.#interact(used, type, { data }, null);
  }

  #interact(by: Acting, type: InteractionType, fields: Payload, pressed: Message | null): Answers {
    const guild = this.#world.guild(by.guildId);
    const channel = this.#channel(by.channelId);
    const payload = {
      ...fields,
      ...this.#place(guild, channel),
      member: this.#invoker(guild, channel, by.userId),
      locale: by.locale ?? 'en-US',
      attachment_size_limit: this.#uploadLimitBytes(),
    };
    const user = this.#world.user(by.userId);
    return answersTo(this.#interactions.begin(channel, user, type, payload, pressed));
  }

  #place(guild: Guild, channel: Channel): Payload {
    return {
      guild_id: guild.id,
      guild: { id: guild.id, locale: 'en-US', features: [] },
      guild_locale: 'en-US',
      channel_id: channel.id,
      channel: channelPayload(channel),
      app_permissions: String(this.#world.botPermissions(channel)),
      authorizing_integration_owners: { 0: guild.id },
      context: 0,
      entitlements: [],
    };
  }

  #invoker(guild: Guild, channel: Channel, userId: Snowflake): Payload {
    const member = this.#world.memberOf(guild, userId);
    return { ...withUser(this.#world, member), permissions: String(channelPermissions(guild, channel, member)) };
  }

  #channel(id: Snowflake): Channel {
    const channel = this.#world.channel(id);
    if (!channel) throw new RangeError('no such channel in this world');
    return channel;
  }
}

/** Who does something, and where. */
type Acting = Pick<PressedButton, 'guildId' | 'channelId' | 'userId' | 'locale'>;

/** Options are within their subcommand, and that is within its group. */
function nested(path: readonly { readonly name: string; readonly type: number }[], options: readonly Payload[]) {
  return path.reduceRight<readonly Payload[]>((inner, { name, type }) => [{ name, type, options: inner }], options);
}
