import type { APIEmbed } from '@discordjs/core';
import { monthOfHour } from '../../core/time.ts';
import type { Result } from '../../query/query.ts';
import type { NewcomerWayMeasure } from '../../query/questions/newcomer-ways.ts';
import { isNotKnown, type Value } from '../../query/value.ts';
import { countText, partText } from '../spoken-values.ts';
import { unknown } from '../values.ts';
import type { Words } from '../words.ts';
import { answerEmbed, notesOf } from './answer-embed.ts';

/** What became of those who joined in a month, as moderators read it. */
export function newcomerWaysEmbed(made: Result<NewcomerWayMeasure>, words: Words): APIEmbed {
  const { query, rows } = made;
  const values = rows[0]?.values;
  if (values === undefined) throw new Error('newcomers without a row');
  const { joined, passed, wrote, left, cameBackOf, cameBack } = values;
  const field = (name: string, text: string) => ({ name, lines: [text], isShort: true });
  return answerEmbed(
    {
      title: words.say('ways.title', { month: words.month(monthOfHour(query.range.from)) }),
      description: [words.say('ways.definition')],
      fields: [
        field(words.say('ways.joined'), isNotKnown(joined) ? because(joined, words) : countText(joined, words)),
        field(words.say('ways.passed'), part(passed, joined, words)),
        field(words.say('ways.wrote'), part(wrote, joined, words)),
        field(words.say('ways.left'), part(left, joined, words)),
        field(words.say('ways.cameBack'), part(cameBack, cameBackOf, words)),
      ],
      notes: [words.say('note.utc'), ...notesOf(made, [], words)],
    },
    words,
  );
}

function part(some: Value, whole: Value, words: Words): string {
  const why = [some, whole].find(isNotKnown);
  if (why !== undefined) return because(why, words);
  return partText(Number(some), Number(whole), words);
}

function because(value: Value, words: Words): string {
  if (!isNotKnown(value)) return unknown;
  const why = value.notKnown === 'tooFew' ? words.say('newcomers.tooFew') : words.say(`why.${value.notKnown}`);
  return words.say('active.unknownBecause', { mark: unknown, why });
}
