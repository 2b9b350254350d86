import { type BucketTotals, totalsOf } from '../../columns/bucket-totals.ts';
import { emptyMonthRow } from '../../columns/day/month-rows.ts';
import { hiddenKey } from '../../columns/tabulation.ts';
import type { Channel } from '../../core/channel.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import type { CounterMetric } from '../../core/metric.ts';
import type { ReportType } from '../../core/report.ts';
import {
  type Day,
  dayOfHour,
  type Hour,
  type HourRange,
  hoursOfMonth,
  monthsOfRange,
  weekdayOfHour,
} from '../../core/time.ts';
import type { PrunedMonth } from '../../store/records/pruned-month.ts';
import { hiddenNumbers } from '../hidden-channels.ts';
import { prunedMonths } from '../pruned-months.ts';
import type { Grouping, Query, Result, ResultRow, RowKey } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import { readAround } from '../readable-counters.ts';
import { hasNothingOf, type ReportMeasure, reportMeasures } from '../report-measures.ts';
import { type ReportSource, reportPieces } from '../reports/report-pieces.ts';
import { wholeMonth } from '../reports/whole-month.ts';
import { Sight } from '../sight.ts';
import { notKnown, type Reason, reasons, type Value } from '../value.ts';
import type { QuestionDeps, QuestionStore } from './question-deps.ts';

/** The rows of each type of report, as people call them. */
export const reportGroupings = {
  full: 'total',
  weekday: 'weekday',
  hourly: 'hourOfDay',
  channels: 'channel',
} as const satisfies Record<ReportType, Grouping>;

export type ReportGrouping = (typeof reportGroupings)[ReportType];

/** The type of the report with such rows. */
export function reportTypeOf(by: Grouping): ReportType {
  const type = (Object.keys(reportGroupings) as ReportType[]).find((name) => reportGroupings[name] === by);
  if (type === undefined) throw new Error(`there is no report by ${by}`);
  return type;
}

export interface ReportQuery extends Query<'report'> {
  /** Within one month, because members cannot be recognised in the next. */
  readonly range: HourRange;
  readonly by: ReportGrouping;
}

/**
 * Who was there, wrote and talked: in all, by weekday, by hour of the day, or by channel. Total users, joins and leaves
 * are those of the guild in a channel's report too. Of a pruned month only the whole is known.
 */
export async function report(query: ReportQuery, deps: QuestionDeps): Promise<Result<ReportMeasure>> {
  const { guildId, range, by, channel } = query;
  if (monthsOfRange(range).length > 1) throw new Error('a report covers days of one month');
  const startedMs = performance.now();
  const channels = by === 'channel' ? await deps.store.channels(guildId) : [];
  const { found, unreadable } = await readAround(deps.store, (source) => tabulated(query, deps, source, channels));
  // Read after the counters, which may have been deleted meanwhile.
  const [pruned] = await prunedMonths(deps.store, guildId, range);
  const facts = await rangeFacts(deps.store, deps.clock, guildId, range, unreadable);
  const sight = await Sight.of(deps.store, guildId, facts, unreadable);
  const whyUncounted = async (asked: Channel | null) =>
    asked === null ? null : await deps.circumstances.whyUncounted(guildId, asked);
  const whyNothing = remembered((metric: CounterMetric, isIn) => sight.whyNothing(metric, range, isIn));
  const blindness = { whyNothing, whyUncounted, countsMembers: deps.circumstances.countsMembers };
  const buckets = bucketsOf(query, channels, found);
  const rows =
    pruned === undefined
      ? await Promise.all(buckets.map((bucket) => rowOf(bucket, query, blindness)))
      : buckets.map((bucket) => keptRow(bucket, query, pruned));
  deps.onReported?.(reportTypeOf(by), performance.now() - startedMs);
  const notCounted = pruned === undefined ? saidAnyway(query, await whyUncounted(channel), blindness) : [];
  return { query, measures: measuresOf(query), rows, facts: { ...facts, notCounted }, before: null };
}

async function tabulated(
  { guildId, range, by, channel, view, onProgress }: ReportQuery,
  { clock, tabulator }: Pick<QuestionDeps, 'clock' | 'tabulator'>,
  source: ReportSource & Pick<QuestionStore, 'monthRows'>,
  channels: readonly Channel[],
): Promise<readonly BucketTotals[]> {
  const hidden = hiddenNumbers(channels, view);
  const plan = { type: reportTypeOf(by), range, channel: channel === null ? null : channel.number, hidden };
  const kept = await wholeMonth(source, guildId, plan);
  if (kept !== null) onProgress?.(1);
  const pieces = reportPieces(source, guildId, plan, clock.now());
  const found = kept ?? (await tabulator.tabulate(plan, pieces, (share) => onProgress?.(share)));
  return found.map(totalsOf);
}

/** What is in a row. */
interface Bucket {
  readonly key: RowKey;
  readonly totals: BucketTotals;
  /** Which hours belong to it. */
  readonly isIn: (hour: Hour) => boolean;
  /** The days of the range that have such an hour. */
  readonly days: number;
}

const always = () => true;

function bucketsOf(
  { by, range }: ReportQuery,
  channels: readonly Channel[],
  found: readonly BucketTotals[],
): readonly Bucket[] {
  if (by === 'channel') {
    const known = new Map(channels.map((channel) => [channel.number, channel]));
    const days = daysIn(range, always);
    return busiestFirst(found).map((totals) => ({ key: keyOf(totals.key, known), totals, isIn: always, days }));
  }
  const totals = new Map(found.map((bucket) => [bucket.key, bucket]));
  return fixedBuckets[by].map((bucket, key) => {
    return { ...bucket, totals: totals.get(key) ?? nothing, days: daysIn(range, bucket.isIn) };
  });
}

