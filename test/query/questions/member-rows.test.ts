import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seesAllChannels } from '../../../src/core/channel.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { memberRows } from '../../../src/query/questions/member-rows.ts';
import { exportLines } from '../../../src/render/files/export-lines.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { month, monthHours, someCounters } from '../../columns/some-counters.ts';
import { aChannel, guildId, tokenOf, withStore } from '../a-store.ts';

const channels = [aChannel(1, 'general'), aChannel(2, 'Lobby'), aChannel(3, 'Lounge')];

const anyCounters = someCounters({ members: 4, maxLength: 60 }).map((counters) =>
  counters.map((counter) => ({ ...counter, channel: counter.channel === 0 ? 0 : 1 + (counter.channel % 3) })),
);

/** The export's lines with the member's token, counted one by one. */
async function exportedRows(store: LaneStore, member: number) {
  let text = '';
  for await (const lines of exportLines(store, guildId, monthHours, 'hour', seesAllChannels))
    text += Buffer.from(lines.bytes).toString();
  const own = text.split('\r\n').filter((line) => line.includes(`,${tokenOf(member).toString(16)},`));
  const sumOf = (metric: string) =>
    own.filter((line) => line.includes(`,${metric},`)).reduce((sum, line) => sum + Number(line.split(',').at(-1)), 0);
  return { rows: own.length, messages: sumOf('msg'), voiceSeconds: sumOf('voice') };
}

describe("a member's rows", () => {
  it('equal those of the export, however the counters are stored', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCounters, { maxLength: 3 }), fc.boolean(), async (batches, isCompacted) => {
        await withStore({ batches, channels, openMonth: month }, async (store) => {
          if (isCompacted) await store.compact(monthHours.from + 15);
          for (const member of [0, 1, 2, 3]) {
            expect(await memberRows(store, guildId, member, monthHours)).toEqual(await exportedRows(store, member));
          }
        });
      }),
      { numRuns: 30 },
    );
  }, 30_000);

  it('combine two batches, and leave out less than a second of voice', async () => {
    const voice = (channel: number, amount: number): Counter => {
      return { hour: monthHours.from, metric: 'voice', channel, member: 7, amount };
    };
    const batches = [[voice(2, 600), voice(3, 999)], [voice(2, 500)]];
    await withStore({ batches, channels, openMonth: month }, async (store) => {
      const found = await memberRows(store, guildId, 7, monthHours);
      expect(found).toEqual({ rows: 1, messages: 0, voiceSeconds: 1 });
    });
  });

  it('are empty for a member without counters', async () => {
    await withStore({ batches: [], channels, openMonth: month }, async (store) => {
      expect(await memberRows(store, guildId, 7, monthHours)).toEqual({ rows: 0, messages: 0, voiceSeconds: 0 });
    });
  });

  it('are counted without blocking the event loop for long', async () => {
    const hours = Array.from({ length: 24 }, (_, hour) => monthHours.from + hour);
    const counters = hours.flatMap((hour) =>
      Array.from({ length: 20_000 }, (_, member) => ({ hour, metric: 'msg', channel: 1, member, amount: 1 }) as const),
    );
    await withStore({ batches: [counters], channels, openMonth: month }, async (store) => {
      let turns = 0;
      let isDone = false;
      const turn = (): void => {
        turns += 1;
        if (!isDone) setImmediate(turn);
      };
      turn();
      const found = await memberRows(store, guildId, 19_999, monthHours);
      isDone = true;
      expect(found).toEqual({ rows: 24, messages: 24, voiceSeconds: 0 });
      expect(turns).toBeGreaterThan(2);
    });
  });
});
