import { hourMs } from '../../core/time.ts';
import type { Result } from '../../query/query.ts';
import type { ChangeMeasure } from '../../query/questions/compared/change.ts';
import type { UsualMeasure, UsualQuery } from '../../query/questions/compared/usual.ts';
import type { KeyItem } from '../charts/canvas/key.ts';
import { PictureSheet } from '../charts/canvas/picture-sheet.ts';
import { type WeekData, weekChart } from '../charts/week.ts';
import type { Words } from '../words.ts';
import { changeLines } from './change-lines.ts';
import { type PictureDay, pictureDays } from './day-points.ts';
import { emptyText, gapSentence } from './days-picture.ts';
import { altText, openMonthWarning, type Picture, type PictureStyle } from './picture.ts';
import { amountText, axisText, figureText } from './picture-numbers.ts';
import { rangeInFileName } from './range-words.ts';
import { subject } from './subject.ts';

/** A week over the eight weeks before it. The range of the days is all nine weeks; the last one is shown. */
export function weekPicture(
  series: Result<UsualMeasure>,
  change: Result<ChangeMeasure> | null,
  { words, theme }: PictureStyle,
): Picture {
  const { query, facts } = series;
  const { metric } = query as UsualQuery;
  const week = { from: query.range.to - weekHours, to: query.range.to };
  const about = subject({ ...query, range: week }, facts.askedAtMs, words);
  const mean = change?.rows[0]?.values.perDay;
  const days = weeksOf(series, words).at(-1) ?? [];
  const alt = weekAlt(series, about, days, words);
  const title =
    typeof mean === 'number'
      ? words.say(metric === 'totalUsers' ? 'picture.titleAtEnd' : 'picture.titlePerDay', {
          range: about,
          amount: amountText(mean, metric, words),
        })
      : words.say('picture.titleEmpty', { range: about, noun: words.say(`picture.noun.${metric}`) });
  const head = { theme, alt, title, lines: changeLines(change, words), foot: openMonthWarning(facts, words) };
  const svg = weekChart(weekData(series, words), new PictureSheet(head));
  return { name: `${words.say(`picture.file.${metric}`)}-${rangeInFileName(week)}.png`, svg, alt };
}

const weekHours = 7 * 24;

/** What the chart of a picture or a page draws. */
export function weekData(series: Result<UsualMeasure>, words: Words): WeekData {
  const { metric } = series.query as UsualQuery;
  const weeks = weeksOf(series, words);
  const week = weeks.at(-1) ?? [];
  const before = weeks.slice(0, -1).map((days) => days.map(({ point }) => point.value));
  const days = week.map(({ point, value, unusual, period }) => {
    const valueText = value === null ? '' : figureText(value, metric, words);
    const ring = unusual === null || value === null ? null : { text: valueText, side: unusual };
    return { ...point, ring, valueText, label: words.weekdayAndDate(period.from * hourMs) };
  });
  return {
    days,
    before: before.filter((earlier) => earlier.some((value) => value !== null)),
    key: keyOf(week, before.length, words),
    empty: week.some(({ value }) => value !== null) ? null : emptyText(series, words),
    axisText: axisText(metric, words),
  };
}

function weeksOf(series: Result<UsualMeasure>, words: Words): readonly (readonly PictureDay[])[] {
  const days = pictureDays(series, words);
  return Array.from({ length: Math.ceil(days.length / 7) }, (_, week) => days.slice(7 * week, 7 * week + 7));
}

function keyOf(week: readonly PictureDay[], weeksBefore: number, words: Words): readonly KeyItem[] {
  const has = (holds: (day: PictureDay) => boolean) => week.some(holds);
  const items: readonly (KeyItem | null)[] = [
    { sign: 'line', text: words.say('picture.thisWeek') },
    weeksBefore > 0 ? { sign: 'old', text: words.say('picture.weeksBefore', { count: weeksBefore }) } : null,
    has(({ point }) => point.usual !== null) ? { sign: 'band', text: words.say('picture.usual') } : null,
    has(({ unusual, value }) => unusual !== null && value !== null)
      ? { sign: 'ring', text: words.say('picture.outside') }
      : null,
    has(({ isRunning }) => isRunning) ? { sign: 'running', text: words.say('picture.todaySoFar') } : null,
    has(({ point }) => point.hatch !== null) ? { sign: 'notObserved', text: words.say('picture.notObserved') } : null,
  ];
  return items.filter((item) => item !== null);
}

function weekAlt(
  { query, facts }: Result<UsualMeasure>,
  about: string,
  days: readonly PictureDay[],
  words: Words,
): string {
  const { metric } = query as UsualQuery;
  const said = (value: number) => figureText(value, metric, words);
  const usuals = days.flatMap(({ usual, period }) => {
    if (usual === null) return [];
    const day = words.weekdayAndDay(period.from * hourMs);
    return [words.say('picture.usualOnDay', { day, low: said(usual.low), high: said(usual.high) })];
  });
  const values = days.map(({ value }) => (value === null ? words.say('picture.notKnown') : said(value)));
  return altText([
    words.say('picture.weekAlt', { what: words.say(`picture.perDay.${metric}`), about, values: values.join(', ') }),
    usuals.length === 0 ? null : words.say('picture.weekUsual', { usual: usuals.join(', ') }),
    gapSentence(days, words),
    openMonthWarning(facts, words),
  ]);
}
