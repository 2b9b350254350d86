import type { Month } from '../core/time.ts';
import type { MemberListsState } from '../store/records.ts';
import type { LaneState, StoreReader } from '../store/store-reader.ts';

/** A summary of a store, over all lanes. */
export interface StoreSummary {
  readonly servers: number;
  readonly memberLists: MemberListsState | null;
  /** Until when all lanes have counted that ever did, in milliseconds since the Unix epoch; null if none has. */
  readonly observedUntilMs: number | null;
  /** The distinct open months, ascending. All lanes have the same one, except for a while after a month's end. */
  readonly openMonths: readonly Month[];
  /** The open months that have members. */
  readonly peopledMonths: readonly Month[];
}

/** @throws {StoreUnavailable} if the disk refuses. */
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

/** The minimum of the known values; null if none is known. */
export function leastObserved(lanes: readonly Pick<LaneState, 'observedUntilMs'>[]): number | null {
  const known = lanes.map(({ observedUntilMs }) => observedUntilMs).filter((untilMs) => untilMs !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function openMonths(lanes: readonly LaneState[]): readonly Month[] {
  const months = lanes.map(({ openMonth }) => openMonth).filter((month) => month !== null);
  return [...new Set(months)].sort((one, other) => one - other);
}
