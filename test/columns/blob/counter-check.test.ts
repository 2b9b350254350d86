import { describe, expect, it } from 'vitest';
import { ColumnWriter } from '../../../src/columns/blob/column-writer.ts';
import { CounterList } from '../../../src/columns/blob/counter-list.ts';
import { encodeColumns } from '../../../src/columns/columns.ts';
import { Tally } from '../../../src/columns/tally.ts';
import type { Counter } from '../../../src/core/counter.ts';
import type { CounterMetric } from '../../../src/core/metric.ts';
import { countersIn } from '../counters-in.ts';
import { monthHours } from '../some-counters.ts';

const hour = monthHours.from;
const message: Counter = { hour, metric: 'msg', channel: 3, member: 5, amount: 2 };
const headcount: Counter = { hour, metric: 'total_users', channel: 0, member: 0, amount: 12 };
const absurd = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53];

const notCounters: readonly Counter[] = [
  ...absurd.map((value) => ({ ...message, hour: value })),
  ...absurd.map((value) => ({ ...message, channel: value })),
  ...absurd.map((value) => ({ ...message, member: value })),
  ...absurd.map((value) => ({ ...message, amount: value })),
  ...absurd.map((value) => ({ ...headcount, amount: value })),
  ...(['join', 'part', 'total_users'] as const).flatMap((metric) => [
    { ...headcount, metric, channel: 1 },
    { ...headcount, metric, member: 1 },
  ]),
  { ...message, channel: 0 },
  { ...message, metric: 'voice', channel: 0 },
  { ...message, hour: 2 ** 31 },
  { ...message, channel: 2 ** 32 },
  { ...message, member: 2 ** 24 },
  { ...message, metric: 'reaction' as CounterMetric },
  { ...headcount, metric: 'reaction' as CounterMetric },
];

describe('an invalid counter', () => {
  it.each(notCounters)(
    'is refused on every path: $metric, hour $hour, channel $channel, member $member, amount $amount',
    (counter) => {
      expect(() => encodeColumns([counter])).toThrow(RangeError);

      const tally = new Tally();
      expect(() => count(tally, counter)).toThrow(RangeError);
      count(tally, message);
      expect(tally.drain().map(({ columns }) => countersIn(columns))).toEqual([[message]]);

      const writer = new ColumnWriter();
      expect(() => write(writer, counter)).toThrow(RangeError);
      writer.clear();
      write(writer, message);
      expect(countersIn(writer.finish())).toEqual([message]);
    },
  );

  it('is refused by the writer if runs, groups or members do not ascend, or the amount is 0', () => {
    const first = { ...message, metric: 'voice' as const };
    const later = [{ ...first, hour: hour - 1 }, message, { ...first, channel: 2 }, first];
    for (const counter of later) {
      const writer = new ColumnWriter();
      write(writer, first);
      expect(() => write(writer, counter)).toThrow(RangeError);
    }
    const list = new CounterList();
    expect(() => new ColumnWriter().run(hour, 'msg', 3, list)).toThrow(RangeError);
    list.push(5, 1);
    list.push(5, 1);
    expect(() => new ColumnWriter().run(hour, 'msg', 3, list)).toThrow(RangeError);
    expect(() => write(new ColumnWriter(), { ...message, amount: 0 })).toThrow(RangeError);
  });

  it('that results from adding up is dropped with its guild and month, and nothing else is', () => {
    const tally = new Tally();
    count(tally, { ...message, amount: 2 ** 53 - 1 });
    count(tally, { ...message, amount: 2 ** 53 - 1 });
    count(tally, message, '2');
    const dropped: unknown[] = [];
    const deltas = tally.drain(({ guildId, hours, error }) =>
      dropped.push([guildId, hours, error instanceof RangeError]),
    );
    expect(deltas.map(({ guildId, columns }) => [guildId, countersIn(columns)])).toEqual([['2', [message]]]);
    expect(dropped).toEqual([['1', { from: hour, to: hour + 1 }, true]]);
    count(tally, message);
    expect(tally.drain()).toHaveLength(1);
  });
});

function count(tally: Tally, { hour, metric, channel, member, amount }: Counter, guildId = '1'): void {
  if (metric === 'total_users' && channel === 0 && member === 0) tally.setHeadcount(guildId, hour, amount);
  else tally.add(guildId, hour, metric as 'msg', channel, member, amount);
}

function write(writer: ColumnWriter, { hour, metric, channel, member, amount }: Counter): void {
  // The list's own typed arrays would convert the numbers.
  const list = { members: [member], amounts: [amount], length: 1 } as unknown as CounterList;
  writer.run(hour, metric, channel, list);
}
