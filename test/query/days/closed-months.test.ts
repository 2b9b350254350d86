import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seesAllChannels } from '../../../src/core/channel.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { hourMs, hoursOfMonth } from '../../../src/core/time.ts';
import { ClosedMonths } from '../../../src/query/days/closed-months.ts';
import type { Questions } from '../../../src/query/questions.ts';
import { aBatch, nobody } from '../../store/a-batch.ts';
import { deltasOf, guildId, withStore } from '../a-store.ts';
import { questionsOn } from '../ask.ts';

const march = 2026 * 12 + 2;
const range = hoursOfMonth(march);
const days = 31;
const clock = { now: () => range.to * hourMs };

const everybody: readonly Counter[] = Array.from({ length: 4 }, (_, member) => counter(0, member, 1));

function counter(hour: number, member: number, channel: number): Counter {
  return { hour: range.from + hour, metric: 'msg', channel, member, amount: 1 };
}

const write = fc.record({
  kind: fc.constant('write' as const),
  hour: fc.nat(days * 24 - 1),
  member: fc.nat(3),
  channel: fc.integer({ min: 1, max: 2 }),
});
const compact = fc.record({ kind: fc.constant('compact' as const) });
const erase = fc.record({ kind: fc.constant('erase' as const), member: fc.nat(3) });
const changes = fc.array(fc.tuple(fc.oneof(write, compact, compact, erase), fc.boolean()), {
  maxLength: 8,
  size: 'max',
});

it('answers about a month stay those of its counters, whatever is written late, closed or erased', async () => {
  await fc.assert(
    fc.asyncProperty(changes, async (drawn) => {
      await withStore({ batches: [everybody], openMonth: march }, async (store) => {
        const kept = questionsOn(store, clock);
        let batch = 2;
        for (const [change, isAsked] of drawn) {
          if (change.kind === 'compact') await store.compact(range.to);
          else if (change.kind === 'erase') await store.eraseMember(guildId, change.member, null);
          else {
            batch += 1;
            const deltas = deltasOf([counter(change.hour, change.member, change.channel)]);
            await store.commit(aBatch(batch, { deltas }), nobody);
          }
          if (isAsked) expect(await rowsOf(kept)).toEqual(await rowsOf(questionsOn(store, clock)));
        }
        expect(await rowsOf(kept)).toEqual(await rowsOf(questionsOn(store, clock)));
      });
    }),
    { numRuns: 8 },
  );
});

it('a month that does not change is read once, and a month that may change every time', async () => {
  const months = new ClosedMonths();
  let reads = 0;
  const ask = (until: number, reopened: number) =>
    months.read({ closedHours: async () => ({ until, reopened }) }, { guildId, range, kind: 'hours' }, async () => {
      reads += 1;
      return { found: new Map([[1, { hours: [] }]]), unreadable: [] };
    });
  for (const [until, reopened, expected] of [
    [range.to, 5, 1],
    [range.to, 5, 1],
    [range.to, 6, 2],
    [range.to, 6, 2],
    [range.to - 24, 6, 3],
    [range.to - 24, 6, 4],
  ] as const) {
    await ask(until, reopened);
    expect(reads).toBe(expected);
  }
});

async function rowsOf(questions: Questions) {
  const query = { guildId, channel: null, range, view: seesAllChannels } as const;
  return [
    (await questions.ask({ ...query, about: 'series', by: 'day' })).rows,
    (await questions.ask({ ...query, about: 'hourOfWeek', by: 'total' })).rows,
    (await questions.ask({ ...query, about: 'channelTable', by: 'total' })).rows,
  ];
}
