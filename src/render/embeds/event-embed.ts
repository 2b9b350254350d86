import type { APIEmbed } from '@discordjs/core';
import type { Result } from '../../query/query.ts';
import {
  type EventEffectMeasure,
  type EventPhase,
  type EventQuantity,
  eventPhases,
} from '../../query/questions/events/event-effect.ts';
import { isNotKnown, type Value } from '../../query/value.ts';
import { escapeMarkdown } from '../quote.ts';
import { countText, voiceText } from '../spoken-values.ts';
import { alignedTable } from '../text-table.ts';
import { unknown } from '../values.ts';
import type { Words } from '../words.ts';
import { answerEmbed, notesOf } from './answer-embed.ts';

/** What the answer to `.event` is made of. */
export interface EventAnswer {
  readonly name: string;
  /** When it was, in words. */
  readonly time: string;
  readonly effect: Result<EventEffectMeasure>;
}

/** An event, and the numbers during it and after it. */
export function eventEmbed({ name, time, effect }: EventAnswer, words: Words): APIEmbed {
  const { channel } = effect.query;
  const tables = eventPhases.flatMap((phase) => [
    words.say(`event.phase.${phase}`),
    '```',
    alignedTable([
      ['', '', words.say('event.usual'), ''],
      ...effect.rows.flatMap(({ key, values }) => {
        const [of, quantity] = (key.kind === 'group' ? key.name : '').split('.') as [EventPhase, EventQuantity];
        return of === phase ? [cellsOf(quantity, values, words)] : [];
      }),
    ]),
    '```',
  ]);
  return answerEmbed(
    {
      title: escapeMarkdown(name),
      description: [
        channel === null ? time : words.say('event.timeIn', { time, channel: `<#${channel.id}>` }),
        ...tables,
      ],
      fields: [],
      notes: [words.say('event.definition'), ...weeksNote(effect, words), ...notesOf(effect, ['value'], words)],
    },
    words,
  );
}

function cellsOf(
  quantity: EventQuantity,
  { value, usualLow, usualHigh, unusual }: Readonly<Record<EventEffectMeasure, Value>>,
  words: Words,
): readonly string[] {
  const text = (each: Value) => (quantity === 'voiceSeconds' ? voiceText(each, words) : countText(each, words));
  const [low, high] = [text(usualLow), text(usualHigh)];
  const usual = isNotKnown(usualLow) ? unknown : low === high ? low : `${low}–${high}`;
  const side = unusual === 1 ? words.say('event.above') : unusual === -1 ? words.say('event.below') : '';
  return [words.say(`compare.of.${quantity}`), text(value), usual, side];
}

/** Said if fewer than eight weeks decide, of messages, which are counted everywhere. */
function weeksNote({ rows }: Result<EventEffectMeasure>, words: Words): readonly string[] {
  const weeks = rows.map(({ values }) => (typeof values.weeks === 'number' ? values.weeks : 0));
  const fewest = Math.min(...weeks);
  return fewest < 8 ? [words.say('event.weeks', { count: fewest })] : [];
}
