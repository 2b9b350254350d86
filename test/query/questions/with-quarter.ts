import type { Channel } from '../../../src/core/channel.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { hourMs, hoursOfMonth } from '../../../src/core/time.ts';
import type { Total } from '../../../src/core/total.ts';
import { MonthActivities } from '../../../src/query/active/month-activities.ts';
import { ClosedMonths } from '../../../src/query/days/closed-months.ts';
import { aBatch, nobody } from '../../store/a-batch.ts';
import { deltasOf, guildId, membersOf, withStore } from '../a-store.ts';
import { channels, february, january, march, type WorldDeps } from './a-world.ts';

/** What was counted in January and February 2024, which are sealed, and in March, which is open. */
export interface Quarter {
  readonly counters: readonly Counter[];
  readonly totals: readonly (Omit<Total, 'guildId'> & { readonly month: number })[];
  readonly gaps?: readonly { readonly fromMs: number; readonly toMs: number }[];
  readonly channels?: readonly Channel[];
  readonly nowMs: number;
}

/** Runs `use` with what a question about a quarter needs. Counting began long before. */
export async function withQuarter<Found>(quarter: Quarter, use: (deps: WorldDeps) => Promise<Found>): Promise<Found> {
  const content = { batches: [], channels: quarter.channels ?? channels, gaps: quarter.gaps ?? [], openMonth: january };
  return withStore(content, async (store) => {
    for (const month of [january, february, march]) {
      const { from, to } = hoursOfMonth(month);
      const counters = quarter.counters.filter(({ hour }) => hour >= from && hour < to);
      const totals = quarter.totals
        .filter((total) => total.month === month)
        .map(({ month: _, ...total }) => ({ ...total, guildId }));
      const batch = { members: membersOf(counters), deltas: deltasOf(counters), totals };
      await store.commit(aBatch(month - january + 2, batch), nobody);
      if (month === march) break;
      await store.beginRotation(month, month + 1, (count) =>
        Uint32Array.from({ length: count }, (_, i) => 0xb000_0000 + i),
      );
      await store.openMonth(month + 1);
      await store.noteSaltDestroyed(month, to * hourMs);
    }
    return use({
      store,
      clock: { now: () => quarter.nowMs },
      activities: new MonthActivities(store),
      closedMonths: new ClosedMonths(),
      circumstances: { countsMembers: true, whyUncounted: async () => null },
    });
  });
}
