import type { APIEmbed } from '@discordjs/core';
import { EmbedBuilder } from 'discord.js';
import { type Hour, type HourRange, hourMs, monthOfHour, weekdayOfHour } from '../../core/time.ts';
import type { AppKind } from '../../core/visit.ts';
import type { Result } from '../../query/query.ts';
import type { ActiveMeasure } from '../../query/questions/active.ts';
import type { NewcomerMeasure } from '../../query/questions/newcomers.ts';
import { isBetween, isNotKnown, type Value } from '../../query/value.ts';
import { shortDefinition } from '../definitions.ts';
import { censusPink } from '../embed.ts';
import { days, resultNotes, spanText } from '../report-notes.ts';
import { likelyNumber, unknown, valueText } from '../values.ts';
import type { Words } from '../words.ts';
import { newcomersFields } from './newcomers-fields.ts';

/** What the answer to `.active` is made of. */
export interface ActiveAnswer {
  readonly active: Result<ActiveMeasure>;
  readonly newcomers: Result<NewcomerMeasure>;
  /** Of the month with the end of the range. */
  readonly apps: Result<AppKind>;
}

type Values = Readonly<Record<ActiveMeasure, Value>>;

/** The numbers of active members as moderators see them. */
export function activeEmbed({ active, newcomers, apps }: ActiveAnswer, words: Words): APIEmbed {
  const { range } = active.query;
  const now = active.rows[0]?.values as Values;
  const before = active.before?.rows[0]?.values;
  const windows = [now.inRange, now.week, now.month];
  const fields: Readonly<Record<string, string>> = {
    [words.say('active.inRange')]: withChange(now.inRange, before?.inRange),
    [words.say('active.dau')]: perDay(now.perDay, before?.perDay, words),
    [words.say('active.wau')]: withChange(now.week, before?.week),
    [words.say('active.mau')]: withChange(now.month, before?.month),
    [words.say('active.stickiness')]: stickiness(now, words),
  };
  const about = {
    ...appsField(apps, words),
    ...newcomersFields(newcomers, words),
  };
  const notes = [
    words.say('note.utc'),
    ...resultNotes(active, { words }),
    ...(windows.some(isBetween) ? [words.say('active.bounds')] : []),
    ...(typeof now.stickiness === 'number' ? [shortDefinition('stickiness', words)] : []),
  ];
  return new EmbedBuilder()
    .setColor(censusPink)
    .setTitle(words.say('active.title', { days: days(range) }))
    .setDescription(descriptionOf(active, words))
    .addFields(Object.entries(fields).map(([name, value]) => ({ name, value, inline: true })))
    .addFields(Object.entries(about).map(([name, value]) => ({ name, value, inline: false })))
    .setFooter({ text: notes.join(' · ') })
    .toJSON();
}

/** The number of apps that wrote in a month, counted apart from members, as the field of an embed. */
function appsField({ query, rows }: Result<AppKind>, words: Words): Record<string, string> {
  const values = rows[0]?.values as Readonly<Record<AppKind, Value>>;
  const { bot, webhook } = values;
  const text = isNotKnown(bot)
    ? words.say('active.unknownBecause', { mark: unknown, why: words.say(`why.${bot.notKnown}`) })
    : words.say('active.apps', { bots: Number(bot), webhooks: Number(webhook) });
  return { [words.say('active.appsIn', { month: words.month(monthOfHour(query.range.from)) })]: text };
}

function descriptionOf({ query: { range }, rows, facts, before }: Result<ActiveMeasure>, words: Words): string {
  const isRunning = Math.ceil(range.to / 24) * 24 * hourMs > facts.askedAtMs;
  const share = rows[0]?.values.stickiness;
  const isOfToday = typeof share === 'object' && isNotKnown(share) && share.notKnown === 'running';
  const time = words.time(range.to % 24);
  const isLeftOut = isRunning && !isOfToday && Math.ceil(range.to / 24) - range.from / 24 > 1;
  return [
    spanText(range, words),
    words.say(facts.hasTrial ? 'active.definitionInTrial' : 'active.definition'),
    ...(isRunning ? [words.say(isLeftOut ? 'active.runningDayLeftOut' : 'active.runningDay', { time })] : []),
    ...(before === null ? [] : [comparison(range, before.query.range, words)]),
  ].join('\n');
}

/** `Compared with yesterday until 14:00.` */
function comparison(range: HourRange, before: HourRange, words: Words): string {
  if (before.to % 24 === 0) return words.say('active.comparedWithDays', { days: words.days(before) });
  const time = words.time(before.to % 24);
  if (range.to - range.from <= 24) return words.say('active.comparedWithYesterday', { time });
  if (range.from - before.from === 7 * 24 && weekdayOfHour(range.from) === 0 && isWithinWeek(range)) {
    return words.say('active.comparedWithLastWeek', { weekday: words.weekday(weekdayOfHour(before.to)), time });
  }
  return words.say('active.comparedUntil', { days: words.days(before), time });
}

function isWithinWeek({ from, to }: HourRange): boolean {
  const week: Hour = 7 * 24;
  return to - from <= week;
}

function perDay(now: Value, before: Value | undefined, words: Words): string {
  if (typeof now !== 'number') return valueText(now);
  return `${words.say('active.onAverage', { mean: now.toFixed(1) })}${change(now, likelyNumber(before))}`;
}

/** `518 (+3 %)`, `≈ 145 (120–197) (−1 %)`, or only the bounds. */
function withChange(now: Value, before: Value | undefined): string {
  const likely = likelyNumber(now);
  return likely === null ? valueText(now) : `${valueText(now)}${change(likely, likelyNumber(before))}`;
}

/** The average share of a month's active members who are active on a day. */
function stickiness({ stickiness: share, month }: Values, words: Words): string {
  if (typeof share !== 'number' || isNotKnown(month) || month === 0) return unknown;
  return words.say('active.share', { percent: Math.round(100 * share) });
}

/** The change against the period before; empty if that is unknown or had no active member. */
function change(now: number, before: number | null): string {
  if (before === null || before === 0) return '';
  const percent = Math.round((100 * (now - before)) / before);
  return ` (${percent < 0 ? '−' : '+'}${Math.abs(percent)} %)`;
}
