import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HourRange, hoursOfMonth, monthsOfRange } from '../../../src/core/time.ts';
import { channelTable } from '../../../src/query/questions/channel-table.ts';
import type { Value } from '../../../src/query/value.ts';
import { guildId } from '../a-store.ts';
import { channels, countersOf, january, ranges, type World, withWorld, worlds } from './a-world.ts';
import { naiveMembers, naiveReason, orReason } from './naive-hours.ts';

describe('the table of channels', () => {
  it('equals a naive one, with the channels that may not be seen in one row', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, ranges, fc.subarray([1, 2, 3, 4, 5]), async (world, range, seen) => {
        await withWorld(world, async (deps) => {
          const view = ({ number }: { readonly number: number }) => seen.includes(number);
          const query = { about: 'channelTable', guildId, range, by: 'channel', channel: null, view } as const;
          const { rows } = await channelTable(query, deps);
          const found = rows.map(({ key, values }) => ({
            row: key.kind === 'channel' ? key.channel.number : key.kind,
            values,
          }));
          expect(found).toEqual(naiveRows(world, range, seen));
        });
      }),
      { numRuns: 50 },
    );
  }, 120_000);
});

function naiveRows(world: World, range: HourRange, seen: readonly number[]) {
  const within = countersOf(world).filter(({ hour, metric }) => {
    return hour >= range.from && hour < range.to && (metric === 'msg' || metric === 'voice');
  });
  const messagesIn = (counters: typeof within) =>
    counters.filter(({ metric }) => metric === 'msg').reduce((sum, { amount }) => sum + amount, 0);
  const hasPruned = world.isPruned && monthsOfRange(range).includes(january);
  // Small channels of a whole month are not told from those with nothing. Of a part of a month nothing is known.
  const { from, to } = hoursOfMonth(january);
  const isKept = hasPruned && range.from <= from && range.to >= to;
  const valuesOf = (numbers: readonly number[], channel: number | null) => {
    const own = within.filter((counter) => numbers.includes(counter.channel));
    const messages = messagesIn(own);
    const voice = own
      .filter(({ metric }) => metric === 'voice')
      .reduce((sum, { amount }) => sum + Math.floor(amount / 1000), 0);
    const byMonth = monthsOfRange(range).map((month) => {
      const { from, to } = hoursOfMonth(month);
      return naiveMembers(
        own.filter(({ hour }) => hour >= from && hour < to),
        ['msg', 'voice'],
      ).size;
    });
    const [low, high] = [Math.max(...byMonth), byMonth.reduce((sum, people) => sum + people, 0)];
    const people: Value = low === high ? low : { low, high, estimate: null };
    const lastHour = own.filter(({ metric }) => metric === 'msg').at(-1)?.hour;
    const lost = isKept ? ({ notKnown: 'deleted' } as const) : null;
    const why = (metrics: readonly ('msg' | 'voice')[]) => () => naiveReason(world, range, { metrics, channel });
    return {
      people: hasPruned ? { notKnown: 'deleted' } : orReason(people, why(['msg', 'voice'])),
      messages: lost ?? orReason(messages, why(['msg'])),
      share: lost ?? orReason(messages === 0 ? 0 : messages / messagesIn(within), why(['msg'])),
      voiceSeconds: lost ?? orReason(voice, why(['voice'])),
      lastMessageDay:
        lastHour === undefined && lost !== null
          ? lost
          : orReason(lastHour === undefined ? 0 : Math.floor(lastHour / 24), why(['msg'])),
      busy: isKept ? ([0, 0, low] as const) : ([messages, voice, low] as const),
    };
  };
  const shown = channels
    .filter(({ number }) => seen.includes(number))
    .map((channel) => ({ channel, ...valuesOf([channel.number], channel.number) }))
    .filter(({ channel, busy }) => !channel.isDeleted || busy[2] > 0)
    .sort((a, b) => b.busy[0] - a.busy[0] || b.busy[1] - a.busy[1] || a.channel.number - b.channel.number)
    .map(({ channel, busy: _, ...values }) => ({ row: channel.number, values }));
  const { busy, ...values } = valuesOf(
    [1, 2, 3, 4, 5].filter((number) => !seen.includes(number)),
    null,
  );
  return busy[2] > 0 ? [...shown, { row: 'hidden', values }] : shown;
}
