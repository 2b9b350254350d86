import { hoursOfMonth } from '../../../src/core/time.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import type { Lanes } from '../../../src/store/lanes.ts';
import type { PeopleAtRest } from '../../../src/store/people-at-rest.ts';
import type { DrawTokens } from '../../../src/store/records.ts';

/** Lanes under test, and how to close them and open them again on the same data. */
export interface StoreUnderTest {
  readonly lanes: Lanes;
  /** The lane under test. It has the guilds below. */
  readonly store: LaneStore;
  reopen(): Promise<LaneStore>;
  /** Disposes of the store. Returns a factory of stores that start in its final state. */
  end(): Promise<MakeStore>;
  dispose(): Promise<void>;
}

/** Makes a store, by default an empty one with one lane. `people` opens the people of a lane. */
export type MakeStore = (people?: (lane: number) => PeopleAtRest) => Promise<StoreUnderTest>;

export const march = 2026 * 12 + 2;
export const april = march + 1;
export const wholeMonth = hoursOfMonth(march);
/** The first hour of March. */
export const start = wholeMonth.from;
/** Both are in lane 0 of one and of two lanes. */
export const guildId = '300000000000000001';
export const otherId = '300000000000000002';

/** 0xffffffff, 0xfffffffe and so on. */
export function fromTop(): DrawTokens {
  return (count) => Uint32Array.from({ length: count }, (_, index) => 0xffff_ffff - index);
}

/** Closes the open month and opens the next. `destroyedAtMs` is when its salt was destroyed. */
export async function closeMonth(store: LaneStore, month: number, destroyedAtMs = 1): Promise<void> {
  await store.beginRotation(month, month + 1, fromTop());
  await store.openMonth(month + 1);
  await store.noteSaltDestroyed(month, destroyedAtMs);
}
