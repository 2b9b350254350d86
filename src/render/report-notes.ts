import type { Coverage, CoverageGap } from '../core/coverage.ts';
import { type HourRange, hourMs, isoDay, type Month, monthName, monthsOfRange } from '../core/time.ts';
import { deletedCounters, monthSpan } from '../query/pruned-months.ts';

/** The facts that a report or an export states about its numbers. */
export interface ReportFacts {
  readonly range: HourRange;
  readonly coverage: Coverage;
  readonly isSealed: boolean;
  readonly isSplit: boolean;
  /** The months of the range whose counters were deleted. */
  readonly prunedMonths: readonly Month[];
  /** The months of the range that another program counted. */
  readonly importedMonths: readonly Month[];
}

/** Other facts that affect how the numbers read. */
export interface ReportCircumstances {
  /** When the guild first connected, in milliseconds since the Unix epoch. */
  readonly firstConnectedMs: number | null;
  readonly countsMembers: boolean;
  /** Whether the numbers are those of one channel. */
  readonly isOfChannel: boolean;
  /** Whether the numbers are an export's counters. */
  readonly isExport: boolean;
}

/** The notes under a report or with an export, one line each. */
export function reportNotes(facts: ReportFacts, circumstances: ReportCircumstances): readonly string[] {
  const { range, coverage, isSealed, isSplit, prunedMonths, importedMonths } = facts;
  const { firstConnectedMs, countsMembers, isOfChannel, isExport } = circumstances;
  const notes = [`${days(range)}, UTC, the end excluded`];
  const isImported = importedMonths.length === monthsOfRange(range).length;
  if (firstConnectedMs !== null && firstConnectedMs > range.from * hourMs && !isImported) {
    notes.push(`counting since ${minute(firstConnectedMs)}`);
  }
  if (coverage.observedShare < 1) notes.push(coverageNote(coverage));
  if (importedMonths.length > 0) notes.push(importedText(importedMonths));
  if (!isSealed) notes.push('this month is not anonymised yet: do not pass on');
  if (isSplit) notes.push(`${monthSpan(monthsOfRange(range))}: ${newTokens}, so one person may be counted as two`);
  if (prunedMonths.length > 0) {
    const rest = isExport ? 'nothing of them is in the file' : 'this is what is kept of it';
    notes.push(`${deletedCounters(prunedMonths)}; ${rest}`);
  }
  if (!countsMembers) notes.push('Joins and parts are not counted: the Server Members intent is off');
  if (isOfChannel) notes.push('Total users, Joins and Parts are of the whole server');
  return notes;
}

/** `2018-01-12 to 2018-01-14`. */
export function days(range: HourRange): string {
  return `${isoDay(range.from)} to ${isoDay(range.to)}`;
}

const namedGaps = 3;

/**
 * `coverage 97.8 %, gap 14 Mar 02:10–18:00 (12 members more after it)`, in UTC. Incomplete coverage is never shown as
 * 100 %.
 */
export function coverageNote({ observedShare, gaps }: Coverage): string {
  const percent = (Math.floor(observedShare * 1000) / 10).toFixed(1);
  const named = gaps.slice(0, namedGaps).map(gapText);
  const others = gaps.length - named.length;
  if (others > 0) named.push(`${others} more`);
  return [`coverage ${percent} %`, ...(named.length > 0 ? [`gap ${named.join(', ')}`] : [])].join(', ');
}

/** `2018-01-12 10:05 UTC`. */
export function minute(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function gapText({ fromMs, toMs, headcountChange = 0 }: CoverageGap): string {
  const places = Math.floor(fromMs / 60_000) === Math.floor(toMs / 60_000) ? 19 : 16; // Seconds for a short gap only.
  const [fromDay, toDay] = [dayAndMonth(fromMs), dayAndMonth(toMs)];
  const [from, to] = [timeOfDay(fromMs, places), timeOfDay(toMs, places)];
  const times = fromDay === toDay ? `${fromDay} ${from}–${to}` : `${fromDay} ${from} – ${toDay} ${to}`;
  return headcountChange === 0 ? times : `${times} (${changeText(headcountChange)} after it)`;
}

function changeText(headcountChange: number): string {
  const members = Math.abs(headcountChange);
  return `${members} ${members === 1 ? 'member' : 'members'} ${headcountChange > 0 ? 'more' : 'fewer'}`;
}

function dayAndMonth(timeMs: number): string {
  return new Date(timeMs).toLocaleString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}

function timeOfDay(timeMs: number, places: 16 | 19): string {
  return new Date(timeMs).toISOString().slice(11, places);
}

/**
 * `March 2018 was imported; Census did not observe it itself`, with first and last month if there are several.
 *
 * @param months Ascending, at least one.
 */
export function importedText(months: readonly Month[]): string {
  const isOne = months.length === 1;
  const names = isOne ? monthSpan(months) : `${months.length} months, ${monthSpan(months)},`;
  return `${names} ${isOne ? 'was' : 'were'} imported; Census did not observe ${isOne ? 'it' : 'them'} itself`;
}

/**
 * The sentence about split months, in which one person may appear under two tokens, because the hashes were lost or
 * because the server moved to another gateway shard.
 *
 * @param months At least one, ascending.
 */
export function splitText(months: readonly Month[]): string {
  return `In ${months.map(monthName).join(', ')} ${newTokens}: one person may be counted there as two.`;
}

/** True of both causes. */
export const newTokens = 'Census had to begin again under new tokens';
