import type { Coverage } from '../core/coverage.ts';
import { type HourRange, hourMs, isoDay, monthName, monthOfHour } from '../core/time.ts';

/** What a report or an export says of its numbers. */
export interface ReportFacts {
  readonly range: HourRange;
  readonly coverage: Coverage;
  readonly isSealed: boolean;
  readonly isSplit: boolean;
}

/** What else must be known to read them rightly. */
export interface ReportCircumstances {
  /** When the guild was first connected, in milliseconds since the Unix epoch. */
  readonly firstConnectedMs: number | null;
  readonly countsMembers: boolean;
  /** Whether the numbers are those of one channel. */
  readonly isOfChannel: boolean;
}

/** What stands under a report or beside an export, a line each. */
export function reportNotes(facts: ReportFacts, circumstances: ReportCircumstances): readonly string[] {
  const { range, coverage, isSealed, isSplit } = facts;
  const { firstConnectedMs, countsMembers, isOfChannel } = circumstances;
  const notes = [`${days(range)}, UTC, the end excluded`];
  if (firstConnectedMs !== null && firstConnectedMs > range.from * hourMs) {
    notes.push(`counting since ${minute(firstConnectedMs)}`);
  }
  if (coverage.observedShare < 1) notes.push(coverageNote(coverage));
  if (!isSealed) notes.push('this month is not anonymised yet: do not pass on');
  if (isSplit) notes.push(`${months(range)}: the vault was lost, so one person may be counted as two`);
  if (!countsMembers) notes.push('Joins and parts are not counted: the Server Members intent is off');
  if (isOfChannel) notes.push('Total users, Joins and Parts are of the whole server');
  return notes;
}

/** `2018-01-12 to 2018-01-14`. */
export function days(range: HourRange): string {
  return `${isoDay(range.from)} to ${isoDay(range.to)}`;
}

const namedGaps = 3;

/** `coverage 97.8 %, gap 14 Mar 02:10–18:00`, in UTC. Less than everything is never shown as 100 %. */
export function coverageNote({ observedShare, gaps }: Coverage): string {
  const percent = (Math.floor(observedShare * 1000) / 10).toFixed(1);
  const named = gaps.slice(0, namedGaps).map(({ fromMs, toMs }) => gapText(fromMs, toMs));
  const others = gaps.length - named.length;
  if (others > 0) named.push(`${others} more`);
  return [`coverage ${percent} %`, ...(named.length > 0 ? [`gap ${named.join(', ')}`] : [])].join(', ');
}

/** `2018-01-12 10:05 UTC`. */
export function minute(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function gapText(fromMs: number, toMs: number): string {
  const places = Math.floor(fromMs / 60_000) === Math.floor(toMs / 60_000) ? 19 : 16; // Seconds for a short gap only.
  const [from, to] = [fromMs, toMs].map((timeMs) => ({ day: dayAndMonth(timeMs), time: timeOfDay(timeMs, places) }));
  if (from === undefined || to === undefined) return '';
  return from.day === to.day
    ? `${from.day} ${from.time}–${to.time}`
    : `${from.day} ${from.time} – ${to.day} ${to.time}`;
}

function dayAndMonth(timeMs: number): string {
  return new Date(timeMs).toLocaleString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}

function timeOfDay(timeMs: number, places: 16 | 19): string {
  return new Date(timeMs).toISOString().slice(11, places);
}

function months(range: HourRange): string {
  const first = monthOfHour(range.from);
  const last = monthOfHour(range.to - 1);
  return first === last ? monthName(first) : `${monthName(first)} to ${monthName(last)}`;
}
