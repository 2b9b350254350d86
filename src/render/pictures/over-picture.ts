import type { Period, Result } from '../../query/query.ts';
import type { CountedMeasure, SeriesMeasure } from '../../query/series/series-measures.ts';
import type { KeyItem } from '../charts/canvas/key.ts';
import { PictureSheet } from '../charts/canvas/picture-sheet.ts';
import { type DaysData, daysChart } from '../charts/days.ts';
import type { Words } from '../words.ts';
import { emptyText } from './days-picture.ts';
import { type PicturePeriod, periodText, picturePeriods } from './period-points.ts';
import { altText, openMonthWarning, type Picture, type PictureStyle } from './picture.ts';
import { axisText, figureText } from './picture-numbers.ts';
import { rangeInFileName } from './range-words.ts';
import { subject } from './subject.ts';
import { timeTicks } from './time-ticks.ts';

/** One number over time, by hour, day, week or month. Where people have bounds, the true number is in the band. */
export function overPicture(
  series: Result<SeriesMeasure>,
  measure: CountedMeasure,
  { words, theme }: PictureStyle,
): Picture {
  const { query, facts } = series;
  const periods = picturePeriods(series, measure, words);
  const noun = words.say(`picture.noun.${measure}`);
  const about = subject(query, facts.askedAtMs, words);
  const alt = overAlt(series, measure, periods, words);
  const most = extreme(periods, 1);
  const by = query.by as Period;
  const head = {
    theme,
    alt,
    title:
      most === null
        ? words.say('picture.titleEmpty', { range: about, noun })
        : words.say('picture.overTitle', {
            noun,
            value: figureText(most.value, measure, words),
            period: periodText(most.period, by, words),
          }),
    lines: [{ text: words.say('picture.overLine', { about, by }) }],
    foot: openMonthWarning(facts, words),
  };
  const svg = daysChart(overData(series, measure, words), new PictureSheet(head));
  return { name: `${words.say(`picture.file.${measure}`)}-${rangeInFileName(query.range)}.png`, svg, alt };
}

/** What the chart of a picture or a page draws. */
export function overData(series: Result<SeriesMeasure>, measure: CountedMeasure, words: Words): DaysData {
  const periods = picturePeriods(series, measure, words);
  const isEmpty = periods.every(({ point }) => point.value === null && point.bounds === null);
  return {
    points: periods.map(({ point }) => point),
    ticks: timeTicks(
      periods.map(({ period }) => period),
      series.query.by as Period,
      words,
    ),
    key: keyOf(periods, measure, words),
    empty: isEmpty ? emptyText(measureOnly(series, measure), words) : null,
    axisText: axisText(measure, words),
  };
}

function measureOnly({ rows }: Result<SeriesMeasure>, measure: CountedMeasure): Pick<Result, 'rows'> {
  return { rows: rows.map(({ key, values }) => ({ key, values: { value: values[measure] } })) };
}

function keyOf(periods: readonly PicturePeriod[], measure: CountedMeasure, words: Words): readonly KeyItem[] {
  const has = (holds: (period: PicturePeriod) => boolean) => periods.some(holds);
  const items: readonly (KeyItem | null)[] = [
    { sign: 'line', text: words.say(`picture.noun.${measure}`) },
    has(({ isExact, value }) => !isExact && value !== null)
      ? { sign: 'guess', text: words.say('picture.estimate') }
      : null,
    has(({ point }) => point.bounds !== null) ? { sign: 'bounds', text: words.say('picture.bounds') } : null,
    has(({ isRunning }) => isRunning) ? { sign: 'running', text: words.say('picture.running') } : null,
    has(({ point }) => point.hatch !== null) ? { sign: 'notObserved', text: words.say('picture.notObserved') } : null,
  ];
  return items.filter((item) => item !== null);
}

function overAlt(
  { query, facts }: Result<SeriesMeasure>,
  measure: CountedMeasure,
  periods: readonly PicturePeriod[],
  words: Words,
): string {
  const by = query.by as Period;
  const [most, fewest] = [extreme(periods, 1), extreme(periods, -1)];
  const missed = periods.filter(({ point }) => point.hatch === words.say('picture.gap')).length;
  return altText([
    words.say('picture.overAlt', {
      noun: words.say(`picture.noun.${measure}`),
      about: subject(query, facts.askedAtMs, words),
      by,
    }),
    most === null || fewest === null
      ? words.say('picture.altNothing')
      : words.say('picture.overExtremes', {
          most: figureText(most.value, measure, words),
          mostDay: periodText(most.period, by, words),
          fewest: figureText(fewest.value, measure, words),
          fewestDay: periodText(fewest.period, by, words),
        }),
    periods.some(({ point }) => point.bounds !== null) ? words.say('picture.altBounds') : null,
    missed === 0 ? null : words.say('picture.altMissed', { count: missed, by }),
    openMonthWarning(facts, words),
  ]);
}

export interface Extreme extends PicturePeriod {
  readonly value: number;
}

/** The period with most or fewest, the first of several. Running and cut ones are left out, unless there is no other. */
export function extreme(periods: readonly PicturePeriod[], sign: 1 | -1): Extreme | null {
  const known = periods.filter((each): each is Extreme => each.value !== null);
  const over = known.filter(({ isRunning }) => !isRunning);
  const whole = over.filter(({ isWhole }) => isWhole);
  const among = [whole, over, known].find(({ length }) => length > 0) ?? [];
  return among.reduce<Extreme | null>((best, each) => {
    return best === null || sign * each.value > sign * best.value ? each : best;
  }, null);
}
