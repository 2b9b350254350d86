import { expect } from 'vitest';
import { totalMetrics } from '../../src/core/metric.ts';
import { firstSnowflakeAt } from '../../src/core/snowflake.ts';
import { hourMs, hoursOfMonth, type Month, startOfMonthMs } from '../../src/core/time.ts';
import type { Batch, Delta } from '../../src/store/batch.ts';
import type { LaneStore } from '../../src/store/lane-store.ts';
import type { Lanes } from '../../src/store/lanes.ts';
import { unposted } from '../../src/store/post-store.ts';
import type { ImportedMonth } from '../../src/store/records.ts';
import { keptRow } from '../columns/report-rows.ts';
import { aBatch, aGuild, nobody } from './a-batch.ts';
import { aTotal } from './contract/a-total.ts';
import { aDelta, messages, piecesOf } from './contract/counters-of.ts';
import { april, closeMonth, fromTop, type MakeStore, march } from './contract/store-under-test.ts';
import { noSummaries } from './no-summaries.ts';
import { wholeImport } from './whole-import.ts';

/** In lane 1 of two. */
const neighbourId = '300000000004194305';
const january = march - 2;
const february = march - 1;
const may = april + 1;

/** Makes stores with a second lane, which must be unchanged when the store is disposed of. */
export function besideNeighbour(make: MakeStore): MakeStore {
  let furnished: Promise<{ readonly make: MakeStore; readonly before: unknown }> | undefined;
  return async (people) => {
    furnished ??= furnish(make);
    const { make: makeFurnished, before } = await furnished;
    const underTest = await makeFurnished(people);
    return {
      get lanes() {
        return underTest.lanes;
      },
      get store() {
        return underTest.store;
      },
      reopen: () => underTest.reopen(),
      end: () => underTest.end(),
      dispose: async () => {
        try {
          expect(await everythingOf(underTest.lanes)).toEqual(before);
        } finally {
          await underTest.dispose();
        }
      },
    };
  };
}

/** The neighbour's life, which is the same for all tests. */
async function furnish(make: MakeStore) {
  const underTest = await make();
  await underTest.lanes.divide(2);
  await live(underTest.lanes.open(1));
  const before = await everythingOf(underTest.lanes);
  return { make: await underTest.end(), before };
}

/** January is pruned, February imported, March sealed, April closing, and May open. */
async function live(neighbour: LaneStore): Promise<void> {
  await neighbour.openMonth(january);
  await neighbour.commit(aBatch(1, { guilds: [aGuild(neighbourId)], ...counted(january, 1) }), nobody);
  await closeMonth(neighbour, january, 5);
  await neighbour.pruneMonth(neighbourId, { month: january, row: keptRow(facts, spread, spread) }, noSummaries);

  await neighbour.beginRotation(february, march, fromTop());
  await neighbour.openMonth(march);
  await neighbour.commit(aBatch(2, counted(march, 2)), nobody);
  await neighbour.compact(hoursOfMonth(march).from + 2); // Leaves hours and a day unmerged.
  await closeMonth(neighbour, march, 6);
  await neighbour.keepActivity(neighbourId, march, Uint8Array.from([1, 2]));
  await neighbour.announceDeletions(april, 70);
  await neighbour.putPosts([{ ...unposted, guildId: neighbourId, kind: 'digest', until: 9, isCertain: false }]);
  const conference = { from: 9, to: 12, channelId: '8', discordId: null, isRecurring: false };
  await neighbour.changeEvents(neighbourId, () => [{ id: 1, name: 'Conference', ...conference }]);
  await neighbour.importMonth(history());

  await neighbour.commit(aBatch(3, counted(april, 3)), nobody);
  await neighbour.beginRotation(april, may, fromTop());
  await neighbour.openMonth(may);
  await neighbour.commit(aBatch(4, counted(may, 4)), nobody);
}

