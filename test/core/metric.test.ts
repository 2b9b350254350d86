import { describe, expect, it } from 'vitest';
import { counterMetrics, metrics } from '../../src/core/metric.ts';

describe('the table of metrics', () => {
  it('has unique ids and names', () => {
    expect(new Set(metrics.map(({ id }) => id)).size).toBe(metrics.length);
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
  });

  it('keeps the ids that are in the store', () => {
    expect(metrics.map(({ id, name }) => `${id} ${name}`)).toEqual([
      '1 msg',
      '2 voice',
      '3 join',
      '4 part',
      '5 total_users',
      '16 tenure',
      '17 joiners',
      '18 device',
      '19 language',
      '20 app',
      '21 message_kind',
      '22 attachment',
      '23 reaction',
      '24 reply_delay',
      '25 voice_peak',
      '26 moderator_cover',
      '27 link_domain',
      '28 online',
      '29 removal',
      '30 newcomer_way',
      '31 cohort',
      '32 regular_writer',
      '33 days_active',
      '34 top_tenth',
    ]);
  });

  it('lists counters by name, like the export', () => {
    expect(counterMetrics).toEqual(['join', 'msg', 'part', 'total_users', 'voice']);
  });

  it('gives counters ids that fit into the header of a group, and totals other ids', () => {
    const counters: readonly string[] = counterMetrics;
    for (const { id, name } of metrics) expect(id < 8).toBe(counters.includes(name));
  });
});
