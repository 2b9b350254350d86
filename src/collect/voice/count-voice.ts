import type { Tally } from '../../columns/tally.ts';
import { type Channel, isCounted } from '../../core/channel.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Vault } from '../../vault/vault.ts';
import type { GuildRegistry } from '../guild-registry.ts';
import type { TenureCounter } from '../members/tenure-counter.ts';
import type { TrialMembers } from '../members/trial-members.ts';
import type { CountVoice } from './voice-tracker.ts';

/** Counts settled voice time, except in channels where voice is not counted. */
export function countVoiceInto({ vault, tally, tenure, trial, guilds }: CountVoiceDeps, countAfk: boolean): CountVoice {
  return (guildId, hour, channelId, member, milliseconds, joinedAtMs) => {
    const channel = countedVoiceChannel(guilds, guildId, channelId, countAfk);
    if (channel === undefined) return;
    tally.add(guildId, hour, 'voice', channel.number, member, milliseconds);
    tenure.recordVoice(guildId, hour, channel.number, member, milliseconds, joinedAtMs);
    trial.recordVoice(guildId, member, hour, joinedAtMs);
    // Several calls together may reach one second of voice.
    if (joinedAtMs !== null && tenure.isActive(guildId, hour, member)) vault.countInCohort(guildId, member, joinedAtMs);
  };
}

export interface CountVoiceDeps {
  readonly vault: Pick<Vault, 'countInCohort'>;
  readonly tally: Tally;
  readonly tenure: TenureCounter;
  readonly trial: TrialMembers;
  readonly guilds: GuildRegistry;
}

/**
 * The channel, if voice is counted there. Voice is not counted in categories, which have none, in ignored channels and,
 * unless `countAfk` is true, in the guild's AFK channel.
 */
export function countedVoiceChannel(
  guilds: Pick<GuildRegistry, 'get' | 'channel'>,
  guildId: Snowflake,
  channelId: Snowflake,
  countAfk: boolean,
): Channel | undefined {
  const guild = guilds.get(guildId);
  const channel = guilds.channel(guildId, channelId);
  if (guild === undefined || channel === undefined || !isCounted(channel)) return undefined;
  if (guild.settings.ignoredChannelIds.includes(channelId)) return undefined;
  return guild.afkChannelId === channelId && !countAfk ? undefined : channel;
}