function history(): ImportedMonth {
  const { columns } = aDelta(messages(hoursOfMonth(february).from, 3, 6));
  const members = [{ number: 6, token: 0xd000_0006 }];
  return {
    guild: aGuild(neighbourId),
    channels: [],
    month: february,
    members,
    columns: [columns],
    ...wholeImport(february),
  };
}

function counted(month: Month, member: number): Partial<Batch> {
  const { from } = hoursOfMonth(month);
  const [guildId, startMs] = [neighbourId, startOfMonthMs(month)];
  const delta = (hour: number): Delta => ({ ...aDelta(messages(hour, 2, member), guildId), month });
  return {
    observedUntilMs: startMs + hourMs,
    gatewayPosition: {
      shardId: 1,
      shardCount: 2,
      sessionId: 'of the neighbour',
      resumeUrl: 'ws://127.0.0.1:1',
      intents: 1,
      sequence: 9,
      countedAbove: [11],
    },
    channels: [{ guildId, channel: { id: '8', kind: 'text', name: 'next door', number: 1, isDeleted: false } }],
    threads: [{ guildId, id: firstSnowflakeAt(startMs), channelId: '8' }],
    members: [member, 7].map((number) => ({ guildId, member: { number, token: 0xd000_0000 + number } })),
    deltas: [from, from + 1, from + 30, from + 30, from + 31].map(delta),
    totals: [
      aTotal('joiners', from / 24, 3, { guildId }),
      aTotal('device', month, 2, { guildId, key: 'web' }),
      aTotal('message_kind', from / 24, 4, { guildId, channel: 1, key: 'reply' }),
      aTotal('reaction', from / 24, 5, { guildId, key: '👍' }),
    ],
    trial: [{ guildId, member, from: from + 3, to: null }],
    voiceSessions: [{ guildId, member, channelId: '8', countedUntilMs: startMs + 5 }],
    messagePositions: [
      {
        guildId,
        channelId: '8',
        lastId: firstSnowflakeAt(startMs + 7),
        readUpToId: null,
        gaps: [{ afterId: firstSnowflakeAt(startMs + 8), beforeId: null }],
      },
    ],
    gaps: [
      { guildId, fromMs: startMs, toMs: startMs + 9000 },
      { guildId, fromMs: startMs + 20_000, toMs: null },
    ],
  };
}

async function everythingOf(lanes: Lanes) {
  const neighbour = lanes.open(1);
  const { memberLists: _ofAllLanes, ...checkpoint } = await neighbour.checkpoint();
  const months = [january, february, march, april, may];
  const range = { from: hoursOfMonth(january).from, to: hoursOfMonth(may).to };
  const tokens = await Promise.all(months.map((month) => lanes.tokens(neighbourId, month)));
  return {
    state: (await lanes.lanes()).find(({ lane }) => lane === 1),
    checkpoint,
    guild: await lanes.guild(neighbourId),
    channels: await lanes.channels(neighbourId),
    months: await lanes.months(neighbourId),
    tokens: tokens.map((some) => [1, 2, 3, 4, 6, 7].map((number) => (some.has(number) ? some.of(number) : null))),
    pieces: await piecesOf(neighbour, range, neighbourId),
    gaps: await lanes.gaps(neighbourId, range),
    totals: await lanes.totals(neighbourId, { metrics: totalMetrics, range }),
    prunedMonths: await lanes.prunedMonths(neighbourId),
    trials: await Promise.all(months.map((month) => lanes.trial(neighbourId, month))),
    sealedTrials: await neighbour.sealedTrials(),
    posts: [await lanes.posts(neighbourId), await neighbour.postsOfKind('digest')],
    events: await lanes.events(neighbourId),
    deletions: await lanes.announcedDeletions(neighbourId),
  };
}

const facts = { totalUsers: 9, joins: 0, parts: 1 };
const spread = { users: 3, total: 1, perUser: 0.1, stdev: 2 };
