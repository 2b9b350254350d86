import type { Counter } from '../../../../src/core/counter.ts';
import { type Day, dayMs, hourMs, hoursOfMonth, monthOf, monthOfHour } from '../../../../src/core/time.ts';
import { MonthActivities } from '../../../../src/query/active/month-activities.ts';
import { ClosedMonths } from '../../../../src/query/days/closed-months.ts';
import type { NoticesDeps } from '../../../../src/query/questions/notices/notices.ts';
import { aBatch, aGuild, nobody } from '../../../store/a-batch.ts';
import { deltasOf, guildId, membersOf, withStore } from '../../a-store.ts';
import { channels } from '../a-world.ts';

/** A guild that was counted for many days, month by month. */
export interface History {
  /** The first day that was counted, the first of a month. */
  readonly first: Day;
  readonly counters: readonly Counter[];
  /** Hours that were not observed, and in which nothing was counted. */
  readonly missed: readonly number[];
  readonly nowMs: number;
}

/** Runs `use` with what questions about a history need. */
export async function withHistory<Found>(
  { first, counters, missed, nowMs }: History,
  use: (deps: NoticesDeps) => Promise<Found>,
): Promise<Found> {
  const firstMonth = monthOf(first * dayMs);
  return withStore({ batches: [], openMonth: firstMonth }, async (store) => {
    let batch = 2;
    const commit = (changes: Parameters<typeof aBatch>[1]) => store.commit(aBatch(batch++, changes), nobody);
    await commit({
      guilds: [aGuild(guildId, { firstConnectedMs: first * dayMs })],
      channels: channels.map((channel) => ({ guildId, channel })),
      gaps: missed.map((hour) => ({ guildId, fromMs: hour * hourMs, toMs: (hour + 1) * hourMs })),
    });
    for (let month = firstMonth; month <= monthOf(nowMs); month += 1) {
      const own = counters.filter(({ hour }) => monthOfHour(hour) === month);
      await commit({ members: membersOf(own), deltas: deltasOf(own) });
      if (month === monthOf(nowMs)) break;
      await store.compact(hoursOfMonth(month).to);
      await store.beginRotation(month, month + 1, (count) => {
        return Uint32Array.from({ length: count }, (_, index) => 0xb000_0000 + index);
      });
      await store.openMonth(month + 1);
      await store.noteSaltDestroyed(month, hoursOfMonth(month).to * hourMs);
    }
    return use({
      store,
      clock: { now: () => nowMs },
      activities: new MonthActivities(store),
      closedMonths: new ClosedMonths(),
      circumstances: { countsMembers: true, whyUncounted: async () => null },
    });
  });
}
