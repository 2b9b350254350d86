import type { Coverage, CoverageGap } from '../core/coverage.ts';
import { type HourRange, hourMs, isoDay, type Month, monthsOfRange } from '../core/time.ts';
import type { Result } from '../query/query.ts';
import type { RangeFacts } from '../query/range-facts.ts';
import { isNotKnown, type Reason, reasons, type Value } from '../query/value.ts';
import { namedChannels } from './named-channels.ts';
import { unknown } from './values.ts';
import type { Words } from './words.ts';

/**
 * What must be said with a result, one line each: what was not seen, and why a number is not known, each reason once.
 *
 * @param mark What stands for a number that is not known.
 */
export function resultNotes<Measure extends string>(
  { query, rows, facts }: Pick<Result<Measure>, 'query' | 'rows' | 'facts'>,
  { words, mark = unknown }: { readonly words: Words; readonly mark?: string },
): readonly string[] {
  const values = rows.flatMap((row) => Object.values<Value>(row.values));
  const found = new Set(values.filter(isNotKnown).map((value) => value.notKnown));
  const said = new Set<Reason>([...found, ...(facts.notCounted ?? [])]);
  const channelsOf = (reason: Reason) => {
    const isSo = (row: (typeof rows)[number]) =>
      Object.values<Value>(row.values).some((value) => isNotKnown(value) && value.notKnown === reason);
    const channels = rows.flatMap((row) => (row.key.kind === 'channel' && isSo(row) ? [row.key.channel] : []));
    return namedChannels(channels.length > 0 || query.channel === null ? channels : [query.channel], false, words);
  };
  return [
    ...factNotes(query.range, facts, words),
    ...(facts.prunedMonths.length === 0 ? [] : [prunedNote(facts.prunedMonths, found.has('deleted'), words)]),
    ...reasons
      .filter((reason) => said.has(reason) && !(reason === 'deleted' && facts.prunedMonths.length > 0))
      .map((reason) => words.say(`reason.${reason}`, { mark, channels: channelsOf(reason) })),
  ];
}

/** What must be said with an export. */
export function exportNotes(
  { range, ...facts }: RangeFacts & { readonly range: HourRange },
  countsMembers: boolean,
  words: Words,
): readonly string[] {
  const { prunedMonths } = facts;
  return [
    ...factNotes(range, facts, words),
    ...(prunedMonths.length === 0
      ? []
      : [words.say('note.deletedFromFile', { deleted: deletedCounters(prunedMonths, words) })]),
    ...(countsMembers ? [] : [words.say('reason.intentOff')]),
  ];
}

function factNotes(range: HourRange, facts: RangeFacts, words: Words): readonly string[] {
  const { countingSinceMs, coverage, isSealed, isSplit, importedMonths } = facts;
  const isImported = importedMonths.length === monthsOfRange(range).length;
  const beginsLater = countingSinceMs !== null && countingSinceMs > range.from * hourMs && !isImported;
  return [
    ...(beginsLater ? [words.say('note.countingSince', { time: words.localMinute(countingSinceMs) })] : []),
    ...(coverage.observedShare < 1 ? [coverageNote(coverage, words)] : []),
    ...(importedMonths.length > 0 ? [importedText(importedMonths, words)] : []),
    ...(isSealed ? [] : [words.say('note.notAnonymised')]),
    ...(isSplit ? [words.say('note.split', { months: words.monthSpan(monthsOfRange(range)) })] : []),
  ];
}

function prunedNote(months: readonly Month[], isUnknown: boolean, words: Words): string {
  const deleted = deletedCounters(months, words);
  return isUnknown ? deleted : words.say('note.keptReport', { deleted });
}

/** `the counters of March 2024 were deleted (KEEP_MONTHS)`, with first and last month if there are several. */
export function deletedCounters(months: readonly Month[], words: Words): string {
  return words.say('note.deletedCounters', { months: words.monthSpan(months) });
}

/** `2018-01-12 to 2018-01-14`, the end excluded. A part of a day counts as one. */
export function days({ from, to }: HourRange): string {
  return `${isoDay(from)} to ${isoDay(Math.ceil(to / 24) * 24)}`;
}

/** `10–13 November 2025, 4 days, UTC`. */
export function spanText(range: HourRange, words: Words): string {
  const count = Math.ceil(range.to / 24) - Math.floor(range.from / 24);
  return words.say('note.span', { days: words.days(range), count });
}

const namedGaps = 3;

/**
 * `coverage 97.8 %, gap 14 Mar 02:10–18:00 (12 members more after it)`, in UTC. Incomplete coverage is never shown as
 * 100 %.
 */
export function coverageNote({ observedShare, gaps }: Coverage, words: Words): string {
  const percent = (Math.floor(observedShare * 1000) / 10).toFixed(1);
  const named = gaps.slice(0, namedGaps).map((gap) => gapText(gap, words));
  const others = gaps.length - named.length;
  if (others > 0) named.push(words.say('note.moreGaps', { others }));
  const coverage = words.say('note.coverage', { percent });
  return named.length === 0 ? coverage : `${coverage}, ${words.say('note.gaps', { gaps: named.join(', ') })}`;
}

/** `2018-01-12 10:05 UTC`. */
export function minute(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function gapText({ fromMs, toMs, headcountChange = 0 }: CoverageGap, words: Words): string {
  const places = Math.floor(fromMs / 60_000) === Math.floor(toMs / 60_000) ? 19 : 16; // Seconds for a short gap only.
  const [fromDay, toDay] = [words.dayAndMonth(fromMs), words.dayAndMonth(toMs)];
  const [from, to] = [timeOfDay(fromMs, places), timeOfDay(toMs, places)];
  const times = fromDay === toDay ? `${fromDay} ${from}–${to}` : `${fromDay} ${from} – ${toDay} ${to}`;
  if (headcountChange === 0) return times;
  const members = Math.abs(headcountChange);
  const key = headcountChange > 0 ? 'note.gapWithMore' : 'note.gapWithFewer';
  return words.say(key, { times, members });
}

function timeOfDay(timeMs: number, places: 16 | 19): string {
  return new Date(timeMs).toISOString().slice(11, places);
}

/**
 * `March 2018 was imported; Census did not observe it itself`, with first and last month if there are several.
 *
 * @param months Ascending, at least one.
 */
export function importedText(months: readonly Month[], words: Words): string {
  return words.say('note.imported', { count: months.length, months: words.monthSpan(months) });
}

/**
 * The sentence about split months, in which one person may appear under two tokens, because the hashes were lost or
 * because the server moved to another gateway shard.
 *
 * @param months At least one, ascending.
 */
export function splitText(months: readonly Month[], words: Words): string {
  return words.say('note.splitMonths', { months: months.map((month) => words.month(month)).join(', ') });
}
