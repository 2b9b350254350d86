import { API, ApplicationFlags, GatewayIntentBits, type Snowflake } from '@discordjs/core';
import type { REST } from 'discord.js';
import { explained } from './no-answer.ts';
import { readAnswer } from './rest-answer.ts';

/** A privileged intent that Census can do without. */
export type OptionalIntent = 'GuildMembers' | 'MessageContent' | 'GuildPresences';

/** The effect of each missing intent, after its name in Discord's developer portal. */
export const intentEffects: Readonly<Record<OptionalIntent, string>> = {
  GuildMembers: 'Server Members: joins and leaves are not counted',
  MessageContent:
    'Message Content: typed commands are not seen, slash commands and mentions are; links, files and polls are not counted',
  GuildPresences: 'Presence: visitors are counted by language, but not by device',
};

/** The bot's application. */
export interface Application {
  readonly id: Snowflake;
  readonly botUserId: Snowflake;
  readonly intents: readonly GatewayIntentBits[];
  /** Privileged intents that Census could use but that are off in the developer portal. */
  readonly missingIntents: readonly OptionalIntent[];
}

/**
 * Asks Discord for the bot's application and its privileged intents. Discord closes the connection of a bot that asks
 * for an intent it was not granted, so Census uses those that it has. It uses presences only if it `countsVisitors`.
 *
 * @throws {UserError} if Discord refuses the token or does not answer.
 */
export async function describeApplication(rest: REST, countsVisitors: boolean): Promise<Application> {
  const api = new API(rest);
  try {
    const application = readAnswer('application', await api.applications.getCurrent());
    const user = readAnswer('user', await api.users.getCurrent());
    const flags = application.flags ?? 0;
    const usable = optionalIntents.filter(({ name }) => name !== 'GuildPresences' || countsVisitors);
    const given = usable.filter(({ flag, limitedFlag }) => (flags & (flag | limitedFlag)) !== 0);
    return {
      id: application.id,
      botUserId: user.id,
      intents: [...alwaysWanted, ...given.map(({ intent }) => intent)],
      missingIntents: usable.filter((intent) => !given.includes(intent)).map(({ name }) => name),
    };
  } catch (error) {
    throw explained(error);
  }
}

/** None of these is privileged. */
const alwaysWanted = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildVoiceStates,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.GuildModeration,
  GatewayIntentBits.GuildScheduledEvents,
];

/** The `Limited` flags belong to applications that are too small for Discord's review. */
const optionalIntents = [
  {
    name: 'GuildMembers',
    intent: GatewayIntentBits.GuildMembers,
    flag: ApplicationFlags.GatewayGuildMembers,
    limitedFlag: ApplicationFlags.GatewayGuildMembersLimited,
  },
  {
    name: 'MessageContent',
    intent: GatewayIntentBits.MessageContent,
    flag: ApplicationFlags.GatewayMessageContent,
    limitedFlag: ApplicationFlags.GatewayMessageContentLimited,
  },
  {
    name: 'GuildPresences',
    intent: GatewayIntentBits.GuildPresences,
    flag: ApplicationFlags.GatewayPresence,
    limitedFlag: ApplicationFlags.GatewayPresenceLimited,
  },
] as const;
