import type { Tally } from '../../columns/tally.ts';
import { none } from '../../core/counter.ts';
import type { Vault } from '../../vault/vault.ts';
import type { GuildRegistry } from '../guild-registry.ts';
import type { TenureCounter } from '../tenure-counter.ts';
import type { TrialMembers } from '../trial-members.ts';
import type { CountVoice } from './voice-tracker.ts';

/**
 * Counts settled voice time, except in categories, where nobody can speak, in ignored channels and, unless `countAfk`, in
 * the guild's AFK channel.
 */
export function countVoiceInto({ vault, tally, tenure, trial, guilds }: CountVoiceDeps, countAfk: boolean): CountVoice {
  return (guildId, hour, channelId, member, milliseconds, joinedAtMs) => {
    const guild = guilds.get(guildId);
    const channel = guilds.channel(guildId, channelId);
    if (guild === undefined || channel === undefined || channel.number === none) return;
    if (guild.settings.ignoredChannelIds.includes(channelId)) return;
    if (guild.afkChannelId === channelId && !countAfk) return;
    tally.add(guildId, hour, 'voice', channel.number, member, milliseconds);
    tenure.recordVoice(guildId, hour, channel.number, member, milliseconds, joinedAtMs);
    trial.recordVoice(guildId, member, hour, joinedAtMs);
    // A second of voice may be put together of several calls.
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
