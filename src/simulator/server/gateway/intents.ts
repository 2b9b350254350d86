import { ApplicationFlags, GatewayIntentBits } from '@discordjs/core';

/** The privileged intents that are on for the application in the developer portal. */
export interface PrivilegedIntents {
  readonly guildMembers: boolean;
  readonly messageContent: boolean;
  readonly presences: boolean;
}

/** 4013: unknown bits. 4014: a privileged intent that is off. */
export type IntentsFault = 4013 | 4014;

const known = Object.values(GatewayIntentBits).reduce<number>(
  (all, bit) => (typeof bit === 'number' ? all | bit : all),
  0,
);

/** Why an IDENTIFY with these intents is refused, or null. */
export function intentsFault(intents: unknown, enabled: PrivilegedIntents): IntentsFault | null {
  if (typeof intents !== 'number' || !Number.isInteger(intents) || intents < 0 || intents & ~known) return 4013;
  const forbidden =
    (enabled.guildMembers ? 0 : GatewayIntentBits.GuildMembers) |
    (enabled.messageContent ? 0 : GatewayIntentBits.MessageContent) |
    (enabled.presences ? 0 : GatewayIntentBits.GuildPresences);
  return intents & forbidden ? 4014 : null;
}

/** The flags of an application that show its intents: the `Limited` ones, as for every app in few guilds. */
export function applicationFlags(enabled: PrivilegedIntents): number {
  return (
    (enabled.guildMembers ? ApplicationFlags.GatewayGuildMembersLimited : 0) |
    (enabled.messageContent ? ApplicationFlags.GatewayMessageContentLimited : 0) |
    (enabled.presences ? ApplicationFlags.GatewayPresenceLimited : 0)
  );
}
