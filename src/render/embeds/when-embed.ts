import type { APIEmbed } from '@discordjs/core';
import { hourMs } from '../../core/time.ts';
import type { Result, ResultRow } from '../../query/query.ts';
import type { HourOfWeekMeasure } from '../../query/questions/hour-of-week.ts';
import type { WindowMeasure } from '../../query/questions/windows.ts';
import { isNotKnown } from '../../query/value.ts';
import { hourText } from '../pictures/when-picture.ts';
import { spanText } from '../report-notes.ts';
import { amountText } from '../spoken-values.ts';
import { unknown } from '../values.ts';
import type { Words } from '../words.ts';
import { answerEmbed, notesOf } from './answer-embed.ts';

/** What the answer to `.when` is made of. */
export interface WhenAnswer {
  readonly when: Result<HourOfWeekMeasure>;
  readonly windows: Result<WindowMeasure>;
}

/** When people write and talk, as moderators read it. */
export function whenEmbed({ when, windows }: WhenAnswer, words: Words, remarks: readonly string[] = []): APIEmbed {
  const { channel, range } = when.query;
  const title =
    channel === null ? words.say('when.title') : words.say('when.titleOfChannel', { channel: channel.name });
  return answerEmbed(
    {
      title,
      description: [spanText(range, words), words.say('when.definition')],
      fields: [
        { name: words.say('when.busiest'), lines: [busiest(when, words)], isShort: true },
        { name: words.say('when.quietest'), lines: [quietest(when, words)], isShort: true },
        { name: words.say('when.windows'), lines: windows.rows.map((row) => windowLine(row, words)) },
        { name: words.say('when.cover'), lines: channel === null ? [cover(when, words)] : [] },
      ],
      notes: [zoneLine(when.query.timezone ?? 'UTC', words), ...remarks, ...notesOf(when, ['people'], words)],
    },
    words,
  );
}

function zoneLine(zone: string, words: Words): string {
  return zone === 'UTC' ? words.say('when.utc') : words.say('when.zone', { zone });
}

type Row = ResultRow<HourOfWeekMeasure>;

/** Hours observed for less may have had people whom nobody saw. */
const leastObserved = 0.5;

function busiest({ rows }: WhenAnswer['when'], words: Words): string {
  const [most] = known(rows).toSorted((a, b) => peopleIn(b) - peopleIn(a) || hourIn(a) - hourIn(b));
  if (most === undefined) return unknown;
  return peopleIn(most) === 0 ? words.say('when.nobody') : hourLine(most, words);
}

function quietest({ rows }: WhenAnswer['when'], words: Words): string {
  const observed = known(rows).filter(({ values }) => Number(values.observedShare) >= leastObserved);
  const [fewest] = observed.toSorted((a, b) => peopleIn(a) - peopleIn(b) || hourIn(a) - hourIn(b));
  if (fewest === undefined) return unknown;
  const others = observed.filter((row) => peopleIn(row) === peopleIn(fewest)).length - 1;
  if (others === 0) return hourLine(fewest, words);
  return words.say('when.hoursLine', {
    hour: hourText(hourIn(fewest), words),
    count: others,
    people: amountText(fewest.values.people, 'people', words),
  });
}

function windowLine({ key, values }: ResultRow<WindowMeasure>, words: Words): string {
  const { from, to } = key.kind === 'period' ? key : { from: 0, to: 0 };
  const moderators = typeof values.cover === 'number' ? amountText(values.cover, 'moderators', words) : null;
  const said = {
    from: `<t:${(from * hourMs) / 1000}:F>`,
    to: `<t:${(to * hourMs) / 1000}:t>`,
    people: amountText(values.people, 'people', words),
  };
  return moderators === null
    ? words.say('when.window', said)
    : words.say('when.windowCovered', { ...said, moderators });
}

/** Hours in which no moderator wrote in at least half of the weeks. */
function cover({ rows }: WhenAnswer['when'], words: Words): string {
  const covered = rows.filter(({ values }) => typeof values.cover === 'number');
  const why = rows.map(({ values }) => values.cover).find(isNotKnown)?.notKnown;
  if (covered.length === 0) {
    const said = why === undefined || why === 'tooFew' ? words.say('when.coverHidden') : words.say(`why.${why}`);
    return words.say('active.unknownBecause', { mark: unknown, why: said });
  }
  const without = covered.filter(({ values }) => Number(values.cover) < halfOfWeeks);
  const [most] = known(without).toSorted((a, b) => peopleIn(b) - peopleIn(a));
  if (without.length === 0 || most === undefined) return words.say('when.covered', { hours: covered.length });
  return words.say('when.uncovered', { hours: without.length, all: covered.length, most: hourLine(most, words) });
}

const halfOfWeeks = 0.5;

function hourLine(row: Row, words: Words): string {
  return words.say('when.hourLine', {
    hour: hourText(hourIn(row), words),
    people: amountText(row.values.people, 'people', words),
  });
}

function known(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ values }) => typeof values.people === 'number' && values.observedShare !== 0);
}

function peopleIn({ values }: Row): number {
  return Number(values.people);
}

function hourIn({ key }: Row): number {
  return key.kind === 'hourOfWeek' ? key.hour : 0;
}
