import type { ChannelTotals } from '../../columns/series/channel-table-tabulation.ts';
import { nextTurn, Slice } from '../../core/async/event-loop.ts';
import { type Channel, isCounted } from '../../core/channel.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import type { CounterMetric } from '../../core/metric.ts';
import type { HourRange, Month } from '../../core/time.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { activeInWindow } from '../active/active-window.ts';
import { countedTotals, derivedTotals } from '../days/channel-totals.ts';
import { partsByMonth } from '../hours/periods.ts';
import type { Query, Result, ResultRow } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import { Sight } from '../sight.ts';
import type { Reason, Value } from '../value.ts';
import type { CountingDeps } from './question-deps.ts';

export interface ChannelTableDeps extends CountingDeps {
  readonly store: CountingDeps['store'] & Pick<StoreReader, 'channels'>;
}

export const channelTableMeasures = ['messages', 'share', 'people', 'voiceSeconds', 'lastMessageDay'] as const;
export type ChannelTableMeasure = (typeof channelTableMeasures)[number];

/**
 * A row for every channel that the asker may see, busiest first, and one for all others together if anything was counted
 * there. Deleted channels have a row if anything was counted in them.
 * - `share`: of the messages in all channels, 0 to 1;
 * - `people`: who wrote or talked; with bounds and without an estimate over a month's end;
 * - `lastMessageDay`: the last day with a message in the range, in days since the Unix epoch; 0 if there is none.
 */
export async function channelTable(query: Query, deps: ChannelTableDeps): Promise<Result<ChannelTableMeasure>> {
  const { store, clock, circumstances } = deps;
  const { guildId, view } = query;
  const nowMs = clock.now();
  const channels = await store.channels(guildId);
  const shown = new Map(channels.filter(view).map((channel) => [channel.number, channel]));
  const { months, unreadable } = await countedMonths(query, shown, deps);
  const facts = await rangeFacts(store, { now: () => nowMs }, guildId, query.range, unreadable);
  const sight = await Sight.of(deps, guildId, { range: query.range, facts, unreadable });
  const pruned = new Set(facts.prunedMonths);
  const all = months.flatMap((rows) => [...rows.values()]).reduce((sum, { messages }) => sum + messages, 0);

  const valuesOf = async (row: TableRow) => {
    const ofChannel = row === 'hidden' ? null : await circumstances.whyUncounted(guildId, row);
    const found = months.flatMap((rows) => rows.get(row) ?? []);
    return channelValues(found, { all, hasLost: pruned.size > 0 }, (metrics) => {
      const lostIn = (month: Month) => (pruned.has(month) ? 'deleted' : null);
      return sight.whyNothing(metrics, { span: query.range, ofChannel, lostIn });
    });
  };
  const hasCounts = (row: TableRow) => months.some((rows) => rows.has(row));
  const listed = [...shown.values()].filter((each) => hasCounts(each) || (isCounted(each) && !each.isDeleted));
  const rows: ResultRow<ChannelTableMeasure>[] = [];
  const slice = new Slice(rowsPerTurn);
  for (const channel of listed) {
    rows.push({ key: { kind: 'channel', channel }, values: await valuesOf(channel) });
    if (slice.fills()) await nextTurn();
  }
  rows.sort(busiestFirst);
  if (hasCounts('hidden')) rows.push({ key: { kind: 'hidden' }, values: await valuesOf('hidden') });
  return { query, measures: channelTableMeasures, rows, facts, before: null };
}

/** Takes about a millisecond, and a few if nothing was counted in a year. */
const rowsPerTurn = 20;

type TableRow = Channel | 'hidden';

interface CountedMonths {
  /** Only rows with messages or a second of voice. */
  readonly months: readonly ReadonlyMap<TableRow, ChannelTotals>[];
  readonly unreadable: readonly HourRange[];
}

/** @param shown By number. Counters of all others are of the hidden row. */
async function countedMonths(
  { guildId, range, onProgress }: Query,
  shown: ReadonlyMap<ChannelNumber, Channel>,
  { store, closedMonths }: ChannelTableDeps,
): Promise<CountedMonths> {
  const months: ReadonlyMap<TableRow, ChannelTotals>[] = [];
  const unreadable: HourRange[] = [];
  const parts = partsByMonth(range);
  const rowOf = (number: ChannelNumber): TableRow => shown.get(number) ?? 'hidden';
  for (const part of parts) {
    const read =
      (await derivedTotals({ store, closedMonths }, guildId, part, rowOf)) ??
      (await countedTotals(store, guildId, part, rowOf));
    months.push(new Map([...read.found].filter(([, { people }]) => people > 0)));
    unreadable.push(...read.unreadable);
    onProgress?.(months.length / parts.length);
  }
  return { months, unreadable };
}

/** @param whyUnknown Why a zero may be none; null if it is one. */
function channelValues(
  found: readonly ChannelTotals[],
  { all, hasLost }: { readonly all: number; readonly hasLost: boolean },
  whyUnknown: (metrics: readonly CounterMetric[]) => Reason | null,
): Readonly<Record<ChannelTableMeasure, Value>> {
  const orUnknown = (value: number, metrics: readonly CounterMetric[]): Value => {
    const reason = value === 0 ? whyUnknown(metrics) : null;
    return reason === null ? value : { notKnown: reason };
  };
  const sum = (field: 'messages' | 'voiceSeconds') => found.reduce((total, totals) => total + totals[field], 0);
  const messages = sum('messages');
  // Without an estimate, so the lengths of the parts do not matter.
  const people = activeInWindow(
    found.map((month) => ({ active: month.people, days: 1 })),
    null,
  );
  const exact = people.low === people.high ? orUnknown(people.low, ['msg', 'voice']) : people;
  return {
    messages: orUnknown(messages, ['msg']),
    share: orUnknown(messages === 0 ? 0 : messages / all, ['msg']),
    people: hasLost ? { notKnown: 'deleted' } : exact,
    voiceSeconds: orUnknown(sum('voiceSeconds'), ['voice']),
    lastMessageDay: orUnknown(Math.max(0, ...found.map(({ lastMessageDay }) => lastMessageDay ?? 0)), ['msg']),
  };
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
