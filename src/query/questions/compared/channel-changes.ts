import { inSlices, nextTurn } from '../../../core/async/event-loop.ts';
import { isSnowflake, timeOfSnowflake } from '../../../core/snowflake.ts';
import { type HourRange, hourMs, hoursOfMonth, monthOfHour } from '../../../core/time.ts';
import { firstCountedMs } from '../../first-counted.ts';
import type { Query, Result, ResultRow, RowKey } from '../../query.ts';
import { Sight } from '../../sight.ts';
import { certainMark } from '../../usual/certain-mark.ts';
import { earlierRange } from '../../usual/earlier-range.ts';
import { isCoverageLost, isLost } from '../../usual/lost.ts';
import {
  greatestDifference,
  leastObserved,
  type MaybeUsual,
  sideOf,
  usualOfChannel,
  usualRange,
} from '../../usual/usual.ts';
import { isNotKnown, type NotKnown, notKnown, type Value } from '../../value.ts';
import {
  type ChannelRow,
  type ChannelTableDeps,
  type ChannelTableMeasure,
  channelTable,
  channelTableWith,
} from '../channel-table.ts';

export const channelChangeMeasures = [
  'messages',
  'share',
  'people',
  'peopleBefore',
  'marked',
  'usualLow',
  'usualHigh',
  'unusual',
  'voiceSeconds',
  'lastMessageDay',
] as const;
export type ChannelChangeMeasure = (typeof channelChangeMeasures)[number];

/**
 * The table of channels, with silent ones, beside the time before:
 * - `messages`, `share`, `people`, `voiceSeconds`: as in `channelTable`;
 * - `peopleBefore`: the people of the time before, which is said at `earlierRange`;
 * - `marked`: 1 if more people than before by more than chance, −1 if fewer, 0 if neither, or if that is not certain
 *   because people over a month's end have bounds; `notComparable` if one of the ranges was observed for two points more;
 * - `usualLow`, `usualHigh`: the range of the channel's messages in the last twelve months, without those that were
 *   observed for less than 95 % or end before the channel was made; only of one whole calendar month, else `learning`, as
 *   with fewer than six months with messages, and `deleted` if one is gone;
 * - `unusual`: 1 if the messages lie above that range, −1 below, 0 inside; `notObserved` if the month was observed for
 *   less than 95 %;
 * - `lastMessageDay`: the last day with a message, in days since the Unix epoch, also in the time before as far as that
 *   was read without a break; 0 if there is none.
 *
 * `before` has the range that was compared with and its facts, and no rows.
 */
export async function channelChanges(query: Query, deps: ChannelTableDeps): Promise<Result<ChannelChangeMeasure>> {
  const { range, onProgress } = query;
  const nowMs = deps.clock.now();
  const asOfNow = { ...deps, clock: { now: () => nowMs } };
  const isOfMonth = range.to * hourMs <= nowMs && isMonth(range);
  const steps = isOfMonth ? monthsBefore + 1 : 2;
  const step = (index: number) => (share: number) => onProgress?.((index + share) / steps);
  const now = await channelTable({ ...query, onProgress: step(0) }, asOfNow);
  const rows = new Set(now.rows.map(({ key }) => rowOf(key)));
  const ask = (asked: HourRange, index: number) =>
    channelTableWith({ ...query, range: asked, onProgress: step(index) }, asOfNow, rows);
  const earlier = earlierRange(range, nowMs);
  const before = await ask(earlier, 1);
  const first = isOfMonth ? await firstMonth(query, asOfNow) : Number.POSITIVE_INFINITY;
  const months = isOfMonth ? [await monthOf(before, asOfNow)] : [];
  for (let back = 2; back <= monthsBefore && monthOfHour(range.from) - back >= first; back += 1) {
    const table = await ask(hoursOfMonth(monthOfHour(range.from) - back), back);
    months.push(await monthOf(table, asOfNow));
    await nextTurn();
  }
  onProgress?.(1);
  const earlierOf = valuesByRow(before);
  const withoutBreak = earlier.to === range.from ? [earlierOf, ...months.slice(1).map(({ of }) => of)] : [];
  const whyNotJudged = await whyUnjudged(now, asOfNow);
  const doMark = await areComparable(now, before, asOfNow);
  const changes: ResultRow<ChannelChangeMeasure>[] = [];
  await inSlices(now.rows, rowsPerTurn, ({ key, values }) => {
    const usual = usualOf(key, months);
    const lastDays = [values, ...withoutBreak.flatMap((table) => table.get(rowOf(key)) ?? [])];
    const peopleBefore = earlierOf.get(rowOf(key))?.people ?? notKnown('notObserved');
    const side = sideOf(values.messages, usual);
    const marked = certainMark(peopleBefore, values.people);
    changes.push({
      key,
      values: {
        messages: values.messages,
        share: values.share,
        people: values.people,
        peopleBefore,
        marked: typeof marked === 'number' && !doMark ? notKnown('notComparable') : marked,
        ...usualRange(usual),
        unusual: typeof side === 'number' && whyNotJudged !== null ? whyNotJudged : side,
        voiceSeconds: values.voiceSeconds,
        lastMessageDay: lastMessageDay(lastDays.map((each) => each.lastMessageDay)),
      },
    });
  });
  return {
    query,
    measures: channelChangeMeasures,
    rows: changes,
    facts: now.facts,
    before: {
      query: { ...query, range: earlier },
      measures: channelChangeMeasures,
      rows: [],
      facts: before.facts,
      before: null,
    },
  };
}

