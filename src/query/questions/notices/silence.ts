import { median } from 'simple-statistics';
import { type Hour, hourOf } from '../../../core/time.ts';
import type { Figures } from '../../notices/far-off.ts';
import { readFigures } from '../../notices/read-figures.ts';
import type { Query, Result, ResultRow } from '../../query.ts';
import { rangeFacts } from '../../range-facts.ts';
import type { SeriesDeps } from '../series.ts';

export const silenceMeasures = ['usual'] as const;
export type SilenceMeasure = (typeof silenceMeasures)[number];

/**
 * Whether a guild is silent although Census is connected: at the end of the range no message was counted for 24 hours that
 * were observed, where more than 20 a day are usual. One row, or none:
 * - its period is from the hour after the last message to the end of the 24th observed hour without one, so it stays the
 *   same as long as the silence lasts;
 * - `usual`: messages a day, the median of the eight weeks before.
 *
 * A silence that began before the range has no row.
 */
export async function silence(query: Query, deps: SeriesDeps): Promise<Result<SilenceMeasure>> {
  const nowMs = deps.clock.now();
  const asOfNow = { ...deps, clock: { now: () => nowMs } };
  const { guildId, range } = query;
  const to = Math.min(range.to, hourOf(nowMs));
  const silent = await silentHours(query, { from: range.from, to }, asOfNow);
  const rows: ResultRow<SilenceMeasure>[] = [];
  if (silent !== null) {
    const usual = await usualADay(query, silent.from, asOfNow);
    if (usual !== null && usual > fewestADay) rows.push({ key: { kind: 'period', ...silent }, values: { usual } });
  }
  const facts = await rangeFacts(deps.store, asOfNow.clock, guildId, range);
  return { query, measures: silenceMeasures, rows, facts, before: null };
}

const fewestADay = 20;
const hoursOfSilence = 24;

async function silentHours(
  { guildId }: Query,
  range: { readonly from: Hour; readonly to: Hour },
  deps: SeriesDeps,
): Promise<{ readonly from: Hour; readonly to: Hour } | null> {
  // Mostly there are messages in the last day, which is quickly seen.
  const lastDay = await readHours(
    guildId,
    { from: Math.max(range.from, range.to - hoursOfSilence), to: range.to },
    deps,
  );
  if (lastDay.some((value) => value !== null && value > 0)) return null;
  const hours = await readHours(guildId, range, deps);
  const last = hours.findLastIndex((value) => value !== null && value > 0);
  if (last < 0) return null;
  let observed = 0;
  for (let index = last + 1; index < hours.length; index += 1) {
    if (hours[index] === 0) observed += 1;
    if (observed === hoursOfSilence) return { from: range.from + last + 1, to: range.from + index + 1 };
  }
  return null;
}

async function readHours(
  guildId: string,
  range: { readonly from: Hour; readonly to: Hour },
  deps: SeriesDeps,
): Promise<Figures> {
  if (range.from >= range.to) return [];
  const { figures } = await readFigures({ guildId, range, by: 'hour' }, ['messages'], deps);
  return figures.get('messages') ?? [];
}

/** Null if fewer than half of the days are known. */
async function usualADay({ guildId }: Query, before: Hour, deps: SeriesDeps): Promise<number | null> {
  const end = Math.floor(before / 24) * 24;
  const range = { from: end - 56 * 24, to: end };
  const { figures } = await readFigures({ guildId, range, by: 'day' }, ['messages'], deps);
  const known = (figures.get('messages') ?? []).filter((value) => value !== null);
  return known.length < 28 ? null : median(known);
}
