import fc from 'fast-check';
import { encodeColumns } from '../../../src/columns/columns.ts';
import type { Channel } from '../../../src/core/channel.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { type CounterMetric, counterMetrics } from '../../../src/core/metric.ts';
import { type HourRange, hourMs, hoursOfMonth } from '../../../src/core/time.ts';
import { MonthActivities } from '../../../src/query/active/month-activities.ts';
import { ClosedMonths } from '../../../src/query/days/closed-months.ts';
import type { CountingNow } from '../../../src/query/questions/question-deps.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { naiveSums } from '../../columns/some-counters.ts';
import { aBatch, aGuild, nobody } from '../../store/a-batch.ts';
import { noSummaries } from '../../store/no-summaries.ts';
import { wholeImport } from '../../store/whole-import.ts';
import { aChannel, deltasOf, guildId, membersOf, withStore } from '../a-store.ts';

/** January 2024 may be imported, leap February is sealed, and March is open. */
export const january = 2024 * 12;
export const [february, march] = [january + 1, january + 2];
const [{ from: start }, { from: firstOfFebruary }, { from: firstOfMarch, to: end }] = [january, february, march].map(
  hoursOfMonth,
) as [HourRange, HourRange, HourRange];

export const channels: readonly Channel[] = [
  aChannel(1, 'general'),
  aChannel(2, 'voice', { kind: 'voice' }),
  aChannel(3, 'staff'),
  aChannel(4, 'old', { isDeleted: true }),
  aChannel(5, 'quiet'),
];

export interface World {
  /** As committed, one batch after the other. The same counter may be in several. */
  readonly batches: readonly (readonly Counter[])[];
  readonly imported: readonly Counter[];
  /** The hours of January that the imported files cover. */
  readonly importedHours: HourRange;
  readonly isPruned: boolean;
  /** A member of March who was erased. */
  readonly erased: number | null;
  readonly firstConnectedMs: number;
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number | null }[];
  readonly nowMs: number;
  readonly countsMembers: boolean;
  /** The number of a channel in which nothing is counted now. */
  readonly unseen: number | null;
}

const minuteMs = 60_000;

/** An hour, often one of a few around the ends of months, so that counters meet. */
function hourWithin(from: number, to: number): fc.Arbitrary<number> {
  const near = [from, from + 30, to - 30].map((hour) => fc.integer({ min: hour, max: Math.min(hour + 29, to - 1) }));
  return fc.oneof(...near, fc.integer({ min: from, max: to - 1 }));
}

function countersWithin(from: number, to: number, members: readonly [number, number]): fc.Arbitrary<Counter[]> {
  const counter = fc
    .record({
      hour: hourWithin(from, to),
      metric: fc.constantFrom(...counterMetrics, 'msg' as const, 'msg' as const, 'voice' as const),
      channel: fc.integer({ min: 1, max: 4 }),
      member: fc.integer({ min: members[0], max: members[1] }),
      amount: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 600, max: 3000 })),
    })
    .map((each) => (each.metric === 'msg' || each.metric === 'voice' ? each : { ...each, channel: 0, member: 0 }));
  return fc.array(counter, { maxLength: 60, size: 'max' });
}

/** The members of a month have numbers of their own. */
export const worlds: fc.Arbitrary<World> = fc
  .record({
    february: countersWithin(firstOfFebruary, firstOfMarch, [100, 112]),
    march: countersWithin(firstOfMarch, end, [5, 17]),
    late: countersWithin(firstOfMarch, end, [5, 17]),
    january: countersWithin(start, firstOfFebruary, [50, 60]),
    importedMetrics: fc.constantFrom<readonly CounterMetric[] | null>(null, ['msg'], ['msg', 'voice', 'join']),
    covered: fc.option(fc.tuple(hourWithin(start, firstOfFebruary), hourWithin(start, firstOfFebruary))),
    isPruned: fc.boolean(),
    erased: fc.option(fc.integer({ min: 5, max: 17 })),
    firstConnected: hourWithin(firstOfFebruary - 48, firstOfMarch),
    minutes: fc.integer({ min: 0, max: 59 }),
    gaps: fc.array(fc.tuple(hourWithin(firstOfFebruary, end), fc.nat(60), fc.integer({ min: 1, max: 40 * 60 })), {
      maxLength: 3,
    }),
    now: hourWithin(firstOfMarch, end),
    countsMembers: fc.boolean(),
    unseen: fc.option(fc.integer({ min: 1, max: 5 })),
  })
  .map((drawn): World => {
    const { importedMetrics, erased, firstConnected, minutes, gaps, now } = drawn;
    const [one, other] = drawn.covered ?? [start, firstOfFebruary - 1];
    const importedHours = { from: Math.min(one, other), to: Math.max(one, other) + 1 };
    const imported = drawn.january.filter(({ hour, metric }) => {
      return importedMetrics?.includes(metric) && hour >= importedHours.from && hour < importedHours.to;
    });
    return {
      batches: [drawn.february, drawn.march, drawn.late],
      imported,
      importedHours,
      isPruned: drawn.isPruned && imported.length > 0,
      erased,
      firstConnectedMs: firstConnected * hourMs + minutes * minuteMs,
      gaps: gaps.map(([hour, minute, length]) => {
        const fromMs = hour * hourMs + minute * minuteMs;
        return { fromMs, toMs: fromMs + length * minuteMs };
      }),
      nowMs: now * hourMs + minutes * minuteMs,
      countsMembers: drawn.countsMembers,
      unseen: drawn.unseen,
    };
  });

