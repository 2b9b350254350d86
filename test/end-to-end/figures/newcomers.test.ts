import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hoursOfMonth, monthOf } from '../../../src/core/time.ts';
import { newcomersOf } from '../../../src/query/questions/newcomers.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import type { NaiveEvent } from '../../naive/naive-world.ts';
import { projectRoot } from '../../project-root.ts';
import { simulateWorld, writeWorld } from '../stages/simulate-world.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const startMs = Date.UTC(2021, 1, 26, 9, 30);
const general = '510000000000000001';
const ignored = '510000000000000002';
const lobby = '520000000000000001';
const asleep = '520000000000000002';
const channels = [
  { id: general, name: 'general', type: 'text' },
  { id: ignored, name: 'ignored', type: 'text' },
  { id: lobby, name: 'Lobby', type: 'voice' },
  { id: asleep, name: 'asleep', type: 'voice' },
];
const users = Array.from({ length: 6 }, (_, index) => `10000000000000000${index + 1}`);
const ignoredUser = '100000000000000001';

/** Something that may happen, some time after the previous step. */
const step = fc.record({
  waitMs: fc.oneof(fc.nat(3000), fc.nat(3 * hourMs), fc.nat(40 * hourMs)),
  ev: fc.constantFrom('msg', 'msg', 'voice', 'voice', 'come or go'),
  user: fc.constantFrom(...users),
  text: fc.constantFrom(general, general, ignored),
  voice: fc.constantFrom(lobby, asleep, null),
});

/** Turns steps into a possible world: only members act. */
function worldOf(steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]): NaiveEvent[] {
  const away = new Set<string>();
  const events: NaiveEvent[] = [];
  let atMs = startMs;
  for (const { waitMs, ev, user, text, voice } of steps) {
    atMs += waitMs + 1;
    if (ev === 'come or go') {
      const comes = away.delete(user);
      if (!comes) away.add(user);
      events.push({ atMs, ev: comes ? 'join' : 'part', user });
    } else if (!away.has(user)) {
      events.push({ atMs, ev, user, channel: ev === 'msg' ? text : voice });
    }
  }
  return events;
}

describe('newcomers of a simulated server', () => {
  it('equal a naive count, for random worlds over a month end', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 80 }), async (steps) => {
        const events = worldOf(steps);
        const nowMs = Math.max(events.at(-1)?.atMs ?? startMs, Date.UTC(2021, 2, 1)) + 65_000;
        const found = await lived(events, nowMs, (store) => tenureIn(store));
        expect(found).toEqual(naiveTenure(events, nowMs));
      }),
      { numRuns: 8 },
    );
  });

  it('come back, or do not', { timeout: 60_000 }, async () => {
    const joiners = users.slice(1);
    const day = (days: number, hour = 12) => Date.UTC(2021, 1, 26 + days, hour);
    const events: NaiveEvent[] = [
      ...joiners.map((user, index) => ({ atMs: day(0, 10) + index, ev: 'part' as const, user })),
      ...joiners.map((user, index) => ({ atMs: day(1) + index, ev: 'join' as const, user })),
      ...joiners.slice(1).map((user, index) => ({ atMs: day(2) + index, ev: 'msg' as const, user, channel: general })),
      { atMs: day(8) - 1000, ev: 'voice', user: joiners[0] ?? '', channel: lobby },
      { atMs: day(8), ev: 'voice', user: joiners[0] ?? '', channel: null },
    ];
    const nowMs = day(10);
    const newcomers = await lived(events, nowMs, async (store) => {
      const range = { from: day(0, 0) / hourMs, to: day(12, 0) / hourMs };
      return newcomersOf(store, { now: () => nowMs }, await guildIdIn(store), range);
    });
    expect(newcomers.tenure).toMatchObject({ 'day 0': 0, 'day 1': 4, 'days 2–6': 0, 'days 7–29': 1 });
    expect(newcomers.retention).toEqual({
      day1: { joiners: 5, stayed: 4, ratio: 0.8 },
      day7: { joiners: 5, stayed: 1, ratio: 0.2 },
      day30: null,
    });
  });
});

/** Runs a world, and inspects what the bot has stored of it. */
async function lived<Result>(
  events: readonly NaiveEvent[],
  nowMs: number,
  look: (store: SqliteStore) => Promise<Result>,
): Promise<Result> {
  const world = writeWorld(
    {
      start: new Date(startMs).toISOString(),
      channels,
      initial_member_count: 40,
      ignore_users: [ignoredUser],
      ignore_channels: [ignored],
      afk_channel: asleep,
    },
    events,
  );
  const data = mkdtempSync(join(tmpdir(), 'census-data-'));
  await simulateWorld(world, ['.help'], ['--now', new Date(nowMs).toISOString(), '--data', data]);
  const store = openSqliteStore({
    path: join(data, 'census.db'),
    migrationsDirectory: join(projectRoot, 'migrations/sqlite'),
  });
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

async function tenureIn(store: SqliteStore): Promise<string[]> {
  const range = { from: hoursOfMonth(monthOf(startMs)).from, to: hoursOfMonth(monthOf(startMs) + 12).to };
  const totals = await store.totals(await guildIdIn(store), { metrics: ['tenure'], range });
  return totals.map(({ start, key, amount }) => `${start} ${key}: ${amount}`).sort();
}

async function guildIdIn(store: SqliteStore): Promise<string> {
  const [guild] = await store.guilds();
  return guild?.id ?? '';
}

/** Each member separately, day by day. It shares no code with src/. */
function naiveTenure(events: readonly NaiveEvent[], nowMs: number): string[] {
  const sums = new Map<string, number>();
  for (const user of users.filter((name) => name !== ignoredUser)) {
    const own = events.filter((event) => event.user === user && event.atMs <= nowMs);
    for (let day = Math.floor(startMs / dayMs); day <= Math.floor(nowMs / dayMs); day += 1) {
      const firstMs = firstActivity(own, day, nowMs);
      if (firstMs === null) continue;
      const joined = own.findLast(({ ev, atMs }) => ev === 'join' && atMs <= firstMs);
      const days = joined === undefined ? 1000 : day - Math.floor(joined.atMs / dayMs);
      const tenure = [31, 30, 8, 7, 2, 1, 0].find((fewest) => days >= fewest);
      sums.set(`${day} ${tenure}`, (sums.get(`${day} ${tenure}`) ?? 0) + 1);
    }
  }
  return [...sums].map(([key, members]) => `${key}: ${members}`).sort();
}

/** When a person first wrote on a day, or had been in voice for a second of an hour. */
function firstActivity(own: readonly NaiveEvent[], day: number, nowMs: number): number | null {
  const found = own
    .filter(({ ev, atMs, channel }) => ev === 'msg' && channel === general && Math.floor(atMs / dayMs) === day)
    .map(({ atMs }) => atMs);
  for (let hour = day * 24; hour < (day + 1) * 24; hour += 1) {
    let spokenMs = 0;
    own.forEach(({ ev, atMs, channel }, index) => {
      if (ev !== 'voice' || channel !== lobby) return;
      const next = own.slice(index + 1).find((event) => event.ev === 'voice' || event.ev === 'part');
      const fromMs = Math.max(atMs, hour * hourMs);
      const toMs = Math.min(next?.atMs ?? nowMs, (hour + 1) * hourMs);
      if (spokenMs < 1000 && spokenMs + toMs - fromMs >= 1000 && toMs > fromMs) found.push(fromMs + 1000 - spokenMs);
      spokenMs += Math.max(0, toMs - fromMs);
    });
  }
  return found.length === 0 ? null : Math.min(...found);
}
