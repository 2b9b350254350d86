import type { ChannelTotals } from '../../columns/series/channel-table-tabulation.ts';
import { nextTurn, Slice } from '../../core/async/event-loop.ts';
import { type Channel, isCounted } from '../../core/channel.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import type { CounterMetric } from '../../core/metric.ts';
import { type HourRange, hoursOfMonth, type Month, monthOfHour } from '../../core/time.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { activeInWindow } from '../active/active-window.ts';
import { countedTotals, derivedTotals } from '../days/channel-totals.ts';
import { partsByMonth } from '../hours/periods.ts';
import { type KeptChannel, KeptChannels, notKept } from '../kept/kept-channels.ts';
import { hasWhole, keptMonths } from '../kept/kept-months.ts';
import type { Query, Result, ResultRow } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import { Sight } from '../sight.ts';
import { notKnown, type Reason, type Value } from '../value.ts';
import type { CountingDeps } from './question-deps.ts';

export interface ChannelTableDeps extends CountingDeps {
  readonly store: CountingDeps['store'] & Pick<StoreReader, 'channels'>;
}

/** A row of a table of channels, by the channel's number. */
export type ChannelRow = ChannelNumber | 'hidden';

export const channelTableMeasures = ['messages', 'share', 'people', 'voiceSeconds', 'lastMessageDay'] as const;
export type ChannelTableMeasure = (typeof channelTableMeasures)[number];

/**
 * A row for every channel that the asker may see, busiest first, and one for all others together if anything was counted
 * there. Deleted channels have a row if anything was counted in them.
 * - `share`: of the messages in all channels, 0 to 1;
 * - `people`: who wrote or talked; with bounds and without an estimate over a month's end;
 * - `lastMessageDay`: the last day with a message in the range, in days since the Unix epoch; 0 if there is none.
 *
 * Of a whole pruned month, the channels with five people are known. A part of one is left out, and then no people are known.
 */
export async function channelTable(query: Query, deps: ChannelTableDeps): Promise<Result<ChannelTableMeasure>> {
  return channelTableWith(query, deps, new Set());
}

/** As {@link channelTable}, also with a row for each of some deleted channels, and one for all others. */
export async function channelTableWith(
  query: Query,
  deps: ChannelTableDeps,
  asked: ReadonlySet<ChannelRow>,
): Promise<Result<ChannelTableMeasure>> {
  const { store, clock, circumstances } = deps;
  const { guildId, view } = query;
  const nowMs = clock.now();
  const channels = await store.channels(guildId);
  const shown = new Map(channels.filter(view).map((channel) => [channel.number, channel]));
  const { months: counted, unreadable } = await countedMonths(query, shown, deps);
  const facts = await rangeFacts(store, { now: () => nowMs }, guildId, query.range, unreadable);
  const sight = await Sight.of(deps, guildId, { range: query.range, facts, unreadable });
  const { months, kept, cut } = await withoutPruned(query, counted, deps);
  const all = [...months.flatMap(({ rows }) => [...rows.values()]), ...kept.values()].reduce(
    (sum, { messages }) => sum + messages,
    0,
  );

  const valuesOf = async (row: TableRow) => {
    const ofChannel = row === 'hidden' ? null : await circumstances.whyUncounted(guildId, row);
    const found = months.flatMap(({ rows }) => rows.get(row) ?? []);
    const ofKept = Array.from(kept, ([month, channels]) => {
      return { month, ...(row === 'hidden' ? notKept : channels.of(row.number)) };
    });
    return channelValues({ found, kept: ofKept, all, isCut: cut.size > 0 }, (metrics) => {
      const lostIn = (month: Month) => (cut.has(month) ? 'deleted' : null);
      return sight.whyNothing(metrics, { span: query.range, ofChannel, lostIn });
    });
  };
  const keptRows = new Set([...kept.values()].flatMap(({ numbers }) => Array.from(numbers, rowsIn(shown))));
  const hasCounts = (row: TableRow) => keptRows.has(row) || months.some(({ rows }) => rows.has(row));
  const isAsked = (each: Channel) => hasCounts(each) || asked.has(each.number);
  const listed = [...shown.values()].filter((each) => isAsked(each) || (isCounted(each) && !each.isDeleted));
  const rows: ResultRow<ChannelTableMeasure>[] = [];
  const slice = new Slice(rowsPerTurn);
  for (const channel of listed) {
    rows.push({ key: { kind: 'channel', channel }, values: await valuesOf(channel) });
    if (slice.fills()) await nextTurn();
  }
  rows.sort(busiestFirst);
  if (hasCounts('hidden') || asked.has('hidden'))
    rows.push({ key: { kind: 'hidden' }, values: await valuesOf('hidden') });
  return { query, measures: channelTableMeasures, rows, facts, before: null };
}

/** Takes about a millisecond, and a few if nothing was counted in a year. */
const rowsPerTurn = 20;

type TableRow = Channel | 'hidden';

function rowsIn(shown: ReadonlyMap<ChannelNumber, Channel>): (number: ChannelNumber) => TableRow {
  return (number) => shown.get(number) ?? 'hidden';
}

interface CountedMonth {
  readonly month: Month;
  /** Only rows with messages or a second of voice. */
  readonly rows: ReadonlyMap<TableRow, ChannelTotals>;
}

