import type { APIEmbed } from '@discordjs/core';
import { hoursOfMonth, monthOfHour } from '../../core/time.ts';
import type { Result } from '../../query/query.ts';
import { fewestVisitorsShown } from '../../query/questions/visitor-figures.ts';
import { otherVisitors } from '../../query/questions/visitors.ts';
import { isNotKnown, type Reason, type Value } from '../../query/value.ts';
import { factsEmbed } from '../embed.ts';
import { unknown } from '../values.ts';
import type { Words } from '../words.ts';

type Visitors = Result<'members'>;

/** A month's visitors as moderators see them. */
export function visitorsEmbed(device: Visitors, language: Visitors, words: Words): APIEmbed {
  const month = monthOfHour(device.query.range.from);
  const isRunning = hoursOfMonth(month).to * 3_600_000 > device.facts.askedAtMs;
  const title = words.say(isRunning ? 'visitors.titleSoFar' : 'visitors.title', { month: words.month(month) });
  const embed = factsEmbed(title, {
    [words.say('visitors.devices')]: linesOf(device, words),
    [words.say('visitors.languages')]: linesOf(language, words),
  });
  return { ...embed, footer: { text: words.say('visitors.notes', { fewest: fewestVisitorsShown }) } };
}

function linesOf({ rows, before, facts }: Visitors, words: Words): string {
  const earlier = new Map(before?.rows.map(({ key, values }) => [nameOf(key), values.members]));
  const lines = rows.map(({ key, values }) => {
    const name = nameOf(key);
    const text = countText(values.members, words);
    if (name === otherVisitors) return words.say('visitors.others', { members: text });
    return words.say('visitors.line', {
      name,
      members: text,
      change: changeText(values.members, earlier.get(name), words),
    });
  });
  const [why] = facts.notCounted ?? [];
  if (why !== undefined) {
    const key = lines.length === 0 ? 'active.unknownBecause' : 'visitors.notCounted';
    return [...lines, words.say(key, { mark: unknown, why: whyText(why, words) })].join('\n');
  }
  return lines.length === 0 ? words.say('visitors.nobody') : lines.join('\n');
}

function nameOf(key: Visitors['rows'][number]['key']): string {
  return key.kind === 'group' ? key.name : '';
}

function countText(members: Value, words: Words): string {
  return isNotKnown(members) ? words.say('visitors.few', { fewest: fewestVisitorsShown }) : String(members);
}

function changeText(now: Value, before: Value | undefined, words: Words): string {
  if (before === undefined || typeof now !== 'number') return '';
  if (typeof before !== 'number') return words.say('visitors.before', { members: countText(before, words) });
  const change = now - before;
  return change === 0 ? ' (±0)' : ` (${change > 0 ? '+' : '−'}${Math.abs(change)})`;
}

function whyText(why: Reason, words: Words): string {
  return why === 'intentOff' ? words.say('visitors.presencesOff') : words.say(`why.${why}`);
}
