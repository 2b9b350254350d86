import type { Tally } from '../../columns/tally.ts';
import { isCounted } from '../../core/channel.ts';
import type { GuildRegistry } from '../guild-registry.ts';
import type { TenureCounter } from '../tenure-counter.ts';
import type { TrialMembers } from '../trial-members.ts';
import type { CountVoice } from './voice-tracker.ts';

/**
 * Counts settled voice time, except in categories, where nobody can speak, in ignored channels and, unless `countAfk`, in
 * the guild's AFK channel.
 */
export function countVoiceInto({ tally, tenure, trial, guilds }: CountVoiceDeps, countAfk: boolean): CountVoice {
  return (guildId, hour, channelId, member, milliseconds, joinedAtMs) => {
    const guild = guilds.get(guildId);
    const channel = guilds.channel(guildId, channelId);
    if (guild === undefined || channel === undefined || !isCounted(channel)) return;
    if (guild.settings.ignoredChannelIds.includes(channelId)) return;
    if (guild.afkChannelId === channelId && !countAfk) return;
    tally.add(guildId, hour, 'voice', channel.number, member, milliseconds);
    tenure.recordVoice(guildId, hour, channel.number, member, milliseconds, joinedAtMs);
    trial.recordVoice(guildId, member, hour, joinedAtMs);
  };
}

export interface CountVoiceDeps {
  readonly tally: Tally;
  readonly tenure: TenureCounter;
  readonly trial: TrialMembers;
  readonly guilds: GuildRegistry;
}
