import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LaneBackfill } from '../../src/app/lane/lane-backfill.ts';
import type { HistoryPage } from '../../src/collect/messages/catch-up.ts';
import { SettingChanges } from '../../src/collect/setting-changes.ts';
import { readColumns } from '../../src/columns/columns.ts';
import { Person } from '../../src/core/person.ts';
import { compareSnowflakes, firstSnowflakeAt, timeOfSnowflake } from '../../src/core/snowflake.ts';
import { hoursOfMonth, monthName, monthOf } from '../../src/core/time.ts';
import type { PastDiscord } from '../../src/import/backfill/past-discord.ts';
import { alice, art, bob, carol, general, guildId } from '../cast.ts';
import { aCollection } from '../collect/collection-fixture.ts';

const startMs = Date.UTC(2026, 2, 5);
const january = 2026 * 12;
const people = [alice, bob, carol];
const places = [general, art, '530000000000000001'];

interface Written {
  readonly user: string;
  readonly place: string;
  readonly atMs: number;
}

/** What may happen while a page is asked for. */
type Disturbance = 'opt-out' | 'ignore' | 'crash' | 'gone' | 'permission lost' | 'nothing';

const aMessage: fc.Arbitrary<Written> = fc.record({
  user: fc.constantFrom(...people),
  place: fc.constantFrom(...places),
  atMs: fc.integer({ min: Date.UTC(2025, 11, 20), max: startMs - 1 }),
});
const aDisturbance = fc.constantFrom<Disturbance>('opt-out', 'ignore', 'crash', 'nothing', 'nothing', 'nothing');

