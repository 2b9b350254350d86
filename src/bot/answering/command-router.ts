import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionType,
  MessageFlags,
  PermissionFlagsBits,
} from '@discordjs/core';
import type { RandomBytes } from '../../core/random.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { isWrittenByPerson } from '../../gateway/discord-shapes.ts';
import type { Data } from '../../gateway/dispatch-shapes.ts';
import { joinedAtMsOf } from '../../gateway/joined-at.ts';
import { guildPermissions, has, isThread, ownPermissions } from '../../gateway/permissions.ts';
import { wordsFor } from '../../render/locales/languages.ts';
import { inlineCode } from '../../render/quote.ts';
import type { Words } from '../../render/words.ts';
import { askerOfMessage } from '../buttons/asker-of-message.ts';
import { commandNameIn } from '../buttons/custom-id.ts';
import { pressedCommand } from '../buttons/pressed-command.ts';
import {
  type Command,
  type CommandServices,
  type Options,
  type SlashForm,
  type Suggestion,
  subcommandOption,
} from '../commands/command.ts';
import { commands as allCommands } from '../commands/commands.ts';
import { slashUsage } from '../commands/slash-definition.ts';
import { type Asker, isInModChannel } from '../rights.ts';
import { wordsOfGuild } from '../words-of-guild.ts';
import { askerView } from './asker-view.ts';
import { CommandRunner, type FaultLog, type Invocation } from './command-runner.ts';
import { defaultLimitBytes } from './reply.ts';
import { RightsCheck } from './rights-check.ts';
import { SlashReply } from './slash-reply.ts';
import { type Correction, nearCommand, readTypedCommand, type TypedCommand } from './typed-command.ts';
import { TypedReply } from './typed-reply.ts';
import { UpdateReply } from './update-reply.ts';

/** The services of the commands, and where faults are logged. */
export interface CommandRouterDeps extends CommandServices {
  readonly random: RandomBytes;
  readonly log: FaultLog;
}

/** Finds commands in Discord's events and has them answered. Its methods never reject. */
export class CommandRouter {
  readonly #services: CommandServices;
  readonly #answering: CommandRunner;
  readonly #rights: RightsCheck;
  readonly #commands: readonly Command[];

  constructor({ random, log, ...services }: CommandRouterDeps, commands: readonly Command[] = allCommands) {
    this.#services = services;
    this.#commands = commands;
    this.#rights = new RightsCheck(services);
    this.#answering = new CommandRunner(services, random, log);
  }

  /** Answers a message that is a command and resolves when that is done. Returns undefined for any other message. */
  message(message: Data<'MESSAGE_CREATE'>): Promise<void> | undefined {
    if (message.guild_id === undefined || message.member === undefined || !isWrittenByPerson(message)) return;
    const { prefix } = this.#services.guilds.settings(message.guild_id);
    const typed = readTypedCommand(message.content, prefix, this.#services.botId, this.#commands);
    const typedBy = { message, guildId: message.guild_id, roleIds: message.member.roles };
    if (typed !== undefined) {
      return this.#answerTyped(typed, typedBy, prefix).catch((error) => {
        // The bot's permissions in the channel are unknown, so it says nothing there.
        this.#answering.note(error, typed.command.name);
      });
    }
    const correction = nearCommand(message.content, prefix, this.#services.botId, this.#commands);
    if (correction === undefined) return;
    return this.#correct(correction, typedBy).catch((error) => this.#answering.note(error, 'near'));
  }

  /** Answers a slash command, a pressed button or an autocompletion. Resolves when that is done. */
  async interaction(interaction: Data<'INTERACTION_CREATE'>): Promise<void> {
    try {
      if (interaction.type === InteractionType.ApplicationCommandAutocomplete) await this.#suggest(interaction);
      else if (
        interaction.type === InteractionType.ApplicationCommand &&
        interaction.data?.type === ApplicationCommandType.ChatInput
      ) {
        await this.#answerSlash(interaction);
      } else if (
        interaction.type === InteractionType.MessageComponent &&
        interaction.data?.component_type === ComponentType.Button
      ) {
        await this.#answerPress(interaction);
      }
    } catch (error) {
      this.#answering.note(error, 'interaction');
    }
  }