/** Takes a millisecond or two. */
const rowsPerTurn = 100;

const monthsBefore = 12;

function isMonth({ from, to }: HourRange): boolean {
  const month = hoursOfMonth(monthOfHour(from));
  return month.from === from && month.to === to;
}

/** The first month of which anything may be known. */
async function firstMonth({ guildId }: Query, { store }: ChannelTableDeps): Promise<number> {
  const guild = await store.guild(guildId);
  if (guild === undefined) return Number.POSITIVE_INFINITY;
  return monthOfHour(Math.floor((await firstCountedMs(store, guild)) / hourMs));
}

type Table = Result<ChannelTableMeasure>;

async function isObserved(table: Table, deps: ChannelTableDeps): Promise<boolean> {
  return (await observedShare(table, deps)) >= leastObserved;
}

async function observedShare({ query, facts }: Table, deps: ChannelTableDeps): Promise<number> {
  const { range } = query;
  const { hours } = await Sight.of(deps, query.guildId, { range, facts });
  return hours.share(range);
}

/** Whether both were observed alike, as `compare` asks too. */
async function areComparable(one: Table, other: Table, deps: ChannelTableDeps): Promise<boolean> {
  if ([one, other].some(({ query, facts }) => isCoverageLost(query.range, facts))) return false;
  return Math.abs((await observedShare(one, deps)) - (await observedShare(other, deps))) <= greatestDifference;
}

async function monthOf(table: Result<ChannelTableMeasure>, deps: ChannelTableDeps): Promise<MonthBefore> {
  const { range } = table.query;
  const isGone = isCoverageLost(range, table.facts);
  return { range, isWhole: await isObserved(table, deps), isGone, of: valuesByRow(table) };
}

/** Why a month is not judged; null if it is. */
async function whyUnjudged(table: Result<ChannelTableMeasure>, deps: ChannelTableDeps): Promise<NotKnown | null> {
  if (isCoverageLost(table.query.range, table.facts)) return notKnown('deleted');
  return (await isObserved(table, deps)) ? null : notKnown('notObserved');
}

type TableValues = ResultRow<ChannelTableMeasure>['values'];

function valuesByRow({ rows }: Result<ChannelTableMeasure>): ReadonlyMap<ChannelRow, TableValues> {
  return new Map(rows.map(({ key, values }) => [rowOf(key), values]));
}

function rowOf(key: RowKey): ChannelRow {
  return key.kind === 'channel' ? key.channel.number : 'hidden';
}

interface MonthBefore {
  readonly range: HourRange;
  readonly isWhole: boolean;
  /** How much of it was observed is no longer known. */
  readonly isGone: boolean;
  readonly of: ReadonlyMap<ChannelRow, TableValues>;
}

/** @param months The latest first. */
function usualOf(key: RowKey, months: readonly MonthBefore[]): MaybeUsual {
  const lost = months.map(({ of }) => of.get(rowOf(key))?.messages ?? 0).find(isLost);
  if (lost !== undefined) return lost;
  if (months.some(({ isGone }) => isGone)) return notKnown('deleted');
  const madeMs = key.kind === 'channel' && isSnowflake(key.channel.id) ? timeOfSnowflake(key.channel.id) : 0;
  const values = months.map(({ range, isWhole, of }) => {
    const messages = of.get(rowOf(key))?.messages;
    if (!isWhole || typeof messages !== 'number') return null;
    return messages === 0 && range.to * hourMs <= madeMs ? null : messages;
  });
  return usualOfChannel(values.reverse()) ?? notKnown('learning');
}

/** @param days The last days with a message in consecutive ranges, the latest first. */
function lastMessageDay(days: readonly Value[]): Value {
  const found = days.find((day) => day !== 0) ?? 0;
  const isFirst = found === days[0];
  return !isFirst && isNotKnown(found) && found.notKnown === 'beforeCounting' ? 0 : found;
}
