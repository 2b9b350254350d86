import { describe, expect, it } from 'vitest';
import type { Channel } from '../../src/core/channel.ts';
import type { Counter } from '../../src/core/counter.ts';
import { type HourRange, hourMs, hoursOfMonth } from '../../src/core/time.ts';
import type { Result } from '../../src/query/query.ts';
import type { QueryAbout, Questions } from '../../src/query/questions.ts';
import { guildId } from './a-store.ts';
import { pruneMonths, questionsTo } from './prune-months.ts';
import { channels, february, type World, withWorld } from './questions/a-world.ts';

const { from: start, to: end } = hoursOfMonth(february);
/** A Saturday, and the Monday after it. */
const [saturday, monday] = [start + 2 * 24, start + 4 * 24];
const [general, voice] = channels;

/** Seven people write twice in one channel on a Saturday at 9, two of them three times in another on Monday at 10. */
const counters: readonly Counter[] = [
  ...[100, 101, 102, 103, 104, 105, 106].map((member) => written(saturday + 9, 1, member, 2)),
  ...[100, 101].map((member) => written(monday + 10, 2, member, 3)),
  { hour: monday + 11, metric: 'join', channel: 0, member: 0, amount: 4 },
  { hour: monday + 11, metric: 'total_users', channel: 0, member: 0, amount: 50 },
];

const world: World = {
  batches: [counters, [written(end + 30, 1, 7, 1)]],
  imported: [],
  importedHours: { from: 0, to: 0 },
  isPruned: false,
  erased: null,
  firstConnectedMs: 0,
  gaps: [],
  nowMs: (end + 9 * 24) * hourMs,
  countsMembers: true,
  unseen: null,
};

const deleted = { notKnown: 'deleted' };

describe('a pruned month', () => {
  it.each(['series', 'activeDays', 'hourOfWeek'] as const)('has the %s of all its days', async (about) => {
    const range = { from: start, to: end };
    const ask = (questions: Questions) =>
      questions.ask({ ...asked(range), about, by: 'day' } as QueryAbout<typeof about>);
    const { before, after } = await askedTwice(ask);
    expect(withoutCover(after.rows)).toEqual(withoutCover(before.rows));
  });

  it('has no windows that end in the month that was open when it was pruned', async () => {
    const range = { from: end, to: end + 48 };
    const { before, after } = await askedTwice((to) => to.ask({ ...asked(range), about: 'active', by: 'total' }));
    expect(before.rows[0]?.values).toMatchObject({ inRange: 1, week: 1, month: { low: 7, high: 8 } });
    expect(after.rows[0]?.values).toMatchObject({ inRange: 1, week: deleted, month: deleted });
  });

  it('has the hours with five people, and those of days without anybody', async () => {
    const values = await series({ from: saturday, to: saturday + 48 }, 'hour');
    expect(values[9]).toMatchObject({ messages: 14, activeUsers: 7, people: 7, voiceSeconds: 0, joins: 0 });
    expect(values[10]).toMatchObject({ messages: deleted, activeUsers: deleted, people: deleted, voiceUsers: 0 });
    expect(values[24]).toMatchObject({ messages: 0, activeUsers: 0, people: 0, joins: 0 });
    const [ofMonday] = await series({ from: monday + 10, to: monday + 11 }, 'hour');
    expect(ofMonday).toMatchObject({
      messages: deleted,
      people: deleted,
      joins: deleted,
      totalUsers: deleted,
      parts: 0,
    });
  });

  it('has sums of its weeks, and their people only where those were counted', async () => {
    const range = { from: start, to: monday + 7 * 24 };
    const [first, second] = await series(range, 'week');
    expect(first).toMatchObject({ messages: 14, activeUsers: 7, people: 7, joins: 0 });
    expect(second).toMatchObject({ messages: 6, activeUsers: 2, people: 2, joins: 4, totalUsers: 50 });
    const [all] = await series({ from: saturday, to: monday + 24 }, 'total');
    expect(all).toMatchObject({ messages: 20, activeUsers: deleted, people: deleted, joins: 4 });
  });

  it('has bounds of the people of longer times, but no estimate, which needs its counters', async () => {
    const [all] = await series({ from: start, to: end + 48 }, 'total');
    expect(all).toMatchObject({ messages: 21, activeUsers: { low: 7, high: 8, estimate: null }, people: deleted });
  });

  it('has no average of an hour of the week if it is not known in how many unobserved hours there was anybody', async () => {
    const gap = { fromMs: (monday + 9) * hourMs, toMs: (monday + 12) * hourMs };
    const ask = (to: Questions) => {
      return to.ask({ ...asked({ from: start, to: end }), about: 'hourOfWeek', by: 'hourOfWeek' });
    };
    const { before, after } = await askedTwice(ask, { ...world, gaps: [gap] });
    expect(before.rows[10]?.values).toMatchObject({ people: 0.5, messages: 6 });
    expect(after.rows[10]?.values).toMatchObject({ people: deleted, messages: 6 });
    expect(withoutCover(after.rows.toSpliced(10, 1))).toEqual(withoutCover(before.rows.toSpliced(10, 1)));
  });

  it('has a channel with five people, in all and on a day with five', async () => {
    expect(await series({ from: start, to: end }, 'month', general)).toMatchObject([{ messages: 14, people: 7 }]);
    expect(await series({ from: start, to: end }, 'month', voice)).toMatchObject([
      { messages: deleted, people: deleted },
    ]);
    const ofDays = await series({ from: saturday, to: monday + 24 }, 'day', general);
    expect(ofDays).toMatchObject([{ messages: 14, activeUsers: 7 }, { messages: 0 }, { messages: deleted, joins: 4 }]);
  });

  it('has the channels with five people in a table', async () => {
    const { after } = await askedTwice((to) => {
      return to.ask({ ...asked({ from: start, to: end }), about: 'channelTable', by: 'total' });
    });
    const rows = after.rows.map(({ key, values }) => ({
      name: key.kind === 'channel' ? key.channel.name : '',
      values,
    }));
    expect(rows.slice(0, 2)).toEqual([
      {
        name: 'general',
        values: { messages: 14, share: 0.7, people: 7, voiceSeconds: 0, lastMessageDay: deleted },
      },
      {
        name: 'voice',
        values: { messages: deleted, share: deleted, people: deleted, voiceSeconds: deleted, lastMessageDay: deleted },
      },
    ]);
  });
});

/** Who was there of the moderators is deleted with the month. */
function withoutCover(rows: Result['rows']): readonly object[] {
  return rows.map(({ key, values }) => {
    return { key, values: Object.fromEntries(Object.entries(values).filter(([name]) => name !== 'cover')) };
  });
}

function written(hour: number, channel: number, member: number, amount: number): Counter {
  return { hour, metric: 'msg', channel, member, amount };
}

function asked(range: HourRange) {
  return { guildId, range, channel: null, view: () => true };
}

/** Before and after February is pruned. */
function askedTwice<Found extends Result>(ask: (questions: Questions) => Promise<Found>, asWorld = world) {
  return withWorld(asWorld, async (deps) => {
    const before = await ask(questionsTo(deps));
    await pruneMonths(deps, 0);
    return { before, after: await ask(questionsTo(deps)) };
  });
}

async function series(
  range: HourRange,
  by: 'hour' | 'day' | 'week' | 'month' | 'total',
  channel: Channel | null = null,
) {
  const { after } = await askedTwice((to) => to.ask({ ...asked(range), about: 'series', by, channel }));
  return after.rows.map(({ values }) => values);
}
