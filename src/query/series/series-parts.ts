import { MemberMarks } from '../../columns/series/member-marks.ts';
import { inSlices, nextTurn } from '../../core/async/event-loop.ts';
import { CorruptColumns } from '../../core/errors.ts';
import { type HourRange, hoursOfMonth, type Month, monthOfHour } from '../../core/time.ts';
import type { GuildMonth } from '../../store/store-reader.ts';
import type { MonthActivities } from '../active/month-activities.ts';
import { partsByMonth } from '../hours/periods.ts';
import { type KeptMonth, keptMonths } from '../kept/kept-months.ts';
import type { Query } from '../query.ts';
import type { CountingDeps } from '../questions/question-deps.ts';
import { KeptParts } from './kept-parts.ts';
import { readSpans } from './read-spans.ts';
import type { SeriesPart } from './series-part.ts';

export interface SeriesParts {
  /** By the first hour of each part. */
  readonly parts: ReadonlyMap<number, SeriesPart>;
  readonly unreadable: readonly HourRange[];
  /** What is left of the pruned months of all periods. */
  readonly kept: ReadonlyMap<Month, KeptMonth>;
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
    const found = read.found.map((totals) => ({ ...totals, month, lost: nothing, zeros: nothing, isPruned: false }));
    const hasTrial = counted?.hasTrial === true && channel === null && by !== 'hour';
    parts.push(...(hasTrial ? await withoutTrial(found, activities, guildId, counted) : found));
    monthsDone += 1;
    onProgress?.(monthsDone / (spansOf.size + 1));
    await nextTurn(); // The rows of a whole month of many channels are read in one turn.
  }
  const range = { from: periods[0]?.from ?? 0, to: periods.at(-1)?.to ?? 0 };
  const kept = await keptMonths(store, guildId, range);
  const keptParts = new Map(Array.from(kept.values(), (month) => [month.month, new KeptParts(month, channel)]));
  const known = parts.map((part) => keptParts.get(part.month)?.of(part.hours) ?? part);
  onProgress?.(1);
  return { parts: new Map(known.map((part) => [part.hours.from, part])), unreadable, kept };
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
