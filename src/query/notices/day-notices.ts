import type { Snowflake } from '../../core/snowflake.ts';
import { dayMs, type Hour, type HourRange, hourOfWeek } from '../../core/time.ts';
import type { SeriesDeps } from '../questions/series.ts';
import { type Figures, farOff } from './far-off.ts';
import { firstDay } from './first-day.ts';
import { dayRule, weekRule } from './notice-rule.ts';
import type { NoticeSeries } from './notice-series.ts';
import { readFigures } from './read-figures.ts';
import { lastDayAsFar, type SeriesFigures, type UnusualDays, unusualDaysAndWeeks } from './unusual-days.ts';

/** A period that a notice is given of. Voice is in hours. */
export interface FoundNotice {
  readonly series: NoticeSeries;
  readonly hours: HourRange;
  readonly value: number;
  readonly usual: number;
  /** Than how many earlier periods it is farther off. */
  readonly among: number;
  /** The periods whose median is usual. */
  readonly compared: readonly HourRange[];
  /** The start of the last one that was as far off; null if there was none, or if it was not looked for. */
  readonly lastAsFar: Hour | null;
}

export interface FoundNotices {
  readonly found: readonly FoundNotice[];
  /** When enough is known, at the earliest; null if it is. */
  readonly learningUntil: Hour | null;
}

export interface AskedNotices {
  readonly guildId: Snowflake;
  readonly range: HourRange;
  readonly series: readonly NoticeSeries[];
}

/** The notices of days and weeks that ended in a range, by their ends. */
export async function dayNotices({ guildId, range, series }: AskedNotices, deps: SeriesDeps): Promise<FoundNotices> {
  const first = await firstDay(deps.store, guildId);
  const to = Math.min(Math.floor(range.to / 24), Math.floor(deps.clock.now() / dayMs)) * 24;
  const from = Math.floor(range.from / 24) * 24;
  if (first === null || to <= first || to <= from) return { found: [], learningUntil: learningEnd(first) };
  const start = Math.max(first, from - daysNeeded * 24);
  const figures = await readDays(guildId, { from: start, to }, series, deps);
  const isAsked = ({ day, days }: UnusualDays) => start + (day + days) * 24 > from;
  const unusual = unusualDaysAndWeeks(figures, mondayFrom(start)).filter(isAsked);
  const found = unusual.map((each) => noticeOf(each, figures, start));
  const learningUntil = learningEnd(first, figures, start);
  // The last one as far off may lie before what was read.
  const unsure = start === first ? [] : found.filter(({ lastAsFar }) => lastAsFar === null).map(({ series: of }) => of);
  if (unsure.length === 0) return { found, learningUntil };
  const all = await readDays(
    guildId,
    { from: first, to },
    series.filter((name) => unsure.includes(name)),
    deps,
  );
  const complete = found.map((notice, index): FoundNotice => {
    const { lastAsFar, series: of, hours } = notice;
    const known = unusual[index];
    if (lastAsFar !== null || known === undefined) return notice;
    const day = lastDayAsFar(all.get(of) ?? [], mondayFrom(first), (hours.from - first) / 24, known);
    return { ...notice, lastAsFar: day === null ? null : first + day * 24 };
  });
  return { found: complete, learningUntil };
}

/** The index of a Monday among the days from one on. */
function mondayFrom(start: Hour): number {
  return -hourOfWeek(start) / 24;
}

/**
 * Before a range: its first week may have begun 7 days earlier; a notice of it looks back at 35 weeks, after a quiet one,
 * each of which is compared with 8; and the first of all may be cut.
 */
const daysNeeded = 7 * (1 + weekRule.searched + 1 + weekRule.longestLag + 1);

async function readDays(
  guildId: Snowflake,
  range: HourRange,
  series: readonly NoticeSeries[],
  deps: SeriesDeps,
): Promise<SeriesFigures> {
  const { figures } = await readFigures({ guildId, range, by: 'day' }, series, deps);
  return new Map(series.map((name) => [name, figures.get(name) ?? []]));
}

function noticeOf(
  { series, day, days, value, usual, among, lastAsFar }: UnusualDays,
  figures: SeriesFigures,
  start: Hour,
): FoundNotice {
  const hours = { from: start + day * 24, to: start + (day + days) * 24 };
  const values = figures.get(series) ?? [];
  const isKnown = (from: number) => values.slice(from, from + days).every((each) => each !== null);
  const compared = [1, 2, 3, 4, 5, 6, 7, 8]
    .map((week) => week * 7)
    .filter((lag) => isKnown(day - lag))
    .map((lag) => ({ from: hours.from - lag * 24, to: hours.to - lag * 24 }));
  return {
    series,
    hours,
    value,
    usual,
    among,
    compared,
    lastAsFar: lastAsFar === null ? null : start + lastAsFar * 24,
  };
}

/** @param figures Of the days from `start` on, up to the last that is over. */
function learningEnd(first: Hour | null, figures?: SeriesFigures, start = first ?? 0): Hour | null {
  if (first === null) return null;
  const all = dayRule.longestLag + dayRule.fewestBefore;
  if (figures === undefined) return first + all * 24;
  const series = [...figures.values()];
  const length = Math.max(0, ...series.map((values) => values.length));
  const known = Math.max(0, ...series.map(knownBefore));
  if (known >= dayRule.fewestBefore) return null;
  const unscored = Math.max(0, dayRule.longestLag - length);
  return start + (length + unscored + dayRule.fewestBefore - known) * 24;
}

/** How many distances the day after the last one would be compared with. */
function knownBefore(values: Figures): number {
  return farOff(values, dayRule)
    .slice(-dayRule.searched)
    .filter((each) => each !== null).length;
}
