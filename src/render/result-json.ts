import { isoHour, type Month } from '../core/time.ts';
import type { Result, ResultRow, RowKey } from '../query/query.ts';
import type { RangeFacts } from '../query/range-facts.ts';
import type { Value } from '../query/value.ts';

/** JSON values. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/**
 * A result as JSON, with stable names: times in ISO 8601 and UTC, months as `2025-10`, shares from 0 to 1. A number that
 * is not known is `{ "notKnown": reason }`, one with bounds `{ "low", "high", "estimate" }`. It names no guild and no
 * person.
 */
export function resultJson<Measure extends string>({ query, measures, rows, facts, before }: Result<Measure>): Json {
  const { about, range, by, channel } = query;
  return {
    about,
    from: isoHour(range.from),
    to: isoHour(range.to),
    by,
    channel: channel === null ? null : { id: channel.id, name: channel.name },
    measures: [...measures],
    rows: rows.map((row) => rowJson(row, measures)),
    facts: factsJson(facts),
    before: before === null ? null : resultJson(before),
  };
}

function rowJson<Measure extends string>({ key, values }: ResultRow<Measure>, measures: readonly Measure[]): Json {
  return { key: keyJson(key), values: Object.fromEntries(measures.map((name) => [name, valueJson(values[name])])) };
}

function keyJson(key: RowKey): Json {
  switch (key.kind) {
    case 'channel':
      return { kind: 'channel', id: key.channel.id, name: key.channel.name };
    case 'period':
      return { kind: 'period', from: isoHour(key.from), to: isoHour(key.to) };
    case 'notice': {
      const channel = key.channel === null ? null : { id: key.channel.id, name: key.channel.name };
      return { kind: 'notice', from: isoHour(key.from), to: isoHour(key.to), of: key.of, channel };
    }
    default:
      return { ...key };
  }
}

function valueJson(value: Value): Json {
  return typeof value === 'number' ? value : { ...value };
}

function factsJson({ coverage, ...facts }: RangeFacts): Json {
  return {
    askedAt: isoInstant(facts.askedAtMs),
    countingSince: facts.countingSinceMs === null ? null : isoInstant(facts.countingSinceMs),
    observedShare: coverage.observedShare,
    gaps: coverage.gaps.map(({ fromMs, toMs }) => ({ from: isoInstant(fromMs), to: isoInstant(toMs) })),
    isSealed: facts.isSealed,
    isSplit: facts.isSplit,
    hasTrial: facts.hasTrial ?? false,
    importedMonths: facts.importedMonths.map(isoMonth),
    deletedMonths: facts.prunedMonths.map(isoMonth),
    notCounted: [...(facts.notCounted ?? [])],
  };
}

function isoInstant(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

function isoMonth(month: Month): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
}
