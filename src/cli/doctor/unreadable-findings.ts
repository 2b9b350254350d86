import type { Snowflake } from '../../core/snowflake.ts';
import { type HourRange, hourMs, hoursOfMonth, monthName } from '../../core/time.ts';
import { ReadableCounters } from '../../report/readable-counters.ts';
import type { GuildMonth, Store } from '../../store/store.ts';
import { type Finding, fault } from './finding.ts';
import { instant, some } from './words.ts';

/** The hours of each month whose counters cannot be read. `onProgress` is called with the share that is done, 0 to 1. */
export async function unreadableFindings(
  store: Pick<Store, 'pieces'>,
  guildId: Snowflake,
  months: readonly GuildMonth[],
  onProgress: (share: number) => void,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [index, { month }] of months.entries()) {
    const counters = new ReadableCounters(store);
    const range = hoursOfMonth(month);
    for await (const { hours } of counters.pieces(guildId, range)) {
      onProgress((index + (hours.to - range.from) / (range.to - range.from)) / months.length);
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
  const [start, end] = [from, to].map((hour) => instant(hour * hourMs).slice(0, 16));
  const isOneDay = start?.slice(0, 10) === end?.slice(0, 10);
  return `${start} to ${isOneDay ? end?.slice(11) : end} UTC`;
}
