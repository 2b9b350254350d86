import type { Channel } from '../../core/channel.ts';
import { monthOfHour } from '../../core/time.ts';
import type { Result, ResultRow } from '../../query/query.ts';
import { type CardMeasure, cardMeasures } from '../../query/questions/card.ts';
import type { Value } from '../../query/value.ts';
import { PictureSheet } from '../charts/canvas/picture-sheet.ts';
import { type CardData, cardChart, type Figure } from '../charts/card.ts';
import type { ChannelBar } from '../charts/channels.ts';
import type { DayPoint } from '../charts/days.ts';
import type { Words } from '../words.ts';
import { shownNames } from './channels-picture.ts';
import { hatchOf } from './day-points.ts';
import { altText, type Picture, type PictureStyle } from './picture.ts';
import { axisText, countText } from './picture-numbers.ts';
import { rangeInFileName } from './range-words.ts';
import { timeTicks } from './time-ticks.ts';

type Row = ResultRow<CardMeasure>;

/** One sealed month that may be shown to anyone: the numbers of the result are rounded already. */
export function cardPicture(card: Result<CardMeasure>, { words, theme }: PictureStyle): Picture {
  const { range } = card.query;
  const alt = cardAlt(card, words);
  const head = {
    theme,
    alt,
    title: words.month(monthOfHour(range.from)),
    lines: [{ text: words.say('picture.cardLine') }],
    foot: null,
  };
  const svg = cardChart(cardData(card, words), new PictureSheet(head));
  return { name: `${words.say('picture.file.card')}-${rangeInFileName(range)}.png`, svg, alt };
}

/** What the chart draws. */
export function cardData(card: Result<CardMeasure>, words: Words): CardData {
  const days = card.rows.flatMap((row) =>
    row.key.kind === 'period' ? [{ period: row.key, people: row.values.peoplePerDay }] : [],
  );
  const points = days.map(({ people }): DayPoint => {
    const value = typeof people === 'number' ? people : null;
    return {
      value,
      bounds: null,
      usual: null,
      isRunning: false,
      hatch: hatchOf(people, words),
      ring: null,
      readout: '',
    };
  });
  const shown = points.filter(({ value }) => value !== null).length;
  const ticks = timeTicks(
    days.map(({ period }) => period),
    'day',
    words,
  );
  return {
    figures: figuresOf(card, words),
    days: shown < fewestDays ? null : { points, ticks, empty: null, axisText: axisText('people', words) },
    daysHeading: words.say('picture.perDay.people'),
    channels: channelsOf(card, words),
    channelsHeading: words.say('picture.cardChannels'),
  };
}

/** A line of fewer days shows nothing. */
const fewestDays = 7;
const mostChannels = 3;

function figuresOf({ rows }: Result<CardMeasure>, words: Words): readonly Figure[] {
  const values = rows.find(({ key }) => key.kind === 'total')?.values;
  return cardMeasures.flatMap((measure) => {
    const value = values?.[measure];
    if (typeof value !== 'number') return [];
    return [{ value: countText(value, words), label: words.say(`picture.card.${measure}`) }];
  });
}

function channelsOf({ rows }: Result<CardMeasure>, words: Words): readonly ChannelBar[] {
  const busiest = rows.filter(hasMessages).slice(0, mostChannels);
  const names = shownNames(
    busiest.map(({ key }) => key.channel),
    words,
  );
  return busiest.map(({ values }, index) => {
    const value = Number(values.messages);
    const name = names[index] ?? '';
    return { name, value, valueText: words.number(value), usual: null, note: '', isUnusual: false };
  });
}

function hasMessages(row: Row): row is Row & { readonly key: { readonly kind: 'channel'; readonly channel: Channel } } {
  const messages: Value = row.values.messages;
  return row.key.kind === 'channel' && typeof messages === 'number' && messages > 0;
}

function cardAlt(card: Result<CardMeasure>, words: Words): string {
  const figures = figuresOf(card, words).map(({ value, label }) => words.say('picture.cardFigure', { value, label }));
  const channels = card.rows.filter(hasMessages).slice(0, mostChannels);
  const named = channels.map(({ key, values }) => {
    return words.say('picture.channelInAlt', { name: key.channel.name, value: words.number(Number(values.messages)) });
  });
  return altText([
    words.say('picture.cardAlt', { month: words.month(monthOfHour(card.query.range.from)) }),
    figures.length === 0
      ? words.say('picture.altNothing')
      : words.say('picture.altSentence', { text: figures.join(', ') }),
    named.length === 0 ? null : words.say('picture.cardAltChannels', { channels: named.join(', ') }),
  ]);
}
