import { describe, expect, it } from 'vitest';
import type { Counter } from '../../../../src/core/counter.ts';
import { dayMs, hourMs } from '../../../../src/core/time.ts';
import { silence } from '../../../../src/query/questions/notices/silence.ts';
import { guildId } from '../../a-store.ts';
import { withHistory } from './a-history.ts';

const first = Date.UTC(2024, 0, 1) / dayMs;
const quietFrom = (first + 70) * 24 + 13;

/** Messages in every hour up to the start of a silence. */
function talk(aDay: number): readonly Counter[] {
  return Array.from({ length: quietFrom - first * 24 }, (_, index) => first * 24 + index)
    .filter((hour) => (hour * 7) % 24 < aDay)
    .map((hour) => ({ hour, metric: 'msg', channel: 1, member: 1, amount: 1 + Math.floor(aDay / 24) }));
}

async function silenceAt(hour: number, { aDay = 48, missed = [] as number[], later = [] as Counter[] } = {}) {
  const history = { first, counters: [...talk(aDay), ...later], missed, nowMs: hour * hourMs + 60_000 };
  return withHistory(history, async (deps) => {
    const range = { from: hour - 168, to: hour };
    const query = { about: 'silence', guildId, range, by: 'total', channel: null, view: () => false } as const;
    return (await silence(query, deps)).rows.map(({ key, values }) => ({ ...key, usual: values.usual }));
  });
}

const found = [{ kind: 'period', from: quietFrom, to: quietFrom + 24, usual: 72 }];

describe('a silence', () => {
  it('is one after 24 hours without a message, and stays the same as long as it lasts', async () => {
    expect(await silenceAt(quietFrom + 23)).toEqual([]);
    expect(await silenceAt(quietFrom + 24)).toEqual(found);
    expect(await silenceAt(quietFrom + 60)).toEqual(found);
  });

  it('ends with a message', async () => {
    const later: Counter[] = [{ hour: quietFrom + 30, metric: 'msg', channel: 1, member: 1, amount: 1 }];
    expect(await silenceAt(quietFrom + 29, { later: [] })).toEqual(found);
    expect(await silenceAt(quietFrom + 40, { later })).toEqual([]);
  });

  it('needs 24 hours that were observed', async () => {
    const missed = [3, 4, 5, 20].map((offset) => quietFrom + offset);
    expect(await silenceAt(quietFrom + 27, { missed })).toEqual([]);
    expect(await silenceAt(quietFrom + 28, { missed })).toEqual([{ ...found[0], to: quietFrom + 28 }]);
  });

  it('is none where 20 messages a day or fewer are usual, nor after a week', async () => {
    expect(await silenceAt(quietFrom + 30, { aDay: 20 })).toEqual([]);
    expect(await silenceAt(quietFrom + 30, { aDay: 21 })).toMatchObject([{ usual: 21 }]);
    expect(await silenceAt(quietFrom + 169)).toEqual([]);
  });
});
