import type { APIEmbed } from '@discordjs/core';
import { EmbedBuilder } from 'discord.js';
import { type ActiveMembers, exactly } from '../query/active/active-members.ts';
import type { ActiveInRange, ActiveNumbers, ActiveReport } from '../query/active/active-reporter.ts';
import { censusPink } from './embed.ts';
import { days } from './report-notes.ts';

/**
 * The numbers of active members as moderators see them.
 *
 * @param newcomers Fields about new members.
 * @param notes Lines for the footer.
 */
export function activeEmbed(
  report: ActiveReport,
  newcomers: Readonly<Record<string, string>>,
  notes: readonly string[],
): APIEmbed {
  const { before } = report;
  const fields = {
    'Active in the range': withChange(report.inRange, before.inRange),
    DAU: perDay(report, before),
    WAU: withChange(report.week, before.week),
    MAU: withChange(report.month, before.month),
    Stickiness: stickiness(report),
  };
  const windows = [report.inRange, report.week, report.month];
  const explained = windows.some((window) => window !== null && exactly(window) === null);
  return new EmbedBuilder()
    .setColor(censusPink)
    .setTitle(`Active members for ${days(report.range)}`)
    .setDescription(
      `Members who wrote a message or were in voice${report.hasTrial ? `, ${trialNote}` : ''}. WAU and MAU cover the 7 and 30 days that end with the range.`,
    )
    .addFields(Object.entries(fields).map(([name, value]) => ({ name, value, inline: true })))
    .addFields(Object.entries(newcomers).map(([name, value]) => ({ name, value, inline: false })))
    .setFooter({ text: [...notes, ...(explained ? [boundsNote] : [])].join(' · ') })
    .toJSON();
}

/** `Wrote or talked: 512 members, 74.2 on an average day`, for a full report; null if the numbers are unknown. */
export function activeLine({ inRange, perDay: average, hasTrial }: ActiveInRange): string | null {
  if (inRange === null || average === null) return null;
  const { low } = inRange;
  const members = `${low} ${low === 1 ? 'member' : 'members'}, ${average.toFixed(1)} on an average day`;
  return hasTrial ? `Wrote or talked: ${members} (${trialNote})` : `Wrote or talked: ${members}`;
}

const trialNote = 'without members who have just joined';

const boundsNote =
  'people cannot be recognised across months: where a window crosses a month’s end, ≈ is an estimate, and the true number lies between the two in brackets';

const untold = 'not known';

function perDay({ perDay: now }: ActiveNumbers, { perDay: before }: ActiveNumbers): string {
  return now === null ? untold : `${now.toFixed(1)} on average${change(now, before)}`;
}

/** `518 (+3 %)`, `≈ 145 (120–197) (−1 %)`, or only the bounds. */
function withChange(now: ActiveMembers | null, before: ActiveMembers | null): string {
  if (now === null) return untold;
  if (now.estimate === null) return activeNumber(now);
  return `${activeNumber(now)}${change(now.estimate, before?.estimate ?? null)}`;
}

/** The average share of a month's active members who are active on a day. */
function stickiness({ perDay: daily, month }: ActiveNumbers): string {
  const monthly = month?.estimate ?? null;
  if (daily === null || monthly === null) return untold;
  return monthly === 0 ? '–' : `${Math.round((100 * daily) / monthly)} % (DAU ÷ MAU)`;
}

/** The change against the same number of days before; empty if those are unknown or had no active member. */
function change(now: number, before: number | null): string {
  if (before === null || before === 0) return '';
  const percent = Math.round((100 * (now - before)) / before);
  return ` (${percent < 0 ? '−' : '+'}${Math.abs(percent)} %)`;
}

/** `518`, `≈ 145 (120–197)` for an estimate with its bounds, or only the bounds, `120–197`. */
export function activeNumber(members: ActiveMembers): string {
  const { low, high, estimate } = members;
  if (estimate === null) return `${low}–${high}`;
  return exactly(members) === null ? `≈ ${estimate} (${low}–${high})` : `${estimate}`;
}
