import type { APIEmbed } from '@discordjs/core';
import type { Channel } from '../../core/channel.ts';
import type { Result, ResultRow } from '../../query/query.ts';
import type { ChannelChangeMeasure } from '../../query/questions/compared/channel-changes.ts';
import { isNotKnown, type Value } from '../../query/value.ts';
import { namedChannels } from '../named-channels.ts';
import { rangeBefore } from '../pictures/range-words.ts';
import { escapeMarkdown } from '../quote.ts';
import { spanText } from '../report-notes.ts';
import { amountText, countText, spanText as numbers, voiceText } from '../spoken-values.ts';
import { likelyNumber } from '../values.ts';
import type { Words } from '../words.ts';
import { answerEmbed, notesOf } from './answer-embed.ts';

type Channels = Result<ChannelChangeMeasure>;
type Values = Readonly<Record<ChannelChangeMeasure, Value>>;

interface ChannelRow {
  readonly channel: Channel;
  readonly values: Values;
}

/** Which channels are busy, quiet, growing and silent, as moderators read it. */
export function channelsEmbed(made: Channels, words: Words, remarks: readonly string[] = []): APIEmbed {
  const rows = made.rows.flatMap(({ key, values }) =>
    key.kind === 'channel' ? [{ channel: key.channel, values }] : [],
  );
  const hidden = made.rows.find(({ key }) => key.kind === 'hidden');
  const written = sorted(rows, 'messages');
  const busy = written.slice(0, mostBusy);
  const quiet = written.slice(Math.max(mostBusy, written.length - mostQuiet)).toReversed();
  const marked = (side: number) => rows.filter(({ values }) => values.marked === side);
  const talkedIn = sorted(rows, 'voiceSeconds').slice(0, mostVoice);
  const before = made.before?.query.range;
  const isCompared = rows.some(({ values }) => !isNotKnown(values.marked));
  const fields = [
    { name: words.say('channels.busy'), lines: busy.map((row) => messagesLine(row, words)) },
    {
      name: words.say('channels.more'),
      lines: marked(1)
        .slice(0, mostMarked)
        .map((row) => peopleLine(row, words)),
    },
    {
      name: words.say('channels.fewer'),
      lines: marked(-1)
        .slice(0, mostMarked)
        .map((row) => peopleLine(row, words)),
    },
    { name: words.say('channels.voice'), lines: talkedIn.map((row) => voiceLine(row, words)) },
    { name: words.say('channels.quiet'), lines: quiet.map((row) => messagesLine(row, words)) },
    { name: words.say('channels.silent'), lines: silent(rows, words) },
    { name: words.say('channels.others'), lines: hidden === undefined ? [] : [hiddenLine(hidden, words)] },
  ];
  return answerEmbed(
    {
      title: words.say('channels.title'),
      description: [
        spanText(made.query.range, words),
        ...(before === undefined || !isCompared
          ? []
          : [words.say('channels.compared', { before: rangeBefore(before, made.query.range, words) })]),
        ...(written.length + talkedIn.length === 0 ? [words.say('channels.nothing')] : []),
      ],
      fields,
      notes: [
        words.say('note.utc'),
        ...remarks,
        ...notesOf(made, ['messages', 'people', 'voiceSeconds'], words),
        ...(rows.some(({ values }) => typeof values.usualLow === 'number') ? [words.say('channels.usualNote')] : []),
        ...(rows.some(({ values }) => isMarked(values)) ? [words.say('channels.markNote')] : []),
      ],
    },
    words,
  );
}

const mostBusy = 8;
const mostQuiet = 5;
const mostMarked = 5;
const mostVoice = 5;

/** Those that have some of it, most first. */
function sorted(rows: readonly ChannelRow[], measure: 'messages' | 'voiceSeconds'): readonly ChannelRow[] {
  const amount = ({ values }: ChannelRow) => likelyNumber(values[measure]) ?? 0;
  return rows.filter((row) => amount(row) > 0).toSorted((a, b) => amount(b) - amount(a));
}

/** `#general: 1,619 messages, 43 people; usual 1,200–2,300`. */
function messagesLine({ channel, values }: ChannelRow, words: Words): string {
  const said = {
    channel: nameOf(channel),
    messages: amountText(values.messages, 'messages', words),
    people: amountText(values.people, 'people', words),
  };
  return `${words.say('channels.line', said)}${usualOf(values, words)}`;
}

function usualOf({ usualLow, usualHigh, unusual }: Values, words: Words): string {
  if (typeof usualLow !== 'number' || typeof usualHigh !== 'number') return '';
  const usual = numbers(usualLow, usualHigh, words);
  if (unusual === 1) return words.say('channels.above', { usual });
  return unusual === -1 ? words.say('channels.below', { usual }) : words.say('channels.usual', { usual });
}

/** `▲ #general: 43 people, from 30`. */
function peopleLine({ channel, values }: ChannelRow, words: Words): string {
  return words.say('channels.peopleLine', {
    mark: values.marked === 1 ? '▲' : '▼',
    channel: nameOf(channel),
    people: amountText(values.people, 'people', words),
    before: countText(values.peopleBefore, words),
  });
}

function voiceLine({ channel, values }: ChannelRow, words: Words): string {
  return words.say('channels.voiceLine', {
    channel: nameOf(channel),
    time: voiceText(values.voiceSeconds, words),
    people: amountText(values.people, 'people', words),
  });
}

/** Text channels without a message. What is not known is not silent. */
function silent(rows: readonly ChannelRow[], words: Words): readonly string[] {
  const channels = rows
    .filter(({ channel, values }) => channel.kind === 'text' && !channel.isDeleted && values.messages === 0)
    .map(({ channel }) => channel);
  return channels.length === 0 ? [] : [namedChannels(channels, false, words)];
}

function hiddenLine({ values }: ResultRow<ChannelChangeMeasure>, words: Words): string {
  return words.say('channels.hidden', {
    messages: amountText(values.messages, 'messages', words),
    time: voiceText(values.voiceSeconds, words),
  });
}

function isMarked({ marked }: Values): boolean {
  return !isNotKnown(marked) && marked !== 0;
}

function nameOf({ id, name }: Channel): string {
  return name === '' ? `<#${id}>` : `#${escapeMarkdown(name)}`;
}
