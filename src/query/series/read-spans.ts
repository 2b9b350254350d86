import type { DaySummary, Flow, Sums } from '../../columns/day/day-summary.ts';
import { ChannelHoursTabulation } from '../../columns/series/channel-hours-tabulation.ts';
import type { MemberMarks } from '../../columns/series/member-marks.ts';
import { SpanTabulation, type SpanTotals } from '../../columns/series/span-tabulation.ts';
import { CorruptColumns } from '../../core/errors.ts';
import { type Day, dayOfHour, type Hour, type HourRange, hoursOfMonth, monthOfHour } from '../../core/time.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import type { ClosedMonths } from '../days/closed-months.ts';
import { dayHours, daySummaries } from '../days/day-summaries.ts';
import { visitDays } from '../days/visit-days.ts';
import { isDay } from '../days/whole-days.ts';
import { partsOf, visitCounters } from '../hours/visit-counters.ts';
import type { Query } from '../query.ts';
import type { FoundAround } from '../readable-counters.ts';
import { rowsOfMonth } from '../reports/whole-month.ts';

/** What spans are read with. */
export interface SpanDeps {
  readonly store: Pick<StoreReader, 'readCounters' | 'readParts' | 'readDays' | 'monthRows' | 'closedHours'>;
  readonly closedMonths: ClosedMonths;
  /** Memory to be reused. */
  readonly marks: MemberMarks;
}

/**
 * The totals of ascending spans of one month, in their order. Those of a whole sealed month come from the rows of its
 * reports, where these are stored; those of an hour or a day come from summaries. The people
 * of other spans are counted: in all channels from roll-ups of days, in one channel from its counters.
 */
export async function readSpans(
  asked: Pick<Query, 'guildId' | 'channel'>,
  spans: readonly HourRange[],
  deps: SpanDeps,
): Promise<FoundAround<readonly SpanTotals[]>> {
  const [first] = spans;
  const whole = first === undefined ? null : await spanOfMonth(asked, first, deps);
  if (whole !== null) return { found: [whole], unreadable: [] };
  return asked.channel === null ? spansOfGuild(asked, spans, deps) : spansOfChannel(asked, spans, deps);
}

/** Null if the span is not a whole month, or if nothing was derived of that. */
async function spanOfMonth(
  { guildId, channel }: Pick<Query, 'guildId' | 'channel'>,
  span: HourRange,
  { store }: SpanDeps,
): Promise<SpanTotals | null> {
  const month = monthOfHour(span.from);
  const { from, to } = hoursOfMonth(month);
  if (span.from !== from || span.to !== to) return null;
  const rows = await rowsOfMonth(store, guildId, month).catch(nullIfCorrupt);
  if (rows === null) return null;
  const { full, people } = rows;
  const counted = channel === null ? { ...full, people } : rows.channels.get(channel.number);
  return {
    hours: span,
    messages: counted?.messages.total ?? 0,
    voiceSeconds: counted?.voice.total ?? 0,
    wrote: counted?.messages.users ?? 0,
    talked: counted?.voice.users ?? 0,
    active: counted?.people ?? 0,
    joins: full.joins,
    parts: full.parts,
    headcount: full.headcountHour < 0 ? null : full.headcount,
  };
}

function nullIfCorrupt(error: unknown): null {
  if (error instanceof CorruptColumns) return null;
  throw error;
}

async function spansOfGuild(
  { guildId }: Pick<Query, 'guildId'>,
  spans: readonly HourRange[],
  { store, closedMonths, marks }: SpanDeps,
): Promise<FoundAround<readonly SpanTotals[]>> {
  const unreadable: HourRange[] = [];
  const found = new Map<Hour, SpanTotals>();
  for (const range of joined(spans.filter((span) => isHour(span) || isDay(span)))) {
    const summaries = await closedMonths.read(store, { guildId, range, kind: 'hours' }, () =>
      dayHours(store, guildId, range),
    );
    unreadable.push(...summaries.unreadable);
    for (const span of spansIn(spans, range)) {
      const day = summaries.found.get(dayOfHour(span.from));
      const ofSpan = isDay(span) ? day : day?.hours.find(({ hour }) => hour === span.from);
      found.set(span.from, totalsOf(span, ofSpan, ofSpan));
    }
  }
  for (const range of joined(spans.filter((span) => !isHour(span) && !isDay(span)))) {
    const newVisitor = () => new SpanTabulation(spansIn(spans, range), marks);
    const read = await visitDays(store, guildId, range, newVisitor);
    unreadable.push(...read.unreadable);
    for (const totals of read.found) found.set(totals.hours.from, totals);
  }
  return { found: spans.flatMap(({ from }) => found.get(from) ?? []), unreadable };
}

