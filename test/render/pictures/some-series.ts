import { seesAllChannels } from '../../../src/core/channel.ts';
import type { HourRange } from '../../../src/core/time.ts';
import { periodsOf } from '../../../src/query/hours/periods.ts';
import type { Period, Result } from '../../../src/query/query.ts';
import type { RangeFacts } from '../../../src/query/range-facts.ts';
import { type SeriesMeasure, seriesMeasures } from '../../../src/query/series/series-measures.ts';
import type { Value } from '../../../src/query/value.ts';
import { facts } from './some-days.ts';

/** A series as `series` answers it: every measure has the same value. */
export function someSeries(
  range: HourRange,
  by: Period,
  numberOf: (index: number) => Value | { readonly value: Value; readonly observedShare: number },
  changed: Partial<RangeFacts> = {},
): Result<SeriesMeasure> {
  return {
    query: { about: 'series', guildId: '7', range, by, channel: null, view: seesAllChannels },
    measures: seriesMeasures,
    rows: periodsOf(range, by).map((period, index) => {
      const own = numberOf(index);
      const [value, observedShare] =
        typeof own === 'object' && 'value' in own ? [own.value, own.observedShare] : [own, 1];
      const values = Object.fromEntries(seriesMeasures.map((measure) => [measure, value])) as Record<
        SeriesMeasure,
        Value
      >;
      return { key: { kind: 'period', ...period }, values: { ...values, observedShare } };
    }),
    facts: { ...facts, ...changed },
    before: null,
  };
}
