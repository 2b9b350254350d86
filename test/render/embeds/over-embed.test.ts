import { describe, expect, test } from 'vitest';
import type { Period } from '../../../src/query/query.ts';
import { type ChangeMeasure, changeMeasures } from '../../../src/query/questions/compared/change.ts';
import { type SeriesMeasure, seriesMeasures } from '../../../src/query/series/series-measures.ts';
import { notKnown, type Value } from '../../../src/query/value.ts';
import { type OverMetric, overEmbed } from '../../../src/render/embeds/over-embed.ts';
import { english } from '../../../src/render/words.ts';
import { twoDays } from '../a-result.ts';
import { fieldsOf, resultOf } from './some-rows.ts';

type Values = Partial<Record<SeriesMeasure, Value>>;
type Cut = Values & { readonly from: number; readonly to: number };

const friday = twoDays.from;

describe('the embed of a number over time', () => {
  test('shows the sum, the mean, and the days with most and fewest', () => {
    const embed = embedOf('messages', 'day', [{ messages: 1776 }, { messages: 3 }], { messages: 1779 });
    expect(embed.title).toBe('Messages by day');
    expect(fieldsOf(embed)).toEqual({
      'In all': '1,779',
      'A day': '9.5',
      Most: '1,776 (Friday, 12 January 2018)',
      Fewest: '3 (Saturday, 13 January 2018)',
      Change: 'nothing to compare it with yet',
    });
  });

  test('finds the fewest among days that were observed', () => {
    const embed = embedOf('messages', 'day', [{ messages: 12 }, { messages: 3, observedShare: 0.9 }], {});
    expect(fieldsOf(embed)).not.toHaveProperty('Fewest'); // The one that is left has the most, too.
  });

  test('has bounds for people over a month’s end', () => {
    const between = { low: 412, high: 641, estimate: 494 };
    const embed = embedOf('people', 'week', [{ people: 12 }, { people: between }], { people: between });
    expect(fieldsOf(embed)).toMatchObject({
      'In all': '≈ 494 (412–641)',
      Most: '≈ 494 (412–641) (19–25 January 2018)',
    });
  });

  test('leaves weeks that the range cuts out of the most and the fewest, and says that they are cut', () => {
    const cut = { from: friday - 24, to: friday };
    const embed = embedOf('messages', 'week', [{ messages: 70 }, { messages: 50 }], {}, [{ ...cut, messages: 3 }]);
    expect(fieldsOf(embed)).toMatchObject({ Most: '70 (12–18 January 2018)', Fewest: '50 (19–25 January 2018)' });
    expect(embed.footer?.text).toContain('the weeks at the ends of the range are cut there');
    expect(embedOf('messages', 'week', [{ messages: 70 }], {}).footer?.text).toBe('UTC');
  });

  test('shows who left beside who joined, and voice in hours', () => {
    expect(fieldsOf(embedOf('joins', 'day', [{ joins: 2 }], { joins: 2, parts: 1 }))).toMatchObject({
      Joined: '2',
      Left: '1',
    });
    expect(fieldsOf(embedOf('voiceSeconds', 'hour', [{ voiceSeconds: 720 }], { voiceSeconds: 36_000 }))).toMatchObject({
      'In all': '10 h',
      Most: '12 min (12 January 2018, 00:00 UTC)',
    });
  });

  test('shows members at both ends', () => {
    const unknown = { totalUsers: notKnown('beforeCounting') };
    const embed = embedOf('totalUsers', 'day', [unknown, { totalUsers: 10 }, { totalUsers: 14 }], {});
    expect(fieldsOf(embed)).toMatchObject({ 'At the start': '10', 'At the end': '14' });
    expect(embed.footer?.text).toContain('–: counting had not begun');
  });

  test('says nothing of a number that is not shown', () => {
    const embed = embedOf('messages', 'day', [{ messages: 1, joins: notKnown('intentOff') }], {});
    expect(embed.footer?.text).toBe('UTC');
  });
});

function embedOf(
  metric: OverMetric,
  grain: Period,
  periods: readonly Values[],
  all: Values,
  before: readonly Cut[] = [],
) {
  const hours = { hour: 1, day: 24, week: 7 * 24, month: 31 * 24 }[grain];
  const valuesOf = (values: Values) => {
    const nothing = Object.fromEntries(seriesMeasures.map((measure) => [measure, 0]));
    return { ...nothing, observedShare: 1, ...values } as Record<SeriesMeasure, Value>;
  };
  const whole = periods.map((values, index): Cut => {
    return { from: friday + index * hours, to: friday + (index + 1) * hours, ...values };
  });
  const rows = [...before, ...whole].map(({ from, to, ...values }) => {
    return { key: { kind: 'period', from, to } as const, values: valuesOf(values) };
  });
  const change: Record<ChangeMeasure, Value> = {
    ...{ perDay: 9.5, perDayBefore: notKnown('beforeCounting'), change: notKnown('beforeCounting') },
    ...{ usualLow: notKnown('learning'), usualHigh: notKnown('learning'), unusual: notKnown('learning') },
  };
  return overEmbed(
    {
      metric,
      grain,
      series: resultOf(rows, seriesMeasures, { query: { by: grain } }),
      total: resultOf([{ key: { kind: 'total' }, values: valuesOf(all) }], seriesMeasures),
      change: resultOf([{ key: { kind: 'total' }, values: change }], changeMeasures),
    },
    english,
  );
}
