import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TotalMetric } from '../../../src/core/metric.ts';
import { hoursOfMonth, monthOf } from '../../../src/core/time.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import type { NaiveTotal } from '../../naive/naive-total.ts';
import { naiveTotals } from '../../naive/naive-totals.ts';
import type { NaiveWorld } from '../../naive/naive-world.ts';
import { projectRoot } from '../../project-root.ts';
import { channels, roles, startMs, steps, worldOf } from '../stages/a-world-of-totals.ts';
import { simulateWorld, writeWorld } from '../stages/simulate-world.ts';

const metrics: readonly TotalMetric[] = [
  'message_kind',
  'attachment',
  'link_domain',
  'reply_delay',
  'reaction',
  'voice_peak',
  'moderator_cover',
  'removal',
  'newcomer_way',
  'cohort',
  'regular_writer',
  'days_active',
  'top_tenth',
];

describe('totals of random worlds', () => {
  it('equal a naive count, over a month end', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (some) => {
        const world = worldOf(some);
        const nowMs = Math.max(world.events.at(-1)?.atMs ?? startMs, Date.UTC(2021, 2, 1)) + 65_000;
        const { totals, online } = await counted(world, nowMs);
        expect(totals).toEqual(expected(world, nowMs));
        // A simulation does not wait for Discord's answer on who is online: the last hours may lack it.
        expect(online.length).toBeGreaterThan(0);
        expect(new Set(online)).toEqual(new Set([31]));
      }),
      { numRuns: 2 },
    );
  });
});

function expected(world: NaiveWorld, nowMs: number): string[] {
  const wanted = naiveTotals(world, nowMs).filter(({ metric }) => metrics.includes(metric as TotalMetric));
  return wanted.map(lineOf).sort();
}

/** Runs a world, and reads the totals that the bot has stored of it. */
async function counted(world: NaiveWorld, nowMs: number) {
  const directory = writeWorld(
    {
      start: new Date(startMs).toISOString(),
      channels,
      roles,
      initial_member_count: world.memberCount,
      ignore_users: world.ignoreUsers,
      ignore_channels: world.ignoreChannels,
      link_domains: world.linkDomains,
      afk_channel: world.afkChannel,
    },
    world.events,
  );
  const data = mkdtempSync(join(tmpdir(), 'census-data-'));
  await simulateWorld(directory, ['.help'], ['--now', new Date(nowMs).toISOString(), '--data', data]);
  const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
  const store = openSqliteStore({ path: join(data, 'census.db'), migrationsDirectory });
  try {
    const [guild] = await store.guilds();
    const guildId = guild?.id ?? '';
    const range = { from: hoursOfMonth(monthOf(startMs)).from, to: hoursOfMonth(monthOf(nowMs)).to };
    const ids = new Map((await store.channels(guildId)).map(({ number, id }) => [number, id]));
    const totals = await store.totals(guildId, { metrics, range });
    const online = await store.totals(guildId, { metrics: ['online'], range });
    return {
      totals: totals.map((total) => lineOf({ ...total, channel: ids.get(total.channel) ?? '' })).sort(),
      online: online.map(({ amount }) => amount),
    };
  } finally {
    await store.close();
  }
}

/** An emoji of a guild has an id besides its name, which worlds do not know. */
function lineOf({ metric, start, channel, key, amount }: NaiveTotal): string {
  return `${metric} ${start} ${channel} ${key.replace(/^<(:\w+:)\d+>$/, '$1')}: ${amount}`;
}
