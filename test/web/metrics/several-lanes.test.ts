import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type MeteredLane, meterWork, startMetrics } from '../../../src/app/metrics.ts';
import { assembleCollection } from '../../../src/collect/collection.ts';
import { StoreUnavailable } from '../../../src/core/errors.ts';
import { Person } from '../../../src/core/person.ts';
import { firstSnowflakeAt } from '../../../src/core/snowflake.ts';
import { hourMs, startOfMonthMs } from '../../../src/core/time.ts';
import { Refusals } from '../../../src/gateway/refusals.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { laneFiles } from '../../../src/vault/at-rest/lane-files.ts';
import { openInstallation } from '../../app/an-open-lane.ts';
import { seededBytes } from '../../seeded-bytes.ts';
import { guildIn, march } from '../../vault/a-census.ts';
import { freePort } from '../free-port.ts';
import { readScrape } from './a-scrape.ts';

const lanes = 2;
const guildIds = [guildIn(0, lanes), guildIn(1, lanes)] as const;
const general = '510000000000000001';
const startMs = startOfMonthMs(march) + hourMs;
const log = { info: () => {}, warn: () => {}, error: () => {} };

/** Two counting lanes with a guild each, and the metrics of both. Removed after the test. */
async function twoLanes() {
  const directory = mkdtempSync(join(tmpdir(), 'census-lanes-'));
  const clock = new SimulatedClock(startMs);
  const installation = await openInstallation({ directory, clock, random: seededBytes('lanes'), lanes });
  const runtimeMetrics = meterWork({ clock, log });
  const disk = { refuses: false };
  const parts = await Promise.all(guildIds.map((_, lane) => aLane(lane)));
  const shards = [0, 1].map((shardId) => ({ shardId, isConnected: true, reconnects: 0 }));
  const gateway = { shards };
  const vault = join(directory, 'vault');
  const address = { host: '127.0.0.1', port: await freePort() };
  const close = await startMetrics({
    ...{ address, hosts: [], runtimeMetrics, mauMax: null, clock, log, gateway },
    store: installation.lanes,
    directory: { vault },
    lanes: parts,
  });
  onTestFinished(async () => {
    await close();
    await installation.close();
    rmSync(directory, { recursive: true });
  });

  async function aLane(lane: number) {
    const opened = await installation.openLane(lane);
    const commit: LaneStore['commit'] = async (...given) => {
      if (disk.refuses && lane === 1) throw new StoreUnavailable('full');
      await opened.store.commit(...given);
    };
    const collection = assembleCollection({
      ...opened,
      clock,
      store: {
        commit,
        screen: (batch) => opened.store.screen(batch),
        guild: (guildId) => opened.store.guild(guildId),
        channels: (guildId) => opened.store.channels(guildId),
      },
      countAfk: false,
      trialDays: 0,
      learnChannel: async () => {},
      onCommitted: runtimeMetrics.commitsOf(lane),
    });
    const refusals = new Refusals({ coverage: collection.coverage, onRefused: () => {} });
    const guildId = guildIds[lane] ?? '';
    collection.collector.meetGuild({ id: guildId, name: `guild of ${lane}`, afkChannelId: null }, startMs);
    collection.guilds.meetAllChannels(guildId, [{ id: general, kind: 'text', name: 'general', parentId: null }]);
    return { lane, counting: { ...collection, refusals }, rolling: { latest: new Map() } } satisfies MeteredLane;
  }

  let messages = 0;
  const get = (path: string) => fetch(`http://127.0.0.1:${address.port}${path}`);
  return {
    clock,
    disk,
    gateway,
    lanes: parts,
    saltFile: (lane: number) => laneFiles(vault, lane).salt,
    write(lane: number): void {
      const messageId = String(BigInt(firstSnowflakeAt(clock.now())) + BigInt(messages++));
      const guildId = guildIds[lane] ?? '';
      const who = { person: new Person('110000000000000001'), roleIds: [], joinedAtMs: null };
      const message = { kind: 'message', messageId, guildId, channelId: general, ...who, atMs: clock.now() } as const;
      parts[lane]?.counting.collector.record(message, null);
    },
    scrape: async () => Object.fromEntries(readScrape(await (await get('/metrics')).text()).samples),
    notReady: async () => {
      const answer = await get('/readyz');
      return answer.status === 200 ? null : await answer.text();
    },
  };
}

describe('the metrics of several lanes', () => {
  it('have the guilds of all lanes, and the sum of their refusals', async () => {
    const on = await twoLanes();
    for (const lane of [0, 1, 1]) on.write(lane);
    for (const { counting } of on.lanes) {
      counting.refusals.note({ event: 'GUILD_CREATE', field: 'name' }, null, false, startMs);
      await counting.flusher.flush();
    }
    expect(await on.scrape()).toMatchObject({
      [`census_messages_total{guild="${guildIds[0]}"}`]: 1,
      [`census_messages_total{guild="${guildIds[1]}"}`]: 2,
      'census_dispatches_refused_total{event="GUILD_CREATE",field="name"}': 2,
      'census_gateway_connected{shard="0"}': 1,
      'census_gateway_connected{shard="1"}': 1,
      census_store_writable: 1,
      census_in_rotation: 0,
    });
    expect(await on.notReady()).toBe(null);
  });

  it('show a lane that is closing its month, and the oldest salt', async () => {
    const on = await twoLanes();
    await on.clock.setTo(startOfMonthMs(march + 1) + 60_000);
    for (const [lane, days] of [2, 9].entries()) {
      const drawn = new Date(on.clock.now() - days * 24 * hourMs);
      utimesSync(on.saltFile(lane), drawn, drawn);
    }
    on.lanes[1]?.counting.collector.endMonth(on.clock.now());
    expect(await on.scrape()).toMatchObject({
      census_in_rotation: 1,
      census_month_overdue_seconds: 60,
      census_salt_age_seconds: 9 * 24 * 3600,
    });
    expect(await on.notReady()).toBe('A month is closing, and the next one is not open yet.\n');
  });

  it('show a lane whose writes the disk refuses, and one whose shard is cut off', async () => {
    const on = await twoLanes();
    on.disk.refuses = true;
    await on.lanes[0]?.counting.flusher.flush();
    await expect(on.lanes[1]?.counting.flusher.flush()).rejects.toThrow('full');
    expect(await on.scrape()).toMatchObject({ census_store_writable: 0 });
    on.gateway.shards.splice(1, 1, { shardId: 1, isConnected: false, reconnects: 0 });
    expect(await on.notReady()).toBe('Census is not connected to Discord on shard 1.\nThe disk refuses writes.\n');
  });
});
