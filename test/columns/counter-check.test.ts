import { describe, expect, it } from 'vitest';
import { ColumnWriter } from '../../src/columns/column-writer.ts';
import { encodeColumns, readColumns } from '../../src/columns/columns.ts';
import { CounterList } from '../../src/columns/counter-list.ts';
import { Tally } from '../../src/columns/tally.ts';
import type { Counter, CounterEvent } from '../../src/core/counter.ts';
import { monthHours } from './some-counters.ts';

const hour = monthHours.from;
const message: Counter = { hour, event: 'msg', channel: 3, member: 5, amount: 2 };
const headcount: Counter = { hour, event: 'total_users', channel: 0, member: 0, amount: 12 };
const absurd = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53];

const notCounters: readonly Counter[] = [
  ...absurd.map((value) => ({ ...message, hour: value })),
  ...absurd.map((value) => ({ ...message, channel: value })),
  ...absurd.map((value) => ({ ...message, member: value })),
  ...absurd.map((value) => ({ ...message, amount: value })),
  ...absurd.map((value) => ({ ...headcount, amount: value })),
  ...(['join', 'part', 'total_users'] as const).flatMap((event) => [
    { ...headcount, event, channel: 1 },
    { ...headcount, event, member: 1 },
  ]),
  { ...message, channel: 0 },
  { ...message, event: 'voice', channel: 0 },
  { ...message, hour: 2 ** 31 },
  { ...message, channel: 2 ** 32 },
  { ...message, member: 2 ** 24 },
  { ...message, event: 'reaction' as CounterEvent },
  { ...headcount, event: 'reaction' as CounterEvent },
];

describe('what the format cannot hold', () => {
  it.each(notCounters)(
    'is refused on every path: $event, hour $hour, channel $channel, member $member, amount $amount',
    (counter) => {
      expect(() => encodeColumns([counter])).toThrow(RangeError);

      const tally = new Tally();
      expect(() => count(tally, counter)).toThrow(RangeError);
      count(tally, message);
      expect(tally.drain().map(({ columns }) => countersOf(columns))).toEqual([[message]]);

      const writer = new ColumnWriter();
      expect(() => write(writer, counter)).toThrow(RangeError);
      writer.clear();
      write(writer, message);
      expect(countersOf(writer.finish())).toEqual([message]);
    },
  );

  it('is refused by the writer where runs, groups or members do not ascend, or nothing is counted', () => {
    const later = [
      { ...message, hour: hour - 1 },
      { ...message, event: 'join' as const, channel: 0, member: 0 },
      { ...message, channel: 2 },
      message,
    ];
    for (const counter of later) {
      const writer = new ColumnWriter();
      write(writer, message);
      expect(() => write(writer, counter)).toThrow(RangeError);
    }
    const list = new CounterList();
    expect(() => new ColumnWriter().run(hour, 'msg', 3, list)).toThrow(RangeError);
    list.push(5, 1);
    list.push(5, 1);
    expect(() => new ColumnWriter().run(hour, 'msg', 3, list)).toThrow(RangeError);
    expect(() => write(new ColumnWriter(), { ...message, amount: 0 })).toThrow(RangeError);
  });

  it('is dropped with its guild and month where it comes of adding up, and nothing else is', () => {
    const tally = new Tally();
    count(tally, { ...message, amount: 2 ** 53 - 1 });
    count(tally, { ...message, amount: 2 ** 53 - 1 });
    count(tally, message, '2');
    const dropped: unknown[] = [];
    const deltas = tally.drain(({ guildId, hours, error }) =>
      dropped.push([guildId, hours, error instanceof RangeError]),
    );
    expect(deltas.map(({ guildId, columns }) => [guildId, countersOf(columns)])).toEqual([['2', [message]]]);
    expect(dropped).toEqual([['1', { from: hour, to: hour + 1 }, true]]);
    count(tally, message);
    expect(tally.drain()).toHaveLength(1);
  });
});

function count(tally: Tally, { hour, event, channel, member, amount }: Counter, guildId = '1'): void {
  if (event === 'total_users' && channel === 0 && member === 0) tally.setHeadcount(guildId, hour, amount);
  else tally.add(guildId, hour, event as 'msg', channel, member, amount);
}

function write(writer: ColumnWriter, { hour, event, channel, member, amount }: Counter): void {
  // The list's own arrays would make whole numbers of what is none; another may not.
  const list = { members: [member], amounts: [amount], length: 1 } as unknown as CounterList;
  writer.run(hour, event, channel, list);
}

function countersOf(columns: Uint8Array): Counter[] {
  const counters: Counter[] = [];
  readColumns(columns, (hour, event, channel, member, amount) => {
    counters.push({ hour, event, channel, member, amount });
  });
  return counters;
}
