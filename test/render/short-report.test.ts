import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result, ResultRow, RowKey } from '../../src/query/query.ts';
import { type ReportMeasure, reportMeasures } from '../../src/query/report-measures.ts';
import { notKnown, type Value } from '../../src/query/value.ts';
import { shortReport } from '../../src/render/short-report.ts';
import { english } from '../../src/render/words.ts';
import { aChannel } from '../query/a-store.ts';

type Numbers = Readonly<Record<'activeUsers' | 'messages' | 'voiceHours', Value>>;

function aReport(by: 'weekday' | 'hourOfDay' | 'channel', rows: readonly (readonly [RowKey, Numbers])[]) {
  const others = Object.fromEntries(reportMeasures.map(({ name }) => [name, 0]));
  const all = rows.map(([key, values]) => ({ key, values: { ...others, ...values } }) as ResultRow<ReportMeasure>);
  return { query: { by }, rows: all, measures: [] } as unknown as Result<ReportMeasure>;
}

const linesOf = (report: Result<ReportMeasure>) => shortReport(report, english).split('\n');

const aValue: fc.Arbitrary<Value> = fc.oneof(fc.nat(99_999), fc.constant(notKnown('notObserved')));
const someNumbers: fc.Arbitrary<Numbers> = fc.record({ activeUsers: aValue, messages: aValue, voiceHours: aValue });

describe('a short report', () => {
  it('has the numbers of the report, one line a row', () => {
    fc.assert(
      fc.property(fc.array(someNumbers, { minLength: 24, maxLength: 24 }), (hours) => {
        const rows = hours.map((values, hour) => [{ kind: 'hourOfDay', hour }, values] as const);
        const lines = linesOf(aReport('hourOfDay', rows));
        expect(lines).toHaveLength(24 + 3);
        const read = lines.slice(2, -1).map((line) => line.trim().split(/ {2,}/).slice(1));
        const said = (value: Value) => (typeof value === 'number' ? value : '–');
        const found = read.map((cells) =>
          cells.map((cell) => (cell === '–' ? cell : Number(cell.replaceAll(',', '')))),
        );
        expect(found).toEqual(
          hours.map(({ activeUsers, messages, voiceHours }) => [activeUsers, messages, voiceHours].map(said)),
        );
        expect(lines.join('\n').length).toBeLessThan(1_300);
      }),
    );
  });

  it('has the ten busiest channels, and the sum of those that the person cannot see last', () => {
    const numbers = (messages: number): Numbers => ({ activeUsers: 1, messages, voiceHours: 0 });
    const channels = Array.from({ length: 30 }, (_, index) => {
      return [{ kind: 'channel', channel: aChannel(index + 1, `room-${index}`) }, numbers((index * 7) % 30)] as const;
    });
    const lines = linesOf(aReport('channel', [...channels, [{ kind: 'hidden' }, numbers(500)]]));
    const shown = lines.slice(2, -2).map((line) => line.trim().split(/ {2,}/));
    expect(shown.map(([, , messages]) => Number(messages))).toEqual([29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 500]);
    expect(shown.at(-1)?.[0]).toBe('channels you …');
    expect(lines.at(-1)).toBe('and 20 more channels in the file');
  });

  it('is narrow enough for a phone, whatever the channels are called', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, someNumbers), { maxLength: 12 }), (named) => {
        const rows = named.map(([text, values], index) => {
          return [{ kind: 'channel', channel: aChannel(index + 1, text) } as const, values] as const;
        });
        const lines = linesOf(aReport('channel', rows));
        expect(lines.filter((line) => line === '```')).toHaveLength(2);
        for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(42);
      }),
    );
  });
});
