import { seesAllChannels } from '../../src/core/channel.ts';
import type { HourRange } from '../../src/core/time.ts';
import type { Query, Result } from '../../src/query/query.ts';
import type { RangeFacts } from '../../src/query/range-facts.ts';
import { type ReportMeasure, reportMeasures } from '../../src/query/report-measures.ts';
import type { Value } from '../../src/query/value.ts';

const hourMs = 3_600_000;

/** Two days in January 2018. */
export const twoDays: HourRange = { from: Date.UTC(2018, 0, 12) / hourMs, to: Date.UTC(2018, 0, 14) / hourMs };

/** Of a sealed month that was observed completely. */
export const complete: RangeFacts = {
  askedAtMs: Date.UTC(2018, 5, 1),
  countingSinceMs: Date.UTC(2017, 0, 1),
  coverage: { observedShare: 1, gaps: [] },
  isSealed: true,
  isSplit: false,
  spansMonths: false,
  prunedMonths: [],
  importedMonths: [],
};

export interface ResultChanges<Measure extends string> {
  readonly query?: Partial<Query>;
  readonly facts?: Partial<RangeFacts>;
  readonly before?: Result<Measure> | null;
}

/** A result with one row, about all. */
export function aResult<Measure extends string>(
  values: Readonly<Record<Measure, Value>>,
  { query = {}, facts = {}, before = null }: ResultChanges<Measure> = {},
): Result<Measure> {
  const asked = { about: 'report', guildId: '7', range: twoDays, by: 'total', channel: null, view: seesAllChannels };
  return {
    query: { ...asked, ...query } as Query,
    measures: Object.keys(values) as Measure[],
    rows: [{ key: { kind: 'total' }, values }],
    facts: { ...complete, ...facts },
    before,
  };
}

/** Every column of a full report with the same value. */
export function everywhere(value: Value): Record<ReportMeasure, Value> {
  const columns = Object.fromEntries(reportMeasures.map(({ name }) => [name, value]));
  return { ...columns, days: 2 } as Record<ReportMeasure, Value>;
}
