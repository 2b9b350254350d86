import { hourMs, type Month, monthOfHour } from '../../core/time.ts';
import type { Result } from '../../query/query.ts';
import type { SeriesMeasure } from '../../query/series/series-measures.ts';
import { type ActiveData, activeChart } from '../charts/active.ts';
import type { KeyItem } from '../charts/canvas/key.ts';
import { PictureSheet } from '../charts/canvas/picture-sheet.ts';
import type { MonthBar } from '../charts/months.ts';
import type { Words } from '../words.ts';
import { emptyText } from './days-picture.ts';
import { type PicturePeriod, picturePeriods } from './period-points.ts';
import { altText, openMonthWarning, type Picture, type PictureStyle } from './picture.ts';
import { axisText, countText } from './picture-numbers.ts';
import { rangeInFileName } from './range-words.ts';
import { timeTicks } from './time-ticks.ts';

/** People on each day of a range, and in each calendar month up to its end. */
export interface ActiveSeries {
  readonly days: Result<SeriesMeasure>;
  /** Thirteen, so that the same month of the year before is there. */
  readonly months: Result<SeriesMeasure>;
}

/** DAU as a line over MAU as bars. WAU and moving windows have bounds that no picture shows well: they stay numbers. */
export function activePicture(series: ActiveSeries, { words, theme }: PictureStyle): Picture {
  const { query, facts } = series.days;
  const periods = periodsOf(series, words);
  const alt = altText([...activeAlt(periods, words), openMonthWarning(facts, words)]);
  const head = {
    theme,
    alt,
    title: activeTitle(periods, words),
    lines: [{ text: words.say('picture.activeLine') }],
    foot: openMonthWarning(facts, words),
  };
  const svg = activeChart(dataOf(series, periods, words), new PictureSheet(head));
  return { name: `${words.say('picture.file.active')}-${rangeInFileName(query.range)}.png`, svg, alt };
}

/** What the chart of a picture or a page draws. */
export function activeData(series: ActiveSeries, words: Words): ActiveData {
  return dataOf(series, periodsOf(series, words), words);
}

interface Periods {
  readonly days: readonly PicturePeriod[];
  readonly months: readonly PicturePeriod[];
}

function periodsOf({ days, months }: ActiveSeries, words: Words): Periods {
  return { days: picturePeriods(days, 'people', words), months: picturePeriods(months, 'people', words) };
}

function dataOf({ days: series }: ActiveSeries, { days, months }: Periods, words: Words): ActiveData {
  const bars = months.map((month, index, all) => barOf(month, index === all.length - 1, words));
  const hasDay = days.some(({ value }) => value !== null);
  return {
    days: {
      points: days.map(({ point }) => point),
      ticks: timeTicks(
        days.map(({ period }) => period),
        'day',
        words,
      ),
      empty: hasDay ? null : emptyText(peopleOnly(series), words),
      axisText: axisText('people', words),
    },
    months: bars,
    heading: words.say('picture.activeMonths'),
    key: keyOf(days, bars, words),
  };
}

function peopleOnly({ rows }: Result<SeriesMeasure>): Pick<Result, 'rows'> {
  return { rows: rows.map(({ key, values }) => ({ key, values: { people: values.people } })) };
}

function barOf({ period, value, isRunning, point }: PicturePeriod, isLast: boolean, words: Words): MonthBar {
  const month = monthOfHour(period.from);
  return {
    value,
    valueText: value === null ? '' : words.compact(value),
    label: words.shortMonth(month),
    kind: isRunning ? 'part' : isLast ? 'bar' : 'before',
    hatch: point.hatch,
    readout: point.readout,
  };
}

function keyOf(days: readonly PicturePeriod[], months: readonly MonthBar[], words: Words): readonly KeyItem[] {
  const hasHatch = [...days.map(({ point }) => point), ...months].some(({ hatch }) => hatch !== null);
  const items: readonly (KeyItem | null)[] = [
    days.some(({ isRunning }) => isRunning) ? { sign: 'running', text: words.say('picture.todaySoFar') } : null,
    months.some(({ kind }) => kind === 'part') ? { sign: 'part', text: words.say('picture.monthSoFar') } : null,
    hasHatch ? { sign: 'notObserved', text: words.say('picture.notObserved') } : null,
  ];
  return items.filter((item) => item !== null);
}

function activeTitle({ days, months }: Periods, words: Words): string {
  const month = lastKnown(months);
  const day = lastKnown(days.filter(({ isRunning }) => !isRunning));
  if (month === null) return words.say('picture.activeTitleEmpty');
  const said = { people: countText(month.value, words), month: monthText(month, words) };
  if (day === null) return words.say('picture.activeTitleOfMonth', said);
  const onDay = words.say('picture.ring', {
    value: countText(day.value, words),
    day: words.dayAndMonth(day.period.from * hourMs),
  });
  return words.say('picture.activeTitle', { ...said, onDay });
}

function monthText({ period, isRunning }: PicturePeriod, words: Words): string {
  const month: Month = monthOfHour(period.from);
  return isRunning ? words.say('picture.soFar', { range: words.month(month) }) : words.month(month);
}

interface Known extends PicturePeriod {
  readonly value: number;
}

function lastKnown(periods: readonly PicturePeriod[]): Known | null {
  return periods.filter((each): each is Known => each.value !== null).at(-1) ?? null;
}

function activeAlt({ days, months }: Periods, words: Words): readonly (string | null)[] {
  const last = lastKnown(days);
  const bars = months.map((month) => {
    const value = month.value === null ? words.say('picture.notKnown') : countText(month.value, words);
    return words.say('picture.monthInAlt', { month: monthText(month, words), value });
  });
  return [
    last === null
      ? words.say('picture.altNothing')
      : words.say('picture.activeAltDays', {
          value: countText(last.value, words),
          day: words.weekdayAndDay(last.period.from * hourMs),
        }),
    bars.length === 0 ? null : words.say('picture.activeAltMonths', { months: bars.join(', ') }),
  ];
}
