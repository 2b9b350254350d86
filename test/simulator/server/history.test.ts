import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History } from '../../../src/simulator/server/history.ts';

const author = { id: '1', username: 'x', isBot: false };
const number = fc.integer({ min: 1, max: 60 });
const limit = fc.integer({ min: 1, max: 20 });

function historyOf(numbers: readonly number[]): History {
  const history = new History();
  for (const id of numbers) history.add({ id: String(id), author, content: '', extras: null });
  return history;
}

describe('a history', () => {
  it('equals filtering and sorting all messages, in whatever order they came', () => {
    fc.assert(
      fc.property(fc.uniqueArray(number), number, limit, (numbers, mark, count) => {
        const history = historyOf(numbers);
        const ascending = [...numbers].sort((left, right) => left - right);
        const page = (query: object) => history.page({ limit: count, ...query }).map(({ id }) => Number(id));
        const newest = (list: number[]) => list.slice(-count).reverse();
        expect(page({})).toEqual(newest(ascending));
        expect(page({ before: String(mark) })).toEqual(newest(ascending.filter((id) => id < mark)));
        const younger = ascending.filter((id) => id > mark);
        expect(page({ after: String(mark) })).toEqual(younger.slice(0, count).reverse());
        expect(history.since(String(mark)).map(({ id }) => Number(id))).toEqual(younger);
        expect(history.lastMessageId).toBe(ascending.length > 0 ? String(ascending.at(-1)) : null);
      }),
    );
  });

  it('finds and removes messages by their id', () => {
    fc.assert(
      fc.property(fc.uniqueArray(number), number, (numbers, id) => {
        const history = historyOf(numbers);
        expect(history.get(String(id))?.id).toBe(numbers.includes(id) ? String(id) : undefined);
        expect(history.remove(String(id))).toBe(numbers.includes(id));
        expect(history.get(String(id))).toBeUndefined();
        expect(history.since('0')).toHaveLength(numbers.filter((other) => other !== id).length);
      }),
    );
  });
});