/** The row of all hidden channels is the last. */
function busiestFirst(found: readonly BucketTotals[]): BucketTotals[] {
  const isHidden = ({ key }: BucketTotals) => Number(key === hiddenKey);
  return found
    .filter(({ messages, voice }) => messages.total > 0 || voice.total > 0)
    .sort(
      (a, b) =>
        isHidden(a) - isHidden(b) ||
        b.messages.total - a.messages.total ||
        b.voice.total - a.voice.total ||
        a.key - b.key,
    );
}

function keyOf(number: ChannelNumber, channels: ReadonlyMap<ChannelNumber, Channel>): RowKey {
  if (number === hiddenKey) return { kind: 'hidden' };
  return { kind: 'channel', channel: channels.get(number) ?? unnamed(number) };
}

/** A channel that the store has no name of. */
function unnamed(number: ChannelNumber): Channel {
  return { id: '', kind: 'text', name: String(number), number, isDeleted: true };
}

const fixedBuckets: Readonly<Record<Exclude<ReportGrouping, 'channel'>, readonly Pick<Bucket, 'key' | 'isIn'>[]>> = {
  total: [{ key: { kind: 'total' }, isIn: always }],
  weekday: Array.from({ length: 7 }, (_, weekday) => {
    return { key: { kind: 'weekday', weekday }, isIn: (hour: Hour) => weekdayOfHour(hour) === weekday } as const;
  }),
  hourOfDay: Array.from({ length: 24 }, (_, hourOfDay) => {
    return { key: { kind: 'hourOfDay', hour: hourOfDay }, isIn: (hour: Hour) => hour % 24 === hourOfDay } as const;
  }),
};

const nothing: BucketTotals = totalsOf({ key: 0, ...emptyMonthRow });

/** What keeps Census from knowing the numbers of a report. */
interface Blindness {
  readonly whyNothing: (metric: CounterMetric, isIn: Bucket['isIn']) => Promise<Reason | null>;
  readonly whyUncounted: (channel: Channel | null) => Promise<Reason | null>;
  readonly countsMembers: boolean;
}

/** Asks once for all rows with the same hours, such as those of a thousand channels. */
function remembered(ask: Blindness['whyNothing']): Blindness['whyNothing'] {
  const known = new Map<Bucket['isIn'], Map<CounterMetric, Promise<Reason | null>>>();
  return (metric, isIn) => {
    const ofHours = known.get(isIn) ?? new Map<CounterMetric, Promise<Reason | null>>();
    const why = ofHours.get(metric) ?? ask(metric, isIn);
    known.set(isIn, ofHours.set(metric, why));
    return why;
  };
}

async function rowOf(
  { key, totals, isIn, days }: Bucket,
  { by, channel }: ReportQuery,
  { whyNothing, whyUncounted, countsMembers }: Blindness,
): Promise<ResultRow<ReportMeasure>> {
  const whyChannel = await whyUncounted(key.kind === 'channel' ? key.channel : channel);
  const valueFrom = async ({ of, metric, read }: (typeof reportMeasures)[number]): Promise<Value> => {
    if (of === 'server' && by === 'channel') return notKnown('ofServer');
    if (!hasNothingOf(metric, totals)) return read(totals);
    if ((metric === 'join' || metric === 'part') && !countsMembers) return notKnown('intentOff');
    const why = (of === 'channel' ? whyChannel : null) ?? (await whyNothing(metric, isIn));
    return why === null ? read(totals) : notKnown(why);
  };
  const values: Partial<Record<ReportMeasure, Value>> = { days };
  for (const measure of reportMeasures) values[measure.name] = await valueFrom(measure);
  return { key, values: values as Record<ReportMeasure, Value> };
}

/** The row of a pruned month. */
function keptRow({ key, days }: Bucket, query: ReportQuery, { month, row }: PrunedMonth): ResultRow<ReportMeasure> {
  const { range, by, channel } = query;
  const whole = hoursOfMonth(month);
  const isKept = by === 'total' && channel === null && range.from === whole.from && range.to === whole.to;
  const valueFrom = (name: ReportMeasure): Value => {
    if (!isKept) return notKnown('deleted');
    const kept = row?.[name];
    if (typeof kept === 'number') return kept;
    return notKnown(reasons.find((reason) => reason === kept?.notKnown) ?? 'unreadable');
  };
  const values = Object.fromEntries(reportMeasures.map(({ name }) => [name, valueFrom(name)]));
  return { key, values: { ...values, days } as Record<ReportMeasure, Value> };
}

/** The days of the range that have an hour in a bucket. */
function daysIn({ from, to }: HourRange, isIn: (hour: Hour) => boolean): number {
  let [days, last]: [number, Day | null] = [0, null];
  for (let hour = from; hour < to; hour += 1) {
    if (!isIn(hour) || dayOfHour(hour) === last) continue;
    days += 1;
    last = dayOfHour(hour);
  }
  return days;
}

function measuresOf({ by }: ReportQuery): readonly ReportMeasure[] {
  return [...reportMeasures.map(({ name }) => name), ...(by === 'weekday' ? (['days'] as const) : [])];
}

/** What is said even where numbers of before are known. */
function saidAnyway(
  { by, channel }: ReportQuery,
  whyChannel: Reason | null,
  { countsMembers }: Blindness,
): readonly Reason[] {
  const ofServer = channel === null || by === 'channel' ? [] : (['ofServer'] as const);
  const intentOff = countsMembers || by === 'channel' ? [] : (['intentOff'] as const);
  return [...(whyChannel === null ? [] : [whyChannel]), ...intentOff, ...ofServer];
}
