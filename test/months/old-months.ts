import type { Counter } from '../../src/core/counter.ts';
import { dayMs, hourMs, hoursOfMonth } from '../../src/core/time.ts';
import { Pruning, type PruningDeps } from '../../src/months/pruning.ts';
import type { LaneStore } from '../../src/store/lane-store.ts';
import { aChannel, deltasOf, guildId, membersOf, withStore } from '../query/a-store.ts';
import { questionsOn } from '../query/ask.ts';
import { aBatch, nobody } from '../store/a-batch.ts';

export const january = 2018 * 12;
export const june = january + 5;
export const clock = { now: () => Date.UTC(2018, 5, 3) };
export const general = aChannel(1, 'general');

/** In each month from January to June: 57 members. Two of them write 2 and 4 messages. */
export const months = [0, 1, 2, 3, 4, 5].map((index) => january + index);

/** A store in which January to May are sealed and June is open. */
export async function withMonths(use: (store: LaneStore, directory: string) => Promise<void>): Promise<void> {
  const content = { batches: [countersOf(january)], channels: [general], openMonth: january };
  await withStore(content, async (store, directory) => {
    for (const [index, month] of months.slice(1).entries()) {
      const sealed = month - 1;
      await store.beginRotation(sealed, month, (count) =>
        Uint32Array.from({ length: count }, (_, i) => token(sealed, i)),
      );
      await store.forget();
      await store.openMonth(month);
      await store.noteSaltDestroyed(sealed, 0);
      const counters = countersOf(month);
      await store.commit(aBatch(3 + index, { deltas: deltasOf(counters), members: membersOf(counters) }), nobody);
    }
    await use(store, directory);
  });
}

function countersOf(month: number): Counter[] {
  const hour = hoursOfMonth(month).from + 30;
  return [
    { hour, metric: 'msg', channel: 1, member: 7, amount: 2 },
    { hour: hour + 1, metric: 'msg', channel: 1, member: 8, amount: 4 },
    { hour, metric: 'total_users', channel: 0, member: 0, amount: 57 },
  ];
}

/** The token of the member at this place of a sealed month. */
export function token(month: number, index: number): number {
  return 0xa1b2_0000 + month * 2 + index;
}

export function partsOf(store: LaneStore): Omit<PruningDeps, 'keepMonths'> {
  return {
    clock,
    store: {
      announceDeletions: (before, atMs) => store.announceDeletions(before, atMs),
      pruneMonth: (...given) => store.pruneMonth(...given),
      forget: () => store.forget(),
      readCounters: (...given) => store.readCounters(...given),
      readDays: (...given) => store.readDays(...given),
    },
    questions: questionsOn(store, clock),
    announcements: { announcePlannedDeletions: () => {}, announceDeleted: () => {} },
    signal: new AbortController().signal,
  };
}

/** A pruning with its own clock, and the months that it announced. */
export function aPruning(store: LaneStore, keepMonths: number | null) {
  const time = { ms: clock.now() };
  const told: { announced: number[][]; deleted: number[][] } = { announced: [], deleted: [] };
  const pruning = new Pruning({
    ...partsOf(store),
    clock: { now: () => time.ms },
    keepMonths,
    announcements: {
      announcePlannedDeletions: (deletions) => void told.announced.push(deletions.map(({ month }) => month)),
      announceDeleted: (deletions) => void told.deleted.push(deletions.map(({ month }) => month)),
    },
  });
  return { pruning, time, told };
}

/** Runs it now, and then `hours` times at intervals of an hour. */
export async function everyHour(
  pruning: Pruning,
  time: { ms: number },
  openMonth: number,
  hours: number,
): Promise<void> {
  for (let hour = 0; hour <= hours; hour += 1) {
    await pruning.run(openMonth);
    time.ms += hourMs;
  }
}

/** Announces the deletions, dated one day ago. */
export async function announced(store: LaneStore, keepMonths: number, openMonth = june): Promise<void> {
  await store.announceDeletions(openMonth - keepMonths, clock.now() - dayMs);
}

/** Announces and deletes. */
export async function deleted(store: LaneStore, keepMonths: number | null, openMonth = june): Promise<void> {
  if (keepMonths !== null) await announced(store, keepMonths, openMonth);
  await new Pruning({ ...partsOf(store), keepMonths }).run(openMonth);
}

export async function monthsWithCounters(store: LaneStore): Promise<number[]> {
  return (await store.months(guildId)).map(({ month }) => month);
}
