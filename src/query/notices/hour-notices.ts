import { nextTurn, Slice } from '../../core/async/event-loop.ts';
import { type Hour, hourOf } from '../../core/time.ts';
import type { SeriesDeps } from '../questions/series.ts';
import type { AskedNotices, FoundNotice, FoundNotices } from './day-notices.ts';
import { type FarOff, type Figures, farOffAt } from './far-off.ts';
import { firstDay } from './first-day.ts';
import { hourRule } from './notice-rule.ts';
import { hourlySeries, type NoticeSeries } from './notice-series.ts';
import { readFigures } from './read-figures.ts';
import { unusualPeriods } from './unusual-periods.ts';

/**
 * The hours in a range in which messages or joins rose far above what is usual. Half a year of hours is only read if there
 * is one that would be worth a notice.
 */
export async function hourNotices(asked: AskedNotices, deps: SeriesDeps): Promise<FoundNotices> {
  const { guildId } = asked;
  const series = hourlySeries.filter((name) => asked.series.includes(name));
  const first = await firstDay(deps.store, guildId);
  const from = Math.max(asked.range.from, first ?? 0);
  const to = Math.min(asked.range.to, hourOf(deps.clock.now()));
  const none = { found: [], learningUntil: null };
  if (first === null || series.length === 0 || from >= to) return none;
  const candidates = await worthOf({ ...asked, range: { from, to } }, series, deps);
  if (candidates.length === 0) return none;
  const start = Math.max(first, from - hoursNeeded);
  const end = Math.max(...candidates) + 1;
  const { figures } = await readFigures({ guildId, range: { from: start, to: end }, by: 'hour' }, series, deps);
  const scored = new Map<NoticeSeries, readonly (FarOff | null)[]>();
  for (const name of series) scored.set(name, await scoredHours(figures.get(name) ?? []));
  const found = unusualPeriods(scored, { rule: hourRule, quiet: quietHours });
  return {
    found: found
      .filter(({ index }) => start + index >= from)
      .map(({ series: name, index, value, usual, among }) => noticeOf(name, start + index, { value, usual, among })),
    learningUntil: null,
  };
}

/** A raid, or what else there is, gets one notice, and another one if it grows. */
const quietHours = 24;

const hoursNeeded = hourRule.longestLag + hourRule.searched + quietHours;

/** The hours of a range that are so far above what is usual that a notice is worth it. */
async function worthOf(
  { guildId, range }: AskedNotices,
  series: readonly NoticeSeries[],
  deps: SeriesDeps,
): Promise<readonly Hour[]> {
  const { figures: own } = await readFigures({ guildId, range, by: 'hour' }, series, deps);
  const found: Hour[] = [];
  for (let hour = range.from; hour < range.to; hour += 1) {
    const high = series.filter((name) => hourRule.isWorth(own.get(name)?.[hour - range.from] ?? 0, 0));
    if (high.length === 0) continue;
    const size = hourRule.longestLag + 1;
    const sparse = new Map(high.map((name) => [name, new Array<number | null>(size).fill(null)]));
    for (let week = 1; week <= 8; week += 1) {
      const around = { from: hour - week * 168 - 1, to: hour - week * 168 + 2 };
      const { figures } = await readFigures({ guildId, range: around, by: 'hour' }, high, deps);
      for (const [name, values] of sparse) {
        figures.get(name)?.forEach((value, index) => {
          values[size - 1 - (hour - around.from) + index] = value;
        });
      }
    }
    const isWorth = high.some((name) => {
      const values = sparse.get(name) ?? [];
      values[size - 1] = own.get(name)?.[hour - range.from] ?? null;
      const score = farOffAt(values, size - 1, hourRule);
      return score !== null && hourRule.isWorth(score.value, score.usual);
    });
    if (isWorth) found.push(hour);
  }
  return found;
}

/** Half a year takes a tenth of a second. */
async function scoredHours(figures: Figures): Promise<readonly (FarOff | null)[]> {
  const scored: (FarOff | null)[] = [];
  const slice = new Slice(hoursPerTurn);
  for (let index = 0; index < figures.length; index += 1) {
    scored.push(farOffAt(figures, index, hourRule));
    if (slice.fills()) await nextTurn();
  }
  return scored;
}

const hoursPerTurn = 500;

function noticeOf(
  series: NoticeSeries,
  hour: Hour,
  known: Pick<FoundNotice, 'value' | 'usual' | 'among'>,
): FoundNotice {
  const weeks = [1, 2, 3, 4, 5, 6, 7, 8];
  const compared = weeks.map((week) => ({ from: hour - week * 168, to: hour - week * 168 + 1 }));
  return { series, hours: { from: hour, to: hour + 1 }, ...known, compared, lastAsFar: null };
}