  async #answerTyped({ command, text }: TypedCommand, typedBy: TypedBy, prefix: string): Promise<void> {
    const place = await this.#placeOf(typedBy);
    if (place === undefined) return;
    const words = await wordsOfGuild(typedBy.guildId, this.#services);
    await this.#answering.answer({
      ...place,
      command,
      readOptions: () => command.typed?.parse(text) ?? new Map(),
      appIds: new Set(),
      usage: `${prefix}${command.typed === null ? command.name : words.say(command.typed.usage)}`,
      words,
      prefix,
      limitBytes: defaultLimitBytes,
    });
  }

  /** Only moderators in a mod channel get a correction. To all others, the text may have been meant for other bots. */
  async #correct(correction: Correction, typedBy: TypedBy): Promise<void> {
    const place = await this.#placeOf(typedBy);
    if (place === undefined) return;
    const words = await wordsOfGuild(typedBy.guildId, this.#services);
    if ((await this.#rights.refusal('moderators', place.asker, words)) !== null) return;
    await place.reply.send([{ content: correction(words) }]);
  }

  /** Undefined where the bot may not write: the moderators want no answer there. */
  async #placeOf({ message, guildId, roleIds }: TypedBy): Promise<Pick<Invocation, 'asker' | 'reply'> | undefined> {
    const { api, guildCache } = this.#services;
    const channel = await guildCache.channel(guildId, message.channel_id);
    const guild = await guildCache.get(guildId);
    if (channel === undefined) return undefined;
    const own = ownPermissions(guild, channel);
    if (!has(own, PermissionFlagsBits.SendMessages)) return undefined;
    const userId = message.author.id;
    return {
      asker: {
        guildId,
        userId,
        joinedAtMs: joinedAtMsOf(message.member),
        roleIds,
        permissions: guildPermissions(guild, { userId, roleIds }),
        channelId: channel.id,
        parentId: isThread(channel) ? channel.parentId : null,
        isAnsweredPrivately: false,
      },
      reply: new TypedReply({ api, channelId: channel.id, messageId: message.id, permissions: own }),
    };
  }

  async #answerSlash(interaction: Interaction): Promise<void> {
    const { api, guilds } = this.#services;
    const command = this.#slashCommand(interaction.data?.name);
    const asker = askerOf(interaction);
    const isEphemeral = command === undefined || asker === undefined || this.#isPrivate(command.slash, asker);
    const reply = new SlashReply({ api, interaction, isEphemeral });
    const words = this.#wordsOf(interaction);
    if (asker === undefined) return await reply.refuse(words.say('answer.serversOnly'));
    if (command === undefined) return await reply.refuse(words.say('answer.unknownCommand'));
    await this.#answering.answer({
      command,
      asker: { ...asker, isAnsweredPrivately: isEphemeral },
      reply,
      readOptions: () => optionsOf(interaction),
      appIds: appsIn(interaction),
      usage: `/${slashUsage(command)}`,
      words,
      prefix: guilds.settings(asker.guildId).prefix,
      limitBytes: interaction.attachment_size_limit ?? defaultLimitBytes,
    });
  }

  /** A press by the person who asked replaces their answer. Anybody else gets an answer of their own. */
  async #answerPress(interaction: Interaction): Promise<void> {
    const { api, guilds, clock } = this.#services;
    const words = this.#wordsOf(interaction);
    const customId = interaction.data?.custom_id ?? '';
    const pressed = pressedCommand(customId, this.#commands);
    const asker = askerOf(interaction);
    const { message } = interaction;
    if (asker === undefined || message === undefined) return;
    if (pressed === null) {
      const known = this.#slashCommand(commandNameIn(customId))?.name;
      const refusal = words.say('button.tooOld', { command: inlineCode(known === undefined ? '/' : `/${known}`) });
      await new UpdateReply({ api, interaction }).refuse(refusal);
      return;
    }
    const { command, options, place } = pressed;
    const isTheirs = (await askerOfMessage(message, { api, clock })) === asker.userId;
    const isPrivate = this.#isPrivate(command.slash, asker);
    const isEphemeral = isPrivate || !isTheirs || ((message.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
    const isUpdate = isTheirs && place === 'instead';
    await this.#answering.answer({
      command,
      asker: { ...asker, isAnsweredPrivately: isEphemeral },
      reply: isUpdate ? new UpdateReply({ api, interaction }) : new SlashReply({ api, interaction, isEphemeral }),
      readOptions: () => options,
      appIds: new Set(),
      usage: `/${slashUsage(command)}`,
      words,
      prefix: guilds.settings(asker.guildId).prefix,
      limitBytes: interaction.attachment_size_limit ?? defaultLimitBytes,
    });
  }

  async #suggest(interaction: Interaction): Promise<void> {
    const { api } = this.#services;
    const command = this.#slashCommand(interaction.data?.name);
    const asker = askerOf(interaction);
    const focused = givenOptions(interaction).find((option) => option.focused);
    const words = this.#wordsOf(interaction);
    let choices: readonly Suggestion[] = [];
    // Only members who may ask for a channel's numbers may see its name, and only if they can view the channel.
    if (
      asker !== undefined &&
      focused?.type === ApplicationCommandOptionType.String &&
      (await this.#rights.refusal(command?.audience ?? 'managers', asker, words)) === null
    ) {
      const { channels } = await askerView(asker, this.#services);
      const request = { ...asker, channels, words };
      choices = (await command?.suggest?.(focused.name, String(focused.value ?? ''), request, this.#services)) ?? [];
    }
    const body = { choices: choices.map(({ name, value }) => ({ name, value })) };
    await api.interactions.createAutocompleteResponse(interaction.id, interaction.token, body);
  }

  /** The words of the person's own language, with the clock times of the guild. */
  #wordsOf({ locale, guild_id: guildId }: Interaction): Words {
    return wordsFor(locale, guildId === undefined ? 'UTC' : this.#services.guilds.settings(guildId).timezone);
  }

  #isPrivate({ isEphemeral, isPrivateElsewhere = false }: SlashForm, asker: Asker): boolean {
    return isEphemeral || (isPrivateElsewhere && !isInModChannel(asker, this.#services.guilds.settings(asker.guildId)));
  }

  #slashCommand(name: string | undefined): (Command & { readonly slash: SlashForm }) | undefined {
    const command = this.#commands.find((known) => known.name === name);
    return command?.slash ? { ...command, slash: command.slash } : undefined;
  }
}

type Interaction = Data<'INTERACTION_CREATE'>;

/** A message of a member of a guild. */
interface TypedBy {
  readonly message: Data<'MESSAGE_CREATE'>;
  readonly guildId: Snowflake;
  readonly roleIds: readonly Snowflake[];
}

function askerOf(interaction: Interaction): Asker | undefined {
  const { guild_id: guildId, member, channel } = interaction;
  if (guildId === undefined || member === undefined || channel === undefined) return undefined;
  return {
    guildId,
    userId: member.user.id,
    joinedAtMs: joinedAtMsOf(member),
    roleIds: member.roles,
    permissions: BigInt(member.permissions),
    channelId: channel.id,
    parentId: isThread(channel) ? (channel.parent_id ?? null) : null,
    isAnsweredPrivately: false,
  };
}

function optionsOf(interaction: Interaction): Options {
  const [first] = interaction.data?.options ?? [];
  const given = givenOptions(interaction).flatMap(({ name, value }) => {
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  return new Map(isSubcommand(first) ? [[subcommandOption, first.name], ...given] : given);
}

/** Those of the command or of its subcommand, which Discord sends as an option with options. */
function givenOptions({ data }: Interaction) {
  const [first] = data?.options ?? [];
  return (isSubcommand(first) ? first.options : data?.options) ?? [];
}

function isSubcommand<Option extends { readonly type: number }>(option: Option | undefined): option is Option {
  return option?.type === ApplicationCommandOptionType.Subcommand;
}

function appsIn(interaction: Interaction): ReadonlySet<Snowflake> {
  const users = Object.values(interaction.data?.resolved?.users ?? {});
  return new Set(users.flatMap(({ id, bot = false }) => (bot ? [id] : [])));
}