interface CountedMonths {
  readonly months: readonly CountedMonth[];
  readonly unreadable: readonly HourRange[];
}

/** @param shown By number. Counters of all others are of the hidden row. */
async function countedMonths(
  { guildId, range, onProgress }: Query,
  shown: ReadonlyMap<ChannelNumber, Channel>,
  { store, closedMonths }: ChannelTableDeps,
): Promise<CountedMonths> {
  const months: CountedMonth[] = [];
  const unreadable: HourRange[] = [];
  const parts = partsByMonth(range);
  const rowOf = rowsIn(shown);
  for (const part of parts) {
    const read =
      (await derivedTotals({ store, closedMonths }, guildId, part, rowOf)) ??
      (await countedTotals(store, guildId, part, rowOf));
    months.push({
      month: monthOfHour(part.from),
      rows: new Map([...read.found].filter(([, { people }]) => people > 0)),
    });
    unreadable.push(...read.unreadable);
    onProgress?.(months.length / parts.length);
  }
  return { months, unreadable };
}

interface Remaining extends Pick<CountedMonths, 'months'> {
  /** What is kept of the pruned months that lie in the range as a whole. */
  readonly kept: ReadonlyMap<Month, KeptChannels>;
  /** The other pruned months. Nothing is known of a part of them. */
  readonly cut: ReadonlySet<Month>;
}

async function withoutPruned(
  { guildId, range }: Query,
  counted: readonly CountedMonth[],
  { store }: ChannelTableDeps,
): Promise<Remaining> {
  const pruned = await keptMonths(store, guildId, range);
  const kept = new Map<Month, KeptChannels>();
  for (const { month, summaries } of pruned.values()) {
    if (summaries !== null && hasWhole(range, month)) kept.set(month, new KeptChannels(summaries));
  }
  const cut = new Set([...pruned.keys()].filter((month) => !kept.has(month)));
  return { months: counted.filter(({ month }) => !pruned.has(month)), kept, cut };
}

interface RowTotals {
  readonly found: readonly ChannelTotals[];
  readonly kept: readonly (KeptChannel & { readonly month: Month })[];
  /** The messages in all channels. */
  readonly all: number;
  readonly isCut: boolean;
}

/** @param whyUnknown Why a zero may be none; null if it is one. */
function channelValues(
  { found, kept, all, isCut }: RowTotals,
  whyUnknown: (metrics: readonly CounterMetric[]) => Reason | null,
): Readonly<Record<ChannelTableMeasure, Value>> {
  const orUnknown = (value: number | null, metrics: readonly CounterMetric[]): Value => {
    if (value === null) return notKnown('deleted');
    const reason = value === 0 ? whyUnknown(metrics) : null;
    return reason === null ? value : notKnown(reason);
  };
  const sum = (field: 'messages' | 'voiceSeconds') => sumOrNull([...found, ...kept].map((totals) => totals[field]));
  const messages = sum('messages');
  const share = messages === null || messages === 0 ? messages : messages / all;
  return {
    messages: orUnknown(messages, ['msg']),
    share: orUnknown(share, ['msg']),
    people: peopleOf({ found, kept, isCut }, (people) => orUnknown(people, ['msg', 'voice'])),
    voiceSeconds: orUnknown(sum('voiceSeconds'), ['voice']),
    lastMessageDay: orUnknown(lastMessageDay(found, kept), ['msg']),
  };
}

/** Null if one is. */
function sumOrNull(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((sum, each) => (sum === null || each === null ? null : sum + each), 0);
}

function peopleOf(
  { found, kept, isCut }: Pick<RowTotals, 'found' | 'kept' | 'isCut'>,
  orUnknown: (people: number | null) => Value,
): Value {
  const parts = [...found, ...kept].flatMap(({ people }) => (people === null ? [] : [{ active: people, days: 1 }]));
  if (isCut || parts.length < found.length + kept.length) return notKnown('deleted');
  // Without an estimate, so the lengths of the parts do not matter.
  const people = activeInWindow(parts, null);
  return people.low === people.high ? orUnknown(people.low) : people;
}

/** 0 if there is none; null if it may lie in a pruned month. */
function lastMessageDay(found: RowTotals['found'], kept: RowTotals['kept']): number | null {
  const last = Math.max(0, ...found.map((totals) => totals.lastMessageDay ?? 0));
  const mayBeLater = kept.some(({ month, messages }) => messages !== 0 && last * 24 < hoursOfMonth(month).to);
  return mayBeLater ? null : last;
}

function busiestFirst(one: ResultRow<ChannelTableMeasure>, other: ResultRow<ChannelTableMeasure>): number {
  const [a, b] = [one, other].map(({ key, values: { messages, voiceSeconds } }) => ({
    messages: typeof messages === 'number' ? messages : 0,
    voice: typeof voiceSeconds === 'number' ? voiceSeconds : 0,
    number: key.kind === 'channel' ? key.channel.number : 0,
  })) as [Busy, Busy];
  return b.messages - a.messages || b.voice - a.voice || a.number - b.number;
}

interface Busy {
  readonly messages: number;
  readonly voice: number;
  readonly number: ChannelNumber;
}
