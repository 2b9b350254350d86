import { MemberMarks } from '../../columns/series/member-marks.ts';
import type { SpanTotals } from '../../columns/series/span-tabulation.ts';
import { inSlices } from '../../core/async/event-loop.ts';
import { CorruptColumns } from '../../core/errors.ts';
import type { KeptReport } from '../../core/report.ts';
import { type HourRange, hoursOfMonth, type Month, monthOfHour } from '../../core/time.ts';
import type { PrunedMonth } from '../../store/records.ts';
import type { GuildMonth } from '../../store/store-reader.ts';
import type { MonthActivities } from '../active/month-activities.ts';
import { partsByMonth } from '../hours/periods.ts';
import type { Query } from '../query.ts';
import type { CountingDeps } from '../questions/question-deps.ts';
import { type Reason, reasons } from '../value.ts';
import { readSpans } from './read-spans.ts';
import { type CountedMeasure, countedMeasures, sources } from './series-measures.ts';

/** The part of a period in one month. */
export interface SeriesPart extends SpanTotals {
  readonly month: Month;
  /** What is not known of it, because the counters were deleted or their summary is unreadable. Its number is 0. */
  readonly lost: ReadonlyMap<CountedMeasure, Reason>;
}

export interface SeriesParts {
  /** By the first hour of each part. */
  readonly parts: ReadonlyMap<number, SeriesPart>;
  readonly unreadable: readonly HourRange[];
}

export interface SeriesPartsDeps extends Pick<CountingDeps, 'store' | 'closedMonths'> {
  readonly activities: MonthActivities;
}

/** Reads the parts of periods, one month after the other. */
export async function seriesParts(
  { guildId, channel, by, onProgress }: Query,
  periods: readonly HourRange[],
  { store, activities, closedMonths }: SeriesPartsDeps,
): Promise<SeriesParts> {
  const months = new Map((await store.months(guildId)).map((month) => [month.month, month]));
  const spansOf = await spansByMonth(periods);
  const marks = new MemberMarks();
  const parts: SeriesPart[] = [];
  const unreadable: HourRange[] = [];
  let monthsDone = 0;
  for (const [month, spans] of spansOf) {
    const counted = months.get(month);
    const read = await readSpans({ guildId, channel }, spans, { store, closedMonths, marks });
    unreadable.push(...read.unreadable);
    const found = read.found.map((totals) => ({ ...totals, month, lost: nothing }));
    const hasTrial = counted?.hasTrial === true && channel === null && by !== 'hour';
    parts.push(...(hasTrial ? await withoutTrial(found, activities, guildId, counted) : found));
    monthsDone += 1;
    onProgress?.(monthsDone / (spansOf.size + 1));
  }
  // Read after the counters, which may have been deleted meanwhile.
  const pruned = new Map((await store.prunedMonths(guildId)).map((month) => [month.month, month]));
  const known = parts.map((part) => {
    const gone = pruned.get(part.month);
    return gone === undefined ? part : partOfPruned(part, gone, channel !== null);
  });
  onProgress?.(1);
  return { parts: new Map(known.map((part) => [part.hours.from, part])), unreadable };
}

const nothing: SeriesPart['lost'] = new Map();

async function spansByMonth(periods: readonly HourRange[]): Promise<ReadonlyMap<Month, readonly HourRange[]>> {
  const found = new Map<Month, HourRange[]>();
  await inSlices(periods, periodsPerTurn, (period) => {
    for (const span of partsByMonth(period)) {
      const month = monthOfHour(span.from);
      const spans = found.get(month);
      if (spans === undefined) found.set(month, [span]);
      else spans.push(span);
    }
  });
  return found;
}

/** Takes about a millisecond. */
const periodsPerTurn = 1000;

/** Members in trial do not count as active. Within days it is unknown who was in trial once a month is summed up. */
async function withoutTrial(
  parts: readonly SeriesPart[],
  activities: MonthActivities,
  guildId: string,
  month: GuildMonth,
): Promise<readonly SeriesPart[]> {
  const start = hoursOfMonth(month.month).from;
  try {
    const activity = await activities.of(guildId, month);
    return parts.map((part) => {
      const [from, to] = [(part.hours.from - start) / 24, (part.hours.to - start) / 24];
      const isOfDays = Number.isInteger(from) && Number.isInteger(to);
      return isOfDays ? { ...part, active: activity.activeOn(from, to) } : part;
    });
  } catch (error) {
    if (!(error instanceof CorruptColumns)) throw error;
    return parts.map((part) => ({ ...part, active: 0, lost: new Map([['people', 'unreadable']]) }));
  }
}

/** What is kept of a pruned month answers for the whole month only, and not for a channel. */
function partOfPruned(part: SeriesPart, { month, row }: PrunedMonth, isOfChannel: boolean): SeriesPart {
  const { from, to } = hoursOfMonth(month);
  const isWhole = part.hours.from === from && part.hours.to === to;
  const kept = isWhole ? row : null;
  const numberOf = (measure: CountedMeasure): number | null => {
    if (isOfChannel && !sources[measure].isOfGuild) return null;
    const value = kept?.[measure === 'voiceSeconds' ? 'voiceHours' : measure];
    if (typeof value !== 'number') return null;
    return measure === 'voiceSeconds' ? Math.round(value * 3600) : value;
  };
  const lost = countedMeasures.filter((measure) => numberOf(measure) === null);
  return {
    hours: part.hours,
    month,
    lost: new Map(
      lost.map((measure) => [measure, reasonFor(kept?.[measure === 'voiceSeconds' ? 'voiceHours' : measure])]),
    ),
    messages: numberOf('messages') ?? 0,
    voiceSeconds: numberOf('voiceSeconds') ?? 0,
    wrote: numberOf('activeUsers') ?? 0,
    talked: numberOf('voiceUsers') ?? 0,
    active: 0,
    joins: numberOf('joins') ?? 0,
    parts: numberOf('parts') ?? 0,
    headcount: numberOf('totalUsers'),
  };
}

/** Why a number was not known when the month was pruned; else that it was deleted then. */
function reasonFor(kept: KeptReport[string] | undefined): Reason {
  if (kept === undefined || typeof kept === 'number') return 'deleted';
  return reasons.find((reason) => reason === kept.notKnown) ?? 'deleted';
}
