import { type APIEmbed, EmbedBuilder } from 'discord.js';
import type { Channel } from '../core/channel.ts';
import type { ReportRow } from '../core/report.ts';
import type { HourRange } from '../core/time.ts';
import { days } from './report-notes.ts';

export const censusPink = 0xd33682;

/** The numbers of a full report. */
export interface FullReportNumbers {
  readonly channel: Channel | null;
  readonly range: HourRange;
  readonly row: ReportRow;
  /** A line above the numbers, or null. */
  readonly line: string | null;
}

/**
 * A full report as moderators see it.
 *
 * @param notes Lines for the footer.
 */
export function fullReportEmbed({ channel, range, row, line }: FullReportNumbers, notes: readonly string[]): APIEmbed {
  const joins = row.joins ?? 0;
  const parts = row.parts ?? 0;
  const fields = {
    'Total users': `${row.totalUsers ?? 0}`,
    'Active users': `${row.activeUsers}`,
    'Voice users': `${row.voiceUsers}`,
    'Delta users': `${joins - parts} (+${joins}|-${parts})`,
    Messages: `${row.messages}`,
    'Messages/user': `${decimal(row.messagesPerUser)} (σ=${decimal(row.messagesPerUserStdev)})`,
    'Voice time': `${decimal(row.voiceHours)} man-hours`,
    'Voice time/user': `${decimal(row.voiceHoursPerUser)}h (σ=${decimal(row.voiceHoursPerUserStdev)}h)`,
  };
  return new EmbedBuilder()
    .setColor(censusPink)
    .setDescription(line)
    .setTitle(`Report for ${channel === null ? '' : `#${channel.name} from `}${days(range)}`)
    .addFields(Object.entries(fields).map(([name, value]) => ({ name, value, inline: true })))
    .setFooter({ text: notes.join(' · ') })
    .toJSON();
}

/** A list of facts, such as a guild's settings. */
export function factsEmbed(title: string, facts: Readonly<Record<string, string>>): APIEmbed {
  return new EmbedBuilder()
    .setColor(censusPink)
    .setTitle(title)
    .addFields(Object.entries(facts).map(([name, value]) => ({ name, value })))
    .toJSON();
}

function decimal(value: number): string {
  return value.toFixed(1);
}
