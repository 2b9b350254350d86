import { hoursOfMonth } from '../../src/core/time.ts';
import type { DrawTokens } from '../../src/store/members.ts';
import type { Store } from '../../src/store/store.ts';

/** A store to be tried, and what closes it and opens another on the same data. */
export interface StoreUnderTest {
  readonly store: Store;
  reopen(): Promise<Store>;
  dispose(): Promise<void>;
}

/** Makes an empty store. */
export type MakeStore = () => Promise<StoreUnderTest>;

export const march = 2026 * 12 + 2;
export const april = march + 1;
export const wholeMonth = hoursOfMonth(march);
/** The first hour of March. */
export const start = wholeMonth.from;
export const guildId = '300000000000000001';
export const otherId = '300000000000000002';

/** 0xffffffff, 0xfffffffe and so on. */
export function fromTop(): DrawTokens {
  return (count) => Uint32Array.from({ length: count }, (_, index) => 0xffff_ffff - index);
}
