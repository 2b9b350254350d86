import type { Month } from '../core/time.ts';
import type { MemberListsState } from '../store/records/member-lists-state.ts';
import type { LaneState, StoreReader } from '../store/store-reader.ts';

/** What a store says of itself, all lanes together. */
export interface StoreSummary {
  readonly servers: number;
  readonly memberLists: MemberListsState | null;
  /** Up to here every lane that has ever counted has, in milliseconds since the Unix epoch; null where none has. */
  readonly observedUntilMs: number | null;
  /** The month of each lane, each once, ascending. All lanes have the same one, but for a while after a month's end. */
  readonly openMonths: readonly Month[];
  /** Those of the open months in which there are members. */
  readonly peopledMonths: readonly Month[];
}

/** @throws {StoreUnavailable} when the disk refuses. */
export async function storeSummary(
  store: Pick<StoreReader, 'guilds' | 'lanes' | 'memberLists'>,
): Promise<StoreSummary> {
  const lanes = await store.lanes();
  return {
    servers: (await store.guilds()).length,
    memberLists: await store.memberLists(),
    observedUntilMs: leastObserved(lanes),
    openMonths: openMonths(lanes),
    peopledMonths: openMonths(lanes.filter(({ members }) => members > 0)),
  };
}

/** The least of those that are known; null where none is. */
export function leastObserved(lanes: readonly Pick<LaneState, 'observedUntilMs'>[]): number | null {
  const known = lanes.map(({ observedUntilMs }) => observedUntilMs).filter((untilMs) => untilMs !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function openMonths(lanes: readonly LaneState[]): readonly Month[] {
  const months = lanes.map(({ openMonth }) => openMonth).filter((month) => month !== null);
  return [...new Set(months)].sort((one, other) => one - other);
}
