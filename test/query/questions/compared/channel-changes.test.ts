import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeColumns } from '../../../../src/columns/columns.ts';
import type { Counter } from '../../../../src/core/counter.ts';
import { hourMs, hoursOfMonth } from '../../../../src/core/time.ts';
import { channelTable } from '../../../../src/query/questions/channel-table.ts';
import { channelChanges } from '../../../../src/query/questions/compared/channel-changes.ts';
import { isNotKnown } from '../../../../src/query/value.ts';
import { aGuild } from '../../../store/a-batch.ts';
import { wholeImport } from '../../../store/whole-import.ts';
import { guildId, membersOf } from '../../a-store.ts';
import { countersOf, february, march, ranges, type World, withWorld } from '../a-world.ts';
import { naiveMembers } from '../naive-hours.ts';
import { longWorlds } from './long-worlds.ts';
import { naiveEarlier } from './naive-means.ts';

describe('the changes of channels', () => {
  it('have the rows of the table of channels, and the people of the time before', async () => {
    const someRanges = fc.oneof(ranges, fc.constantFrom(hoursOfMonth(february), hoursOfMonth(march)));
    await fc.assert(
      fc.asyncProperty(longWorlds, someRanges, fc.subarray([1, 2, 3, 4, 5]), async (world, range, seen) => {
        await withWorld(world, async (deps) => {
          const view = ({ number }: { readonly number: number }) => seen.includes(number);
          const query = { about: 'channelChanges', guildId, range, by: 'channel', channel: null, view } as const;
          const { rows, before } = await channelChanges(query, deps);
          const table = await channelTable(query, deps);
          const earlier = naiveEarlier(range, world.nowMs);
          expect(before?.query.range).toEqual(earlier);
          expect(rows.map(({ key }) => key)).toEqual(table.rows.map(({ key }) => key));
          for (const [index, { key, values }] of rows.entries()) {
            const own = table.rows[index]?.values;
            const { messages, share, people, voiceSeconds, lastMessageDay } = values;
            expect({ messages, share, people, voiceSeconds }).toMatchObject({
              messages: own?.messages,
              share: own?.share,
              people: own?.people,
              voiceSeconds: own?.voiceSeconds,
            });
            if (own?.lastMessageDay !== 0) expect(lastMessageDay).toEqual(own?.lastMessageDay);
            const numbers =
              key.kind === 'channel' ? [key.channel.number] : [1, 2, 3, 4, 5].filter((each) => !seen.includes(each));
            const ofBefore = countersOf(world).filter(({ hour, channel }) => {
              return hour >= earlier.from && hour < earlier.to && numbers.includes(channel);
            });
            const most = naiveMembers(ofBefore, ['msg', 'voice']).size;
            if (isNotKnown(values.peopleBefore)) expect(most).toBe(0);
            else if (typeof values.peopleBefore === 'number') expect(values.peopleBefore).toBe(most);
            else expect(values.peopleBefore.high).toBe(most);
          }
        });
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('show no channel that the asker cannot view', async () => {
    await fc.assert(
      fc.asyncProperty(longWorlds, ranges, fc.subarray([1, 2, 3, 4, 5]), async (world, range, seen) => {
        await withWorld(world, async (deps) => {
          const view = ({ number }: { readonly number: number }) => seen.includes(number);
          const query = { about: 'channelChanges', guildId, range, by: 'channel', channel: null, view } as const;
          const { rows } = await channelChanges(query, deps);
          for (const { key } of rows) if (key.kind === 'channel') expect(seen).toContain(key.channel.number);
        });
      }),
      { numRuns: 10 },
    );
  }, 120_000);

  it('have what is usual of the last twelve months, of six with messages, and a month with a gap is not judged', async () => {
    const months = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 14, size: 'max' });
    const gapDays = fc.constantFrom(0, 0, 3);
    await fc.assert(
      fc.asyncProperty(months, fc.integer({ min: 0, max: 5 }), gapDays, async (earlier, own, days) => {
        const { from, to } = hoursOfMonth(february);
        const world = { ...quiet, batches: [counters(february, own)], gaps: gapOf(from, days) };
        await withWorld(world, async (deps) => {
          const guild = aGuild(guildId, { firstConnectedMs: from * hourMs });
          for (const [index, more] of earlier.entries()) {
            const month = february - 1 - index;
            const all = [...counters(month, more), ...counters(month, 1, 2)];
            const members = membersOf(all).map(({ member }) => member);
            const columns = [encodeColumns(all)];
            await deps.store.importMonth({ guild, channels: [], month, members, columns, ...wholeImport(month) });
          }
          const query = { about: '', guildId, range: { from, to }, by: 'channel', channel: null } as const;
          const { rows } = await channelChanges({ ...query, view: () => true }, deps);
          const general = rows.find(({ key }) => key.kind === 'channel' && key.channel.number === 1)?.values;
          const last = earlier.slice(0, 12);
          const isKnown = last.filter((each) => each > 0).length >= 6;
          const learning = { notKnown: 'learning' };
          const side = own > Math.max(...last) ? 1 : own < Math.min(...last) ? -1 : 0;
          expect(general).toMatchObject({
            messages: own,
            usualLow: isKnown ? Math.min(...last) : learning,
            usualHigh: isKnown ? Math.max(...last) : learning,
            unusual: !isKnown ? learning : days > 0 ? { notKnown: 'notObserved' } : side,
          });
        });
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  it('mark a channel with more people than before by more than chance, and say when a silent one was last heard', async () => {
    const { from } = hoursOfMonth(february);
    const people = (count: number, hour: number, channel: number) =>
      Array.from(
        { length: count },
        (_, member): Counter => ({ hour, metric: 'msg', channel, member: 100 + member, amount: 1 }),
      );
    const batches = [[...people(2, from + 5, 1), ...people(12, from + 7 * 24 + 5, 1), ...people(1, from + 30, 3)]];
    await withWorld({ ...quiet, batches }, async (deps) => {
      const range = { from: from + 7 * 24, to: from + 14 * 24 };
      const query = { about: '', guildId, range, by: 'channel', channel: null, view: () => true } as const;
      const { rows } = await channelChanges(query, deps);
      const named = new Map(rows.map(({ key, values }) => [key.kind === 'channel' ? key.channel.name : '', values]));
      expect(named.get('general')).toMatchObject({
        people: 12,
        peopleBefore: 2,
        marked: 1,
        usualLow: { notKnown: 'learning' },
      });
      expect(named.get('staff')).toMatchObject({
        people: 0,
        peopleBefore: 1,
        marked: 0,
        lastMessageDay: from / 24 + 1,
      });
      expect(named.get('quiet')).toMatchObject({ people: 0, peopleBefore: 0, marked: 0, lastMessageDay: 0 });
    });
    const gaps = [{ fromMs: (from + 24) * hourMs, toMs: (from + 48) * hourMs }];
    await withWorld({ ...quiet, batches, gaps }, async (deps) => {
      const range = { from: from + 7 * 24, to: from + 14 * 24 };
      const query = { about: '', guildId, range, by: 'channel', channel: null, view: () => true } as const;
      const [busiest] = (await channelChanges(query, deps)).rows;
      expect(busiest?.values, 'the week before was not observed whole').toMatchObject({
        people: 12,
        marked: { notKnown: 'notComparable' },
      });
    });
  });

  it('mark nothing if the time before was observed for another share', async () => {
    const { from } = hoursOfMonth(february);
    const week = { from: from + 7 * 24, to: from + 14 * 24 };
    const batch = Array.from({ length: 12 }, (_, member): Counter => {
      return { hour: week.from + 5, metric: 'msg', channel: 1, member: 100 + member, amount: 1 };
    });
    for (const days of [0, 6]) {
      await withWorld({ ...quiet, batches: [batch], gaps: gapOf(from, days) }, async (deps) => {
        const query = { about: '', guildId, range: week, by: 'channel', channel: null, view: () => true } as const;
        const { rows } = await channelChanges(query, deps);
        const general = rows.find(({ key }) => key.kind === 'channel' && key.channel.number === 1)?.values;
        expect(general).toMatchObject({ people: 12, peopleBefore: 0 });
        expect(general?.marked).toEqual(days === 0 ? 1 : { notKnown: 'notComparable' });
      });
    }
  });
});

function counters(month: number, amount: number, channel = 1): Counter[] {
  return [{ hour: hoursOfMonth(month).from + 9, metric: 'msg', channel, member: 100, amount }];
}

function gapOf(from: number, days: number) {
  return days === 0 ? [] : [{ fromMs: (from + 240) * hourMs, toMs: (from + 240 + days * 24) * hourMs }];
}

const quiet: World = {
  batches: [[]],
  imported: [],
  importedHours: { from: 0, to: 0 },
  isPruned: false,
  erased: null,
  firstConnectedMs: hoursOfMonth(february).from * hourMs,
  gaps: [],
  nowMs: hoursOfMonth(march).from * hourMs,
  countsMembers: true,
  unseen: null,
};
