import { hourMs } from '../../core/time.ts';
import type { Result, ResultRow } from '../../query/query.ts';
import type { ChannelChangeMeasure } from '../../query/questions/compared/channel-changes.ts';
import { isNotKnown } from '../../query/value.ts';
import { notesOf } from '../embeds/answer-embed.ts';
import { namedChannels } from '../named-channels.ts';
import { isWholeWeek, rangeName } from '../pictures/range-words.ts';
import { countText } from '../spoken-values.ts';
import { likelyNumber } from '../values.ts';
import type { Words } from '../words.ts';
import { numberLines } from './digest-lines.ts';
import type { DigestNumbers } from './digest-numbers.ts';

/** What a digest says, in Markdown. */
export interface DigestTexts {
  /** The beginning of {@link heading}, which stays the same whatever the numbers are. */
  readonly mark: string;
  /** The title, and what must be said with the numbers. */
  readonly heading: string;
  /** One line for each number. */
  readonly numbers: string;
  /** What is unusual, and the channels with more or fewer people; empty if there is nothing. */
  readonly remarks: string;
  readonly definition: string;
}

/**
 * A digest in words.
 *
 * @param notices Lines about what was unusual.
 */
export function digestTexts(numbers: DigestNumbers, notices: readonly string[], words: Words): DigestTexts {
  const { compared, channels } = numbers;
  const { range } = compared.query;
  const isOfWeek = isWholeWeek(range);
  const mark = words.say('digest.title', {
    range: isOfWeek ? rangeName(range, words) : words.weekdayAndLongDay(range.from * hourMs),
  });
  const marked = channels === null ? [] : markedLines(channels, words);
  return {
    mark,
    heading: [mark, small([words.say('note.utc'), ...notesOf(compared, ['value'], words)].join(' · '))].join('\n'),
    numbers: numberLines(numbers, words).join('\n'),
    remarks: [...notices, ...marked].join('\n'),
    definition: small(
      [
        words.say('digest.people'),
        ...(isOfWeek ? [] : [words.say('digest.usual')]),
        ...(marked.length > 0 ? [words.say('channels.markNote')] : []),
      ].join(' · '),
    ),
  };
}

/** Channels in which more or fewer people were than chance makes likely, those that changed most first. */
function markedLines({ rows }: Result<ChannelChangeMeasure>, words: Words): readonly string[] {
  const change = ({ values }: ResultRow<ChannelChangeMeasure>) =>
    Math.abs((likelyNumber(values.people) ?? 0) - (likelyNumber(values.peopleBefore) ?? 0));
  return rows
    .filter(({ values }) => !isNotKnown(values.marked) && values.marked !== 0)
    .toSorted((a, b) => change(b) - change(a))
    .flatMap(({ key, values }) => {
      if (key.kind !== 'channel') return [];
      const said = {
        channel: namedChannels([key.channel], false, words),
        people: countText(values.people, words),
        before: countText(values.peopleBefore, words),
      };
      return [words.say(values.marked === 1 ? 'digest.morePeople' : 'digest.fewerPeople', said)];
    })
    .slice(0, mostChannels);
}

const mostChannels = 3;

function small(text: string): string {
  return `-# ${text}`;
}
