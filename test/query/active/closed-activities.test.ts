import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Counter } from '../../../src/core/counter.ts';
import { hoursOfMonth } from '../../../src/core/time.ts';
import { MonthActivities } from '../../../src/query/active/month-activities.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import type { ClosingMonth } from '../../../src/store/store-reader.ts';
import { aBatch, nobody } from '../../store/a-batch.ts';
import { deltasOf, guildId, withStore } from '../a-store.ts';

const march = 2026 * 12 + 2;
const { from: start } = hoursOfMonth(march);
const month = { month: march, isSealed: false, hasTrial: false };
const days = 5;

/** Members have a number in the store from the beginning. */
const everybody: readonly Counter[] = Array.from({ length: 6 }, (_, member) => counter(0, member, 1, 'msg'));

function counter(hour: number, member: number, amount: number, metric: Counter['metric']): Counter {
  return { hour: start + hour, metric, channel: 1, member, amount };
}

const write = fc.record({
  kind: fc.constant('write' as const),
  hour: fc.nat(days * 24 - 1),
  member: fc.nat(5),
  amount: fc.constantFrom(400, 600, 1000),
  metric: fc.constantFrom('msg' as const, 'voice' as const),
});
const compact = fc.record({ kind: fc.constant('compact' as const), hour: fc.constantFrom(24, 48, days * 24) });
const erase = fc.record({ kind: fc.constant('erase' as const), member: fc.nat(5) });

/** Not after every change is anything asked, so that days are opened and closed again in between. */
const changes = fc.array(fc.tuple(fc.oneof(write, compact, erase), fc.boolean(), fc.boolean()), {
  maxLength: 25,
  size: 'max',
});

it('what is kept of closed hours never changes the outcome, whatever is written late, compacted or erased', async () => {
  await fc.assert(
    fc.asyncProperty(changes, async (drawn) => {
      await withStore({ batches: [everybody], openMonth: march }, async (store) => {
        const kept = new MonthActivities(store);
        let batch = 2;
        for (const [change, isAsked, isAhead] of drawn) {
          if (change.kind === 'compact') await store.compact(start + change.hour);
          else if (change.kind === 'erase') await store.eraseMember(guildId, change.member, null);
          else {
            const { hour, member, amount, metric } = change;
            batch += 1;
            await store.commit(aBatch(batch, { deltas: deltasOf([counter(hour, member, amount, metric)]) }), nobody);
          }
          if (!isAsked) continue;
          const fresh = await new MonthActivities(store).of(guildId, month, [start + 7]);
          const ahead = (await kept.readAhead(store, await store.monthsOfGuilds([guildId]))).get(guildId);
          expect(ahead?.map(({ ahead: _, ...known }) => known)).toEqual(await monthsWithClosedHours(store));
          const again = await kept.of(guildId, isAhead ? (ahead?.[0] ?? month) : month, [start + 7]);
          for (let hour = 0; hour < days * 24; hour += 5) {
            expect(again.activeSince(start + hour)).toBe(fresh.activeSince(start + hour));
          }
          for (let day = 0; day < days; day += 1) {
            expect(again.activeOn(day, day + 1)).toBe(fresh.activeOn(day, day + 1));
            expect(again.activeOn(0, day)).toBe(fresh.activeOn(0, day));
          }
        }
      });
    }),
    { numRuns: 60 },
  );
});

async function monthsWithClosedHours(store: LaneStore) {
  const found: ClosingMonth[] = [];
  for (const each of await store.months(guildId)) {
    const closed = await store.closedHours(guildId, each.month);
    if (closed !== null) found.push({ ...each, closed });
  }
  return found.length === 0 ? undefined : found;
}
