import { hourMs } from '../../core/time.ts';
import type { Result } from '../../query/query.ts';
import type { ChangeMeasure } from '../../query/questions/compared/change.ts';
import type { UsualMeasure, UsualQuery } from '../../query/questions/compared/usual.ts';
import { isNotKnown } from '../../query/value.ts';
import type { KeyItem } from '../charts/canvas/key.ts';
import { PictureSheet } from '../charts/canvas/picture-sheet.ts';
import { type DaysData, daysChart } from '../charts/days.ts';
import type { Words } from '../words.ts';
import { changeLines } from './change-lines.ts';
import { type PictureDay, pictureDays } from './day-points.ts';
import { altText, openMonthWarning, type Picture, type PictureStyle } from './picture.ts';
import { eventSentence, labelsOf, type NamedSpan } from './picture-events.ts';
import { amountText, axisText, figureText, type PictureMetric } from './picture-numbers.ts';
import { rangeInFileName } from './range-words.ts';
import { subject } from './subject.ts';
import { timeTicks } from './time-ticks.ts';

/**
 * The days of a range over what is usual for each, with how the range compares.
 *
 * @param events Those that everyone who sees the picture may see.
 */
export function daysPicture(
  series: Result<UsualMeasure>,
  change: Result<ChangeMeasure> | null,
  { words, theme }: PictureStyle,
  events: readonly NamedSpan[] = [],
): Picture {
  const { metric } = series.query as UsualQuery;
  const days = pictureDays(series, words);
  const alt = altText([daysAlt(series, change, days, words), eventSentence(series, events, words)]);
  const head = {
    theme,
    alt,
    title: daysTitle(series, change, days, words),
    lines: changeLines(change, words),
    foot: openMonthWarning(series.facts, words),
  };
  const svg = daysChart(daysData(series, words, events), new PictureSheet(head));
  return { name: `${words.say(`picture.file.${metric}`)}-${rangeInFileName(series.query.range)}.png`, svg, alt };
}

/** What the chart of a picture or a page draws. */
export function daysData(series: Result<UsualMeasure>, words: Words, events: readonly NamedSpan[] = []): DaysData {
  const { metric } = series.query as UsualQuery;
  const days = withRings(pictureDays(series, words), metric, words);
  return {
    points: days.map(({ point }) => point),
    ticks: timeTicks(
      days.map(({ period }) => period),
      'day',
      words,
    ),
    key: keyOf(days, metric, words),
    empty: days.some(({ value }) => value !== null) ? null : emptyText(series, words),
    axisText: axisText(metric, words),
    labels: labelsOf(
      days.map(({ period }) => period),
      events,
    ),
  };
}

/** Among many days outside the usual only the highest above and the lowest below have a ring: more would say less. */
function withRings(days: readonly PictureDay[], metric: PictureMetric, words: Words): readonly PictureDay[] {
  const ringed = [
    extreme(
      days.filter(({ unusual }) => unusual === 'above'),
      1,
    ),
    extreme(
      days.filter(({ unusual }) => unusual === 'below'),
      -1,
    ),
  ];
  return days.map((day) => {
    const { unusual, value, period, point } = day;
    if (unusual === null || value === null || !ringed.some((each) => each?.from === period.from)) return day;
    const text = words.say('picture.ring', {
      value: figureText(value, metric, words),
      day: words.dayAndMonth(period.from * hourMs),
    });
    return { ...day, point: { ...point, ring: { text, side: unusual } } };
  });
}

function keyOf(days: readonly PictureDay[], metric: PictureMetric, words: Words): readonly KeyItem[] {
  const has = (holds: (day: PictureDay) => boolean) => days.some(holds);
  return [
    { sign: 'line', text: words.say(`picture.noun.${metric}`) },
    ...(has(({ point }) => point.usual !== null) ? [{ sign: 'band', text: words.say('picture.usual') } as const] : []),
    ...(has(({ point }) => point.ring !== null) ? [{ sign: 'ring', text: ringText(days, words) } as const] : []),
    ...(has(({ isRunning }) => isRunning) ? [{ sign: 'running', text: words.say('picture.todaySoFar') } as const] : []),
    ...(has(({ point }) => point.hatch !== null)
      ? [{ sign: 'notObserved', text: words.say('picture.notObserved') } as const]
      : []),
  ];
}