/** A range, usually of whole days. */
export const ranges: fc.Arbitrary<HourRange> = fc
  .tuple(hourWithin(start, end), hourWithin(start, end), fc.constantFrom(24, 24, 24, 1))
  .map(([one, other, unit]) => {
    const from = start + Math.floor((Math.min(one, other) - start) / unit) * unit;
    return { from, to: start + Math.ceil((Math.max(one, other) + 1 - start) / unit) * unit };
  });

const counters = new WeakMap<World, readonly Counter[]>();

/** The counters that a world has in the end, each once. */
export function countersOf(world: World): readonly Counter[] {
  const known = counters.get(world);
  if (known !== undefined) return known;
  const { batches, imported, isPruned, erased } = world;
  const counted = naiveSums([...batches.flat(), ...(isPruned ? [] : imported)]);
  const found = counted.filter(({ hour, member }) => hour < firstOfMarch || erased === null || member !== erased);
  counters.set(world, found);
  return found;
}

/** Whether a month's counters are in the store. */
export function hasCounters(world: World, month: number): boolean {
  const { from, to } = hoursOfMonth(month);
  return countersOf(world).some(({ hour }) => hour >= from && hour < to);
}

/** What is kept of January if it was pruned: any numbers. */
export const keptOfJanuary = {
  totalUsers: 0,
  activeUsers: 7,
  voiceUsers: 0,
  joins: 3,
  parts: 0,
  messages: 71,
  messagesPerUser: 0,
  messagesPerUserStdev: 0,
  voiceHours: 0,
  voiceHoursPerUser: 0,
  voiceHoursPerUserStdev: 0,
};

/** Runs `use` with what a question about a world needs. */
export async function withWorld<Found>(world: World, use: (deps: WorldDeps) => Promise<Found>): Promise<Found> {
  const [ofFebruary = [], ...ofMarch] = world.batches;
  return withStore({ batches: [], openMonth: february }, async (store) => {
    const guild = aGuild(guildId, { firstConnectedMs: world.firstConnectedMs });
    const gaps = world.gaps.map((gap) => ({ ...gap, guildId }));
    const known = channels.map((channel) => ({ guildId, channel }));
    const batch = {
      guilds: [guild],
      gaps,
      channels: known,
      members: membersOf(ofFebruary),
      deltas: deltasOf(ofFebruary),
    };
    await store.commit(aBatch(2, batch), nobody);
    await store.beginRotation(february, march, (count) =>
      Uint32Array.from({ length: count }, (_, i) => 0xb000_0000 + i),
    );
    await store.openMonth(march);
    await store.noteSaltDestroyed(february, firstOfMarch * hourMs);
    const members = membersOf(ofMarch.flat());
    await store.commit(aBatch(3, { members }), nobody);
    for (const [index, counters] of ofMarch.entries()) {
      await store.commit(aBatch(index + 4, { deltas: deltasOf(counters) }), nobody);
      if (index === 0) await store.compact(firstOfMarch + 400);
    }
    if (world.erased !== null) await store.eraseMember(guildId, world.erased, null);
    if (world.imported.length > 0) {
      const ofImport = membersOf(world.imported).map(({ member }) => member);
      const columns = [encodeColumns(world.imported)];
      await store.importMonth({ guild, channels: [], month: january, members: ofImport, columns, ...importOf(world) });
      if (world.isPruned) await store.pruneMonth(guildId, { month: january, row: keptOfJanuary }, noSummaries);
    }
    return use({
      store,
      clock: { now: () => world.nowMs },
      activities: new MonthActivities(store),
      closedMonths: new ClosedMonths(),
      circumstances: {
        countsMembers: world.countsMembers,
        whyUncounted: async (_, { number }) => (number === world.unseen ? 'channelUnseen' : null),
      },
    });
  });
}

function importOf(world: World) {
  const { from, to } = world.importedHours;
  const metrics = [...new Set(naiveSums(world.imported).map(({ metric }) => metric))];
  return { ...wholeImport(january), imported: { metrics, fromMs: from * hourMs, toMs: to * hourMs } };
}

export interface WorldDeps {
  readonly store: LaneStore;
  readonly clock: { now(): number };
  readonly activities: MonthActivities;
  readonly closedMonths: ClosedMonths;
  readonly circumstances: CountingNow;
}
