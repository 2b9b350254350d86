import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assembleCollection } from '../../../src/collect/collection.ts';
import { readColumns } from '../../../src/columns/columns.ts';
import { Person } from '../../../src/core/person.ts';
import { laneOf } from '../../../src/core/snowflake.ts';
import { hoursOfMonth, monthOf } from '../../../src/core/time.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { openInstallation } from '../../app/an-open-lane.ts';

const startMs = Date.UTC(2018, 2, 5, 12);
const march = hoursOfMonth(monthOf(startMs));
/** A guild in each of two lanes. */
const guildIds = ['310000000000000000', String(310_000_000_000_000_000n + (1n << 22n))].toSorted(
  (one, other) => laneOf(one, 2) - laneOf(other, 2),
);
const lobby = '520000000000000001';

/** Two lanes of one process, each with a guild whose snapshot has not arrived yet. */
async function twoLanes(atMs: number, directory = mkdtempSync(join(tmpdir(), 'census-lanes-'))) {
  const clock = new SimulatedClock(atMs);
  const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));
  const installation = await openInstallation({ directory, clock, random, lanes: 2 });
  const open = async (guildId: string, lane: number) => {
    const opened = await installation.openLane(lane);
    const parts = { countAfk: false, trialDays: 0, learnChannel: async () => {} };
    const { collector, guilds, coverage, flusher } = assembleCollection({ ...opened, ...parts, clock });
    return {
      flusher,
      coverage,
      /** The guild's snapshot arrives, with Ann in voice or not. */
      see(isInVoice: boolean): void {
        const nowMs = clock.now();
        collector.meetGuild({ id: guildId, name: `guild ${lane}`, afkChannelId: null }, nowMs);
        guilds.meetAllChannels(guildId, [{ id: lobby, kind: 'voice', name: 'Lobby', parentId: null }]);
        const ann = { person: new Person('110000000000000001'), channelId: lobby, roleIds: [], joinedAtMs: null };
        const inVoice = isInVoice ? [ann] : [];
        const stateValidUntilMs = coverage.untilMs(nowMs);
        collector.see({ guildId, members: 5, inVoice, stateValidUntilMs, atMs: nowMs }, null);
      },
      /** The committed seconds in voice, and the gaps in seconds since the start. */
      async told() {
        await flusher.flush();
        let voiceMs = 0;
        for await (const { blobs } of opened.store.readCounters(guildId, march)) {
          for (const blob of blobs) {
            readColumns(blob, (_hour, event, _channel, _member, amount) => {
              if (event === 'voice') voiceMs += amount;
            });
          }
        }
        const gaps = await opened.store.gaps(guildId, march);
        const since = (timeMs: number | null) => timeMs && (timeMs - startMs) / 1000;
        return { voice: voiceMs / 1000, gaps: gaps.map(({ fromMs, toMs }) => [since(fromMs), since(toMs)]) };
      },
    };
  };
  const [first, second] = await Promise.all(guildIds.map(open));
  if (first === undefined || second === undefined) throw new Error('expected two lanes');
  return {
    clock,
    first,
    second,
    directory,
    /** The end of each lane's coverage, in seconds since the start. */
    async observedUntil() {
      const lanes = await installation.lanes.lanes();
      return lanes.map(({ observedUntilMs }) => observedUntilMs && (observedUntilMs - startMs) / 1000);
    },
    close: () => installation.close(),
  };
}

const at = (seconds: number) => startMs + seconds * 1000;

it('a lost connection does not affect the guilds of another one', async () => {
  const { clock, first, second, close } = await twoLanes(startMs);
  for (const lane of [first, second]) {
    lane.coverage.restarted();
    lane.see(true);
  }
  await clock.setTo(at(60));
  second.coverage.lost(at(60));
  await clock.setTo(at(150));
  expect(await first.told()).toEqual({ voice: 150, gaps: [] });
  expect(await second.told()).toEqual({ voice: 60, gaps: [] });
  expect([first.coverage.untilMs(at(150)), second.coverage.untilMs(at(150))]).toEqual([at(150), at(60)]);
  await clock.setTo(at(180));
  second.coverage.restarted();
  second.see(true);
  await clock.setTo(at(200));
  expect(await first.told()).toEqual({ voice: 200, gaps: [] });
  expect(await second.told()).toEqual({ voice: 80, gaps: [[60, 180]] });
  await close();
});

it('after a restart a lane without a connection has no coverage, even if another lane is connected', async () => {
  const before = await twoLanes(startMs);
  for (const lane of [before.first, before.second]) {
    lane.coverage.restarted();
    lane.see(true);
  }
  await before.clock.setTo(at(60));
  for (const lane of [before.first, before.second]) await lane.flusher.flush();
  await before.close();
  const { clock, first, second, observedUntil, close } = await twoLanes(at(360), before.directory);
  first.coverage.restarted();
  first.see(false);
  await clock.setTo(at(365));
  expect(await first.told()).toEqual({ voice: 60, gaps: [[60, 360]] });
  expect(await second.told()).toEqual({ voice: 60, gaps: [] });
  expect(await observedUntil()).toEqual([365, 60]);
  second.coverage.restarted();
  second.see(false);
  expect(await second.told()).toEqual({ voice: 60, gaps: [[60, 365]] });
  await close();
});