/** `highest of 11 above`, and `lowest of 2 below`. */
function ringText(days: readonly PictureDay[], words: Words): string {
  const count = (side: 'above' | 'below') => {
    return days.filter(({ unusual, value }) => unusual === side && value !== null).length;
  };
  return [
    count('above') === 0 ? [] : words.say('picture.ringAbove', { count: count('above') }),
    count('below') === 0 ? [] : words.say('picture.ringBelow', { count: count('below') }),
  ]
    .flat()
    .join(', ');
}

/** Why there is no number. */
export function emptyText({ rows }: Pick<Result, 'rows'>, words: Words): string {
  const values = rows.flatMap((row) => Object.values(row.values));
  const reason = values.find(isNotKnown)?.notKnown;
  if (reason === undefined || reason === 'learning' || reason === 'running') return words.say('picture.nothing');
  return words.say('picture.nothingBecause', { why: words.say(`why.${reason}`) });
}

function daysTitle(
  { query, facts }: Result<UsualMeasure>,
  change: Result<ChangeMeasure> | null,
  days: readonly PictureDay[],
  words: Words,
): string {
  const { metric } = query as UsualQuery;
  const range = subject(query, facts.askedAtMs, words);
  const mean = change?.rows[0]?.values.perDay;
  if (typeof mean === 'number') {
    const amount = amountText(mean, metric, words);
    return words.say(metric === 'totalUsers' ? 'picture.titleAtEnd' : 'picture.titlePerDay', { range, amount });
  }
  const most = extreme(days, 1)?.value ?? null;
  if (most === null) return words.say('picture.titleEmpty', { range, noun: words.say(`picture.noun.${metric}`) });
  return words.say('picture.titleUpTo', { range, amount: amountText(most, metric, words) });
}

function daysAlt(
  { query, facts }: Result<UsualMeasure>,
  change: Result<ChangeMeasure> | null,
  days: readonly PictureDay[],
  words: Words,
): string {
  const { metric } = query as UsualQuery;
  const what = words.say(`picture.perDay.${metric}`);
  const range = subject(query, facts.askedAtMs, words);
  const [most, fewest] = [extreme(days, 1), extreme(days, -1)];
  const mean = change?.rows[0]?.values.perDay;
  const lines = changeLines(change, words);
  const judged = days.filter(({ point, isRunning, value }) => value !== null && point.usual !== null && !isRunning);
  return altText([
    words.say('picture.alt', { what, range }),
    typeof mean === 'number' && metric !== 'totalUsers'
      ? words.say('picture.altMean', { value: figureText(mean, metric, words) })
      : null,
    most === null || fewest === null
      ? words.say('picture.altNothing')
      : words.say('picture.altExtremes', {
          most: figureText(most.value, metric, words),
          mostDay: words.weekdayAndDay(most.from * hourMs),
          fewest: figureText(fewest.value, metric, words),
          fewestDay: words.weekdayAndDay(fewest.from * hourMs),
        }),
    lines.length === 0 ? null : words.say('picture.altSentence', { text: lines.map(({ text }) => text).join('; ') }),
    judged.length === 0
      ? null
      : words.say('picture.altUnusual', {
          above: judged.filter(({ unusual }) => unusual === 'above').length,
          below: judged.filter(({ unusual }) => unusual === 'below').length,
          days: judged.length,
        }),
    gapSentence(days, words),
    openMonthWarning(facts, words),
  ]);
}

/** The day with most or fewest, the first of several. The running one is left out, unless it is the only one. */
function extreme(days: readonly PictureDay[], sign: 1 | -1): { readonly value: number; readonly from: number } | null {
  const known = days.flatMap(({ value, period, isRunning }) => {
    return value === null ? [] : [{ value, from: period.from, isRunning }];
  });
  const over = known.filter(({ isRunning }) => !isRunning);
  const among = over.length > 0 ? over : known;
  return among.reduce<(typeof among)[number] | null>((best, each) => {
    return best === null || sign * each.value > sign * best.value ? each : best;
  }, null);
}

/** `22 Oct was not fully observed.` */
export function gapSentence(days: readonly Pick<PictureDay, 'period' | 'point'>[], words: Words): string | null {
  const gap = words.say('picture.gap');
  const missed = days.filter(({ point }) => point.hatch === gap);
  if (missed.length === 0) return null;
  const named = missed.slice(0, mostNamedGaps).map(({ period }) => words.dayAndMonth(period.from * hourMs));
  const others = missed.length - named.length;
  const listed = words.list(others > 0 ? [...named, words.say('picture.otherDays', { count: others })] : named);
  return words.say('picture.altGaps', { days: listed, count: missed.length });
}

const mostNamedGaps = 4;
