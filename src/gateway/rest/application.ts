import { API, ApplicationFlags, GatewayIntentBits, type Snowflake } from '@discordjs/core';
import type { REST } from 'discord.js';
import { explained } from './no-answer.ts';
import { readAnswer } from './rest-answer.ts';

/** A privileged intent that Census can use, and what is missing without it. */
export type OptionalIntent = 'GuildMembers' | 'MessageContent' | 'GuildPresences';

/** What is not to be had without an intent, under the name that it has in Discord's developer portal. */
export const intentEffects: Readonly<Record<OptionalIntent, string>> = {
  GuildMembers: 'Server Members: joins and parts are not counted',
  MessageContent: 'Message Content: typed commands are not seen, slash commands and mentions are',
  GuildPresences: 'Presence: on what devices visitors are seen is not counted, their languages are',
};

/** What Discord knows of the bot itself. */
export interface Application {
  readonly id: Snowflake;
  readonly botUserId: Snowflake;
  readonly intents: readonly GatewayIntentBits[];
  /** Privileged intents that Census could use and that are not switched on in the developer portal. */
  readonly missingIntents: readonly OptionalIntent[];
}

/**
 * Asks Discord who the bot is and which privileged intents it was given. Asking for one that was not given would end
 * the connection, so Census takes what it gets. Presences it takes only where it `countsVisitors`.
 *
 * @throws {UserError} when Discord refuses the token or does not answer.
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

const alwaysWanted = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates, GatewayIntentBits.GuildMessages];

/** The `Limited` flags are those of applications below the size at which Discord reviews them. */
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