it('counts each month by the rules that hold when it is written, whatever happens meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(aMessage, { minLength: 1, maxLength: 40 }),
      fc.array(aDisturbance, { maxLength: 12 }),
      async (written, disturbances) => {
        const past = await aPast(written, disturbances);
        await past.read(january - 1);
        expect(await past.counted()).toEqual(past.expected());
        expect(past.isWanted()).toBe(false);
        await past.stop();
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);

it('stops when Census leaves the server, and writes nothing of it any more', async () => {
  const written = places.flatMap((place) =>
    [1, 2, 3].map((day) => ({ user: alice, place, atMs: Date.UTC(2026, 1, day) })),
  );
  const past = await aPast(written, ['nothing', 'gone']);
  await past.read(january);
  expect(await past.counted()).toEqual({});
  await past.stop();
});

it('leaves out a channel whose permission is lost midway, and names it', async () => {
  const written = [1, 2, 3, 4, 5, 6].map((day) => ({ user: alice, place: general, atMs: Date.UTC(2026, 1, day) }));
  const past = await aPast(
    [...written, { ...(written[0] as Written), place: art }],
    ['nothing', 'nothing', 'permission lost'],
  );
  await past.read(january + 1);
  expect(past.progress()).toMatchObject({
    state: 'ended',
    unreadableChannelIds: [general],
    done: [{ outcome: 'read', messages: 1 }],
  });
  await past.stop();
});

/** A guild with a past, and a lane that reads it. The last place is a thread of the first. */
async function aPast(written: readonly Written[], disturbances: readonly Disturbance[]) {
  const on = await aCollection({ startMs });
  on.guilds.meetChannel(guildId, { id: art, kind: 'text', name: 'art', parentId: null });
  const messages = written
    .map((message, number) => ({ ...message, id: String(BigInt(firstSnowflakeAt(message.atMs)) + BigInt(number)) }))
    .sort((one, other) => compareSnowflakes(one.id, other.id));
  const optedOut = new Set<string>();
  const ignored = new Set<string>();
  const unreadable = new Set<string>();
  const countsFor = (place: string) => (place === places[2] ? general : place);
  let asked = 0;

  const disturb = async (channel: string): Promise<void> => {
    const disturbance = disturbances[asked] ?? 'nothing';
    asked += 1;
    if (disturbance === 'crash') throw new Error('the disk refuses');
    if (disturbance === 'permission lost') unreadable.add(channel);
    if (disturbance === 'gone') on.guilds.change(guildId, { leftMs: startMs });
    if (disturbance === 'opt-out') {
      optedOut.add(bob);
      await on.vault.setOptedOut(guildId, new Person(bob), true);
    }
    if (disturbance === 'ignore') {
      ignored.add(art);
      on.collector.changeSettings(guildId, { ...on.guilds.settings(guildId), ignoredChannelIds: [art] }, startMs);
    }
  };
  const after = async (_guildId: string, channel: string, afterId: string): Promise<HistoryPage> => {
    await disturb(channel);
    if (unreadable.has(channel)) return { kind: 'unreadable' };
    const later = messages.filter(({ place, id }) => place === channel && compareSnowflakes(id, afterId) > 0);
    const page = later.slice(0, 2);
    return {
      kind: 'page',
      messages: page.map(({ id, user }) => {
        const who = { person: new Person(user), roleIds: [], joinedAtMs: null };
        return { kind: 'message', messageId: id, guildId, channelId: channel, ...who, atMs: timeOfSnowflake(id) };
      }),
      lastId: page.at(-1)?.id ?? null,
      isLast: later.length <= 2,
      leftOutIds: [],
    };
  };
  const listed = (id: string) => ({ id, lastMessageId: messages.findLast(({ place }) => place === id)?.id ?? null });
  const discord: PastDiscord = {
    after,
    mayRead: async () => true,
    channels: async () => ({
      facts: [general, art].map((id) => ({ id, kind: 'text', name: id, parentId: null })),
      withMessages: [general, art].map(listed),
      forumIds: [],
    }),
    archivedThreads: async (channel) => {
      const thread = places[2] ?? '';
      const facts = { id: thread, kind: 'thread', name: '', parentId: general } as const;
      return channel === general ? [{ ...listed(thread), facts }] : [];
    },
  };

  const expected: Record<string, Record<string, number>> = {};
  const backfill = new LaneBackfill({
    ...on,
    log: {
      info: ({ month, outcome }: { readonly month?: string; readonly outcome?: string }) => {
        if (month !== undefined && outcome === 'read') note(month);
      },
      warn: () => {},
    } as ConstructorParameters<typeof LaneBackfill>[0]['log'],
    settingChanges: new SettingChanges({
      ...on,
      counting: {
        changeSettings: (id, settings) => on.collector.changeSettings(id, settings, startMs),
        collector: on.collector,
      },
    }),
    discord: { ...discord, pause: () => {} },
    patiently: (ask) => ask(),
    signal: new AbortController().signal,
  });

  /** What the month holds when it is written, as counted by hand. */
  function note(month: string): void {
    const people: Record<string, number> = {};
    for (const { user, place, atMs } of messages) {
      const isCounted = !optedOut.has(user) && !ignored.has(countsFor(place));
      if (isCounted && monthName(monthOf(atMs)) === month) people[user] = (people[user] ?? 0) + 1;
    }
    if (Object.keys(people).length > 0) expected[month] = people;
  }

  return {
    /** The messages of each person by month, without their names. */
    expected: () =>
      Object.fromEntries(Object.entries(expected).map(([month, sums]) => [month, Object.values(sums).sort()])),
    stop: () => on.stop(),
    progress: () => backfill.progressOf(guildId),
    isWanted: () => on.guilds.settings(guildId).backfillFromMonth !== null,
    counted: async () => {
      const months: Record<string, readonly number[]> = {};
      for (const { month, isSealed } of await on.store.months(guildId)) {
        if (!isSealed) continue;
        const sums = new Map<number, number>();
        for await (const { blobs } of on.store.readCounters(guildId, hoursOfMonth(month))) {
          for (const blob of blobs) {
            readColumns(blob, (_hour, _metric, _channel, member, amount) => {
              sums.set(member, (sums.get(member) ?? 0) + amount);
            });
          }
        }
        months[monthName(month)] = [...sums.values()].sort();
      }
      return months;
    },
    async read(from: number): Promise<void> {
      on.collector.changeSettings(guildId, { ...on.guilds.settings(guildId), backfillFromMonth: from }, startMs);
      for (let tries = 0; tries <= disturbances.length; tries += 1) await backfill.run();
    },
  };
}
