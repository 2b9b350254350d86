import type { APIEmbed } from '@discordjs/core';
import { monthOfHour } from '../../core/time.ts';
import type { Result, ResultRow } from '../../query/query.ts';
import { type CardMeasure, cardMeasures } from '../../query/questions/card.ts';
import type { Value } from '../../query/value.ts';
import { escapeMarkdown } from '../quote.ts';
import { coverageNote } from '../report-notes.ts';
import { countText, amountText as nounText } from '../spoken-values.ts';
import { unknown } from '../values.ts';
import type { Words } from '../words.ts';
import { answerEmbed } from './answer-embed.ts';

/** The numbers of a sealed month that may be passed on. They are those of its picture. */
export function cardEmbed({ query, rows, facts }: Result<CardMeasure>, words: Words): APIEmbed {
  const total = rows.find(({ key }) => key.kind === 'total');
  const channels = rows.flatMap((row) => (row.key.kind === 'channel' ? [channelLine(row, words)] : []));
  const month = words.month(monthOfHour(query.range.from));
  return answerEmbed(
    {
      title: words.say('card.title', { month }),
      description: [words.say('card.definition')],
      fields: [
        ...cardMeasures.map((measure) => ({
          name: words.say(`card.of.${measure}`),
          lines: [amountText(total?.values[measure], measure, words)],
          isShort: true,
        })),
        { name: words.say('card.channels'), lines: channels.slice(0, mostChannels) },
      ],
      notes: [
        words.say('note.utc'),
        ...(facts.coverage.observedShare < 1 ? [coverageNote(facts.coverage, words)] : []),
      ],
    },
    words,
  );
}

const mostChannels = 5;

function channelLine({ key, values }: ResultRow<CardMeasure>, words: Words): string {
  const name = key.kind === 'channel' ? key.channel.name : '';
  return words.say('card.channel', {
    channel: `#${escapeMarkdown(name)}`,
    messages: nounText(values.messages, 'messages', words),
    people: nounText(values.people, 'people', words),
  });
}

/** Numbers are rounded, and say so. */
function amountText(value: Value | undefined, measure: CardMeasure, words: Words): string {
  if (typeof value !== 'number') return unknown;
  const shown = countText(value, words);
  return measure === 'voiceHours'
    ? words.say('card.hours', { hours: shown })
    : words.say('card.about', { number: shown });
}
