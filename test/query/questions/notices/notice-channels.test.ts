import { describe, expect, it } from 'vitest';
import type { ChannelView } from '../../../../src/core/channel.ts';
import type { Counter } from '../../../../src/core/counter.ts';
import { dayMs, hourMs } from '../../../../src/core/time.ts';
import { noticeSeries } from '../../../../src/query/notices/notice-series.ts';
import { milestones } from '../../../../src/query/questions/notices/milestones.ts';
import { notices } from '../../../../src/query/questions/notices/notices.ts';
import { guildId } from '../../a-store.ts';
import { type History, withHistory } from './a-history.ts';

const first = Date.UTC(2024, 0, 1) / dayMs;
const last = first + 130;

/** Six people write five to seven messages a day in #general; on the last day others write in #staff too. */
function burst({ people = 8, each = 5, in: channel = 3 } = {}): History {
  const message = (day: number, member: number, amount: number, of: number): Counter => {
    return { hour: day * 24 + 12, metric: 'msg', channel: of, member, amount };
  };
  const counters: Counter[] = [];
  for (let day = first; day <= last; day += 1) {
    for (let member = 1; member <= 6; member += 1) counters.push(message(day, member, 1, 1));
    if (day % 3 === 0) counters.push(message(day, 1, 1, 1));
  }
  for (let member = 11; member < 11 + people; member += 1) counters.push(message(last, member, each, channel));
  return { first, counters, missed: [], nowMs: (last + 1) * dayMs + hourMs };
}

async function told(history: History, view: ChannelView = () => true) {
  return withHistory(history, async (deps) => {
    const range = { from: last * 24, to: last * 24 + 24 };
    const query = { about: 'notices', guildId, range, by: 'day', channel: null, view, series: noticeSeries } as const;
    const { rows } = await notices(query, deps);
    return rows.map(({ key, values: { value, usual } }) => {
      return key.kind === 'notice' ? [key.of, key.channel?.name ?? null, value, usual] : [];
    });
  });
}

describe('the channel of a notice', () => {
  it('is the one in which more than half of the difference lies, in the number of the notice', async () => {
    expect(await told(burst())).toEqual([
      ['people', null, 14, 6],
      ['people', 'staff', 8, 0],
      ['messages', null, 46, 6],
      ['messages', 'staff', 40, 0],
    ]);
  });

  it('is not named to people who cannot view it', async () => {
    expect(await told(burst(), ({ name }) => name !== 'staff')).toEqual([
      ['people', null, 14, 6],
      ['messages', null, 46, 6],
    ]);
  });

  it('is not named if fewer than five people were in it', async () => {
    expect(await told(burst({ people: 4, each: 12 }))).toEqual([['messages', null, 54, 6]]);
    expect(await told(burst({ people: 5, each: 12 }))).toContainEqual(['messages', 'staff', 60, 0]);
  });
});

describe('learning', () => {
  const learning = (days: number, missed: readonly number[] = []) => {
    const { counters } = burst();
    const known = counters.filter(({ hour }) => hour < (first + days) * 24 && !missed.includes(Math.floor(hour / 24)));
    const gaps = missed.flatMap((day) => Array.from({ length: 24 }, (_, hour) => day * 24 + hour));
    const history = { first, counters: known, missed: gaps, nowMs: (first + days) * dayMs + hourMs };
    return withHistory(history, async (deps) => {
      const range = { from: (first + days - 1) * 24, to: (first + days) * 24 };
      const asked = { about: 'notices', guildId, range, by: 'day', channel: null, view: () => true } as const;
      const { learningUntil } = await notices({ ...asked, series: ['people', 'messages'] }, deps);
      return learningUntil === null ? null : learningUntil / 24 - first;
    });
  };

  it('lasts for eight weeks and sixty days', async () => {
    expect(await Promise.all([learning(1), learning(40), learning(90), learning(115)])).toEqual([116, 116, 116, 116]);
    expect(await Promise.all([learning(116), learning(130)])).toEqual([null, null]);
  });

  it('lasts longer by the days that were not observed since', async () => {
    expect(await learning(90, [first + 70, first + 80])).toBe(118);
    expect(await learning(117, [first + 70, first + 80])).toBe(118);
    expect(await learning(118, [first + 70, first + 80])).toBeNull();
  });
});

it('milestones are those of the days of a range', async () => {
  const history = burst({ people: 60 });
  const members = [first + 129, first + 130].map((day): Counter => {
    return { hour: day * 24 + 20, metric: 'total_users', channel: 0, member: 0, amount: day === last ? 251 : 249 };
  });
  const found = await withHistory({ ...history, counters: [...history.counters, ...members] }, async (deps) => {
    const range = { from: first * 24, to: (last + 2) * 24 };
    const asked = { about: 'milestones', guildId, by: 'day', channel: null, view: () => true } as const;
    const all = await milestones({ ...asked, range }, deps);
    const ofLast = await milestones({ ...asked, range: { from: last * 24, to: last * 24 + 24 } }, deps);
    expect(ofLast.rows).toEqual(all.rows.filter(({ key }) => key.kind === 'notice' && key.from === last * 24));
    return all.rows.map(({ key, values }) =>
      key.kind === 'notice' ? [key.of, key.from / 24 - first, values.value] : [],
    );
  });
  expect(found).toEqual([
    ['months', 91, 3],
    ['totalUsers', 130, 250],
    ['mostPeople', 130, 66],
  ]);
});
