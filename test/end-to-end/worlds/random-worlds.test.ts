import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NaiveRow, naiveReport, naiveRows } from '../../naive/naive-census.ts';
import type { NaiveEvent, NaiveWorld } from '../../naive/naive-world.ts';
import { csvRows, simulateWorld, writeWorld } from '../stages/simulate-world.ts';

const hourMs = 3_600_000;
const startMs = Date.UTC(2021, 1, 26, 9, 30);
const channels = [
  { id: '510000000000000001', name: 'general', type: 'text' },
  { id: '510000000000000002', name: '=1+1', type: 'text' },
  { id: '510000000000000003', name: 'ignored', type: 'text' },
  { id: '520000000000000001', name: 'general', type: 'voice' },
  { id: '520000000000000002', name: 'Lounge', type: 'voice' },
  { id: '520000000000000003', name: 'asleep', type: 'voice' },
];
const texts = channels.filter(({ type }) => type === 'text').map(({ id }) => id);
const voices = channels.filter(({ type }) => type === 'voice').map(({ id }) => id);
const users = ['100000000000000001', '100000000000000002', '100000000000000003', '100000000000000004'];
const robot = '100000000000000009';

/** Something that may happen, some time after the previous step. */
const step = fc.record({
  waitMs: fc.oneof(fc.nat(5000), fc.nat(3 * hourMs), fc.nat(40 * hourMs)),
  ev: fc.constantFrom('msg', 'msg', 'voice', 'voice', 'join', 'part', 'members'),
  user: fc.constantFrom(...users, robot),
  text: fc.constantFrom(...texts),
  voice: fc.constantFrom(...voices, null),
  amount: fc.integer({ min: 1, max: 3 }),
});

/** Turns steps into a possible world: only members leave, and only others join. */
function worldOf(steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]): NaiveWorld {
  const away = new Set<string>();
  const events: NaiveEvent[] = [];
  let atMs = startMs;
  for (const { waitMs, ev, user, text, voice, amount } of steps) {
    atMs += waitMs + 1;
    const bot = user === robot;
    const who = bot ? { user, bot } : { user };
    if (ev === 'members') events.push({ atMs, ev, amount: 50 + amount });
    else if (ev === 'msg') events.push({ atMs, ev, ...who, channel: text, amount });
    else if (ev === 'voice' && !away.has(user)) events.push({ atMs, ev, ...who, channel: voice });
    else if (ev === 'part' && !away.has(user)) {
      away.add(user);
      events.push({ atMs, ev, ...who });
    } else if (ev === 'join' && away.delete(user)) events.push({ atMs, ev, ...who });
  }
  return {
    startMs,
    memberCount: 40,
    ignoreUsers: ['100000000000000004'],
    ignoreChannels: ['510000000000000003'],
    afkChannel: '520000000000000003',
    events,
  };
}

describe('random worlds', () => {
  it('equal a naive count, in reports and exports, over a month end', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const world = worldOf(steps);
        const nowMs = Math.max(world.events.at(-1)?.atMs ?? startMs, Date.UTC(2021, 2, 1)) + 65_000;
        const rows = naiveRows(world, nowMs);
        const directory = writeWorld(
          {
            start: new Date(startMs).toISOString(),
            channels,
            initial_member_count: world.memberCount,
            ignore_users: world.ignoreUsers,
            ignore_channels: world.ignoreChannels,
            afk_channel: world.afkChannel,
          },
          world.events,
        );
        const [exported, february, march] = await simulateWorld(
          directory,
          ['.userstats 2021-02-26 to 2022-01-01', '.report hourly all 2021-02', '.report weekday #Lounge 2021-03'],
          ['--now', new Date(nowMs).toISOString()],
        );
        expect(withoutTokens(csvRows(exported?.texts[0] ?? ''))).toEqual(exportOf(rows));
        expectTokens(csvRows(exported?.texts[0] ?? ''), rows);
        expectReport(csvRows(february?.texts[0] ?? ''), inMonth(rows, 1), null, hourOfDay);
        expectReport(csvRows(march?.texts[0] ?? ''), inMonth(rows, 2), '520000000000000002', weekday);
      }),
      { numRuns: 6 },
    );
  });
});

function inMonth(rows: readonly NaiveRow[], month: number): NaiveRow[] {
  return rows.filter(({ hour }) => new Date(hour * hourMs).getUTCMonth() === month);
}

function hourOfDay({ hour }: NaiveRow): string {
  return String(new Date(hour * hourMs).getUTCHours());
}

function weekday({ hour }: NaiveRow): string {
  return new Date(hour * hourMs).toLocaleString('en', { weekday: 'long', timeZone: 'UTC' });
}

/** Rows as in the export, without the member, as sorted lines. */
function exportOf(rows: readonly NaiveRow[]): string[] {
  return rows
    .map(({ hour, event, channel, amount }) => [periodOf(hour), event, labelOf(channel), amount].join(','))
    .sort();
}

function withoutTokens([, ...rows]: readonly string[][]): string[] {
  return rows.map(([period, event, , channel, count]) => [period, event, channel, count].join(',')).sort();
}

/** One token is one user of one month, and vice versa. */
function expectTokens([, ...exported]: readonly string[][], rows: readonly NaiveRow[]): void {
  const sums = (entries: readonly { who: string; month: string; what: string; count: number }[]) => {
    const profiles = new Map<string, string[]>();
    for (const { who, month, what, count } of entries) {
      const key = `${month} ${who}`;
      profiles.set(key, [...(profiles.get(key) ?? []), `${what} ${count}`]);
    }
    return [...profiles].map(([key, profile]) => `${key.slice(0, 7)} ${profile.sort().join(' ')}`).sort();
  };
  const ofExport = exported
    .filter(([, , token]) => token !== '')
    .map(([period = '', event, token = '', channel, count]) => ({
      who: token,
      month: period.slice(0, 7),
      what: `${period} ${event} ${channel}`,
      count: Number(count),
    }));
  const ofRows = rows
    .filter(({ user }) => user !== '')
    .map(({ hour, event, user, channel, amount }) => ({
      who: user,
      month: periodOf(hour).slice(0, 7),
      what: `${periodOf(hour)} ${event} ${labelOf(channel)}`,
      count: amount,
    }));
  expect(sums(ofExport)).toEqual(sums(ofRows));
  for (const { who } of ofExport) expect(who).toMatch(/^[a-f][0-9a-f]{7}$/);
}

function expectReport(
  [header = [], ...lines]: readonly string[][],
  rows: readonly NaiveRow[],
  channel: string | null,
  bucketOf: (row: NaiveRow) => string,
): void {
  const names = header.map((name, index) => (name === '(stdev)' ? `${header[index - 1]} (stdev)` : name));
  for (const line of lines) {
    const inBucket = rows.filter((row) => bucketOf(row) === line[0]);
    for (const [column, value] of Object.entries(naiveReport(inBucket, channel))) {
      expect(Number(line[names.indexOf(column)]), `${line[0]} ${column}`).toBeCloseTo(value, 9);
    }
  }
}

function periodOf(hour: number): string {
  return new Date(hour * hourMs).toISOString().replace('.000', '');
}

function labelOf(channelId: string): string {
  if (channelId === '') return '';
  const name = channels.find(({ id }) => id === channelId)?.name ?? '';
  const isShared = channels.filter((channel) => channel.name === name).length > 1;
  return isShared ? `#${name} (${channelId})` : `#${name}`;
}
