import type { Hour, HourRange } from '../../../core/time.ts';
import { dayNotices, type FoundNotice } from '../../notices/day-notices.ts';
import { hourNotices } from '../../notices/hour-notices.ts';
import { mostOfIt } from '../../notices/most-of-it.ts';
import type { NoticeSeries } from '../../notices/notice-series.ts';
import type { Query, Result, ResultRow } from '../../query.ts';
import { rangeFacts } from '../../range-facts.ts';
import { notKnown, type Value } from '../../value.ts';
import type { ChannelTableDeps } from '../channel-table.ts';
import type { SeriesDeps } from '../series.ts';

export interface NoticesQuery extends Query {
  /** Days and weeks, or hours. */
  readonly by: 'day' | 'hour';
  /** The numbers that are watched. Only messages and joins have notices of hours. */
  readonly series: readonly NoticeSeries[];
}

export interface NoticesDeps extends SeriesDeps, ChannelTableDeps {
  readonly store: SeriesDeps['store'] & ChannelTableDeps['store'];
}

export const noticeMeasures = ['value', 'usual', 'among', 'daysSince'] as const;
export type NoticeMeasure = (typeof noticeMeasures)[number];

export interface NoticesResult extends Result<NoticeMeasure> {
  /** When enough is known, at the earliest, for a notice of a day; null if it is. */
  readonly learningUntil: Hour | null;
}

/**
 * The unusual days and weeks, or hours, that ended in a range, ascending. What is unusual is said at `NoticeRule`. A row
 * for each, and after it one for the channel in which more than half of the difference lies, if the asker may see it:
 * - `value`: in the unit of the series; people of a week are those of its days, added up;
 * - `usual`: the median of the same weekday, of weeks, or of the hour of the week, in the last eight weeks;
 * - `among`: than how many earlier days, weeks or hours it is farther off; by chance one in `among` + 1 is;
 * - `daysSince`: how many days earlier one was as far off; `beforeCounting` if none was since counting began. Of hours
 *   it is only known that there was none in half a year: `notComparable`.
 */
export async function notices(query: NoticesQuery, deps: NoticesDeps): Promise<NoticesResult> {
  const nowMs = deps.clock.now();
  const asOfNow = { ...deps, clock: { now: () => nowMs } };
  const { found, learningUntil } = await (query.by === 'hour' ? hourNotices : dayNotices)(query, asOfNow);
  const rows: ResultRow<NoticeMeasure>[] = [];
  for (const notice of found) rows.push(...(await rowsOf(query, notice, asOfNow)));
  const facts = await rangeFacts(deps.store, asOfNow.clock, query.guildId, query.range);
  return { query, measures: noticeMeasures, rows, facts, before: null, learningUntil };
}

async function rowsOf(
  query: NoticesQuery,
  notice: FoundNotice,
  deps: NoticesDeps,
): Promise<readonly ResultRow<NoticeMeasure>[]> {
  const { series, hours, compared } = notice;
  const [value, usual] = [inUnit(series, notice.value), inUnit(series, notice.usual)];
  const most = await mostOfIt(query, { series, hours, compared, excess: value - usual }, deps);
  const row = (channel: NonNullable<typeof most>['channel'] | null, values: Readonly<Record<NoticeMeasure, Value>>) => {
    return { key: { kind: 'notice', ...hours, of: series, channel }, values } as const;
  };
  return [
    row(null, { value, usual, among: notice.among, daysSince: daysSince(hours, notice.lastAsFar) }),
    ...(most === null
      ? []
      : [row(most.channel, { value: most.value, usual: most.usual, among: none, daysSince: none })]),
  ];
}

const none = notKnown('notComparable');

function inUnit(series: NoticeSeries, value: number): number {
  return series === 'voiceSeconds' ? Math.round(value * 3600) : value;
}

function daysSince({ from, to }: HourRange, lastAsFar: Hour | null): Value {
  if (to - from === 1) return notKnown('notComparable');
  return lastAsFar === null ? notKnown('beforeCounting') : (from - lastAsFar) / 24;
}
