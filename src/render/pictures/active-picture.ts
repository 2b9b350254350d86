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
import { rangeInFileName, rangeSoFar } from './range-words.ts';
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
  const alt = activeAlt(series, words);
  const head = {
    theme,
    alt,
    title: activeTitle(series, words),
    lines: [{ text: words.say('picture.activeLine') }],
    foot: openMonthWarning(facts, words),
  };
  const svg = activeChart(activeData(series, words), new PictureSheet(head));
  return { name: `${words.say('picture.file.active')}-${rangeInFileName(query.range)}.png`, svg, alt };
}

/** What the chart of a picture or a page draws. */
export function activeData({ days, months }: ActiveSeries, words: Words): ActiveData {
  const dayPeriods = picturePeriods(days, 'people', words);
  const bars = picturePeriods(months, 'people', words).map((month, index, all) =>
    barOf(month, index === all.length - 1, words),
  );
  const { range } = days.query;
  const hasDay = dayPeriods.some(({ value }) => value !== null);
  return {
    days: {
      points: dayPeriods.map(({ point }) => point),
      ticks: timeTicks(
        dayPeriods.map(({ period }) => period),
        'day',
        words,
      ),
      empty: hasDay ? null : emptyText(peopleOnly(days), words),
      axisText: axisText('people', words),
    },
    months: bars,
    headings: {
      days: words.say('picture.activeDays', { days: rangeSoFar(range, days.facts.askedAtMs, words) }),
      months: words.say('picture.activeMonths'),
    },
    key: keyOf(dayPeriods, bars, words),
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

function activeTitle({ days, months }: ActiveSeries, words: Words): string {
  const month = lastKnown(picturePeriods(months, 'people', words));
  const day = lastKnown(picturePeriods(days, 'people', words).filter(({ isRunning }) => !isRunning));
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

function activeAlt({ days, months }: ActiveSeries, words: Words): string {
  const dayPeriods = picturePeriods(days, 'people', words);
  const last = lastKnown(dayPeriods);
  const bars = picturePeriods(months, 'people', words).map((month) => {
    const value = month.value === null ? words.say('picture.notKnown') : countText(month.value, words);
    return words.say('picture.monthInAlt', { month: monthText(month, words), value });
  });
  return altText([
    last === null
      ? words.say('picture.altNothing')
      : words.say('picture.activeAltDays', {
          value: countText(last.value, words),
          day: words.weekdayAndDay(last.period.from * hourMs),
        }),
    bars.length === 0 ? null : words.say('picture.activeAltMonths', { months: bars.join(', ') }),
    openMonthWarning(days.facts, words),
  ]);
}