async function spansOfChannel(
  { guildId, channel }: Pick<Query, 'guildId' | 'channel'>,
  spans: readonly HourRange[],
  { store, marks }: SpanDeps,
): Promise<FoundAround<readonly SpanTotals[]>> {
  const number = channel?.number ?? 0;
  const parts = partsOf(store, number);
  // What is counted in no channel is in summaries. The parts of a channel need not have it.
  const range = { from: spans[0]?.from ?? 0, to: spans.at(-1)?.to ?? 0 };
  const { found: days, unreadable: ofDays } = await daySummaries(store, guildId, range);
  const unreadable = [...ofDays];
  const sums = new Map<Hour, Sums | undefined>();
  for (const span of spans.filter(isDay)) {
    const channels = days.get(dayOfHour(span.from))?.channels;
    sums.set(
      span.from,
      channels?.find((each) => each.channel === number),
    );
  }
  for (const hours of joined(spans.filter(isHour))) {
    const visited = { range: hours, channels: number };
    const read = await visitCounters(parts, guildId, visited, () => new ChannelHoursTabulation(marks));
    unreadable.push(...read.unreadable);
    for (const { from } of spansIn(spans, hours)) sums.set(from, read.found.get(from));
  }
  for (const span of spans.filter((each) => !isHour(each) && !isDay(each))) {
    // One after the other, because the hours of parts may be in any order.
    const visited = { range: span, channels: number };
    const read = await visitCounters(parts, guildId, visited, () => new SpanTabulation([span], marks));
    unreadable.push(...read.unreadable);
    sums.set(span.from, read.found.map(sumsOf)[0]);
  }
  return { found: spans.map((span) => totalsOf(span, sums.get(span.from), flowIn(days, span))), unreadable };
}

function isHour({ from, to }: HourRange): boolean {
  return to - from === 1;
}

/** The ranges that ascending spans fill without gaps. */
function joined(spans: readonly HourRange[]): readonly HourRange[] {
  const ranges: { readonly from: Hour; to: Hour }[] = [];
  for (const { from, to } of spans) {
    const last = ranges.at(-1);
    if (last?.to === from) last.to = to;
    else ranges.push({ from, to });
  }
  return ranges;
}

function spansIn(spans: readonly HourRange[], { from, to }: HourRange): readonly HourRange[] {
  return spans.filter((span) => span.from >= from && span.to <= to);
}

/** What a span has in no channel. */
function flowIn(days: ReadonlyMap<Day, DaySummary>, { from, to }: HourRange): Flow {
  const flow = { joins: 0, parts: 0, headcount: null as number | null };
  for (let day = dayOfHour(from); day * 24 < to; day += 1) {
    for (const { hour, joins, parts, headcount } of days.get(day)?.hours ?? []) {
      if (hour < from || hour >= to) continue;
      flow.joins += joins;
      flow.parts += parts;
      flow.headcount = headcount ?? flow.headcount;
    }
  }
  return flow;
}

function sumsOf({ active, wrote, talked, messages, voiceSeconds }: SpanTotals): Sums {
  return { people: active, writers: wrote, talkers: talked, messages, voiceSeconds };
}

function totalsOf(hours: HourRange, sums: Sums | undefined, flow: Flow | undefined): SpanTotals {
  return {
    hours,
    messages: sums?.messages ?? 0,
    voiceSeconds: sums?.voiceSeconds ?? 0,
    wrote: sums?.writers ?? 0,
    talked: sums?.talkers ?? 0,
    active: sums?.people ?? 0,
    joins: flow?.joins ?? 0,
    parts: flow?.parts ?? 0,
    headcount: flow?.headcount ?? null,
  };
}
