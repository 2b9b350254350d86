import type { Snowflake } from '../../core/snowflake.ts';
import { dayOfHour, type Hour, type HourRange, hourMs, hoursOfMonth, monthName } from '../../core/time.ts';
import { ReadableCounters } from '../../query/readable-counters.ts';
import type { GuildMonth, StoreReader } from '../../store/store-reader.ts';
import { instantText, some } from '../io/format.ts';
import { type Finding, fault } from './finding.ts';

/** The hours whose counters cannot be read, by month. `onRead` is called with the number of months read, a fraction. */
export async function unreadableFindings(
  store: Pick<StoreReader, 'readCounters'>,
  guildId: Snowflake,
  months: readonly GuildMonth[],
  onRead: (readMonths: number) => void,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [index, { month }] of months.entries()) {
    const counters = new ReadableCounters(store);
    const range = hoursOfMonth(month);
    for await (const { hours } of counters.readCounters(guildId, range)) {
      onRead(index + (hours.to - range.from) / (range.to - range.from));
    }
    if (counters.unreadable.length === 0) continue;
    findings.push(
      fault(`Counters of ${monthName(month)} cannot be read: ${some(counters.unreadable.map(hoursText))}.`, remedy),
    );
  }
  return findings;
}

const remedy =
  'Check the disk. Everything else is counted and reported; these hours show as gaps. A backup of census.db from before ' +
  'the damage still has them.';

/** `2026-03-14 02:00 to 03:00 UTC`. */
function hoursText({ from, to }: HourRange): string {
  const minute = (hour: Hour) => instantText(hour * hourMs).slice(0, 16);
  const isOneDay = dayOfHour(from) === dayOfHour(to);
  return `${minute(from)} to ${isOneDay ? minute(to).slice(11) : minute(to)} UTC`;
}
