import type { Clock } from '../core/clock.ts';
import { UserError } from '../core/errors.ts';
import { type OpenedLane, openLane } from '../months/open-lane.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { Lanes } from '../store/lanes.ts';
import type { OpenedVault } from '../vault/open-vault.ts';

export interface LanesDeps {
  readonly lanes: Lanes;
  readonly vault: OpenedVault;
  readonly clock: Clock;
}

/** A lane whose people and month are in order. */
export interface OpenLane extends OpenedLane {
  readonly store: LaneStore;
}

/** Opens all lanes of the current division, one after the other. */
export async function openLanes({ lanes, vault, clock }: LanesDeps): Promise<readonly OpenLane[]> {
  const opened: OpenLane[] = [];
  for (const { lane } of await lanes.lanes()) {
    const store = lanes.open(lane);
    opened.push({ ...(await openLane({ store, vault: vault.lane(store), clock })), store });
  }
  return opened;
}

/** The wanted division of the guilds. */
export interface WantedLanes {
  readonly count: number;
  /** Discord refuses the current number, so the change cannot wait until a month begins. */
  readonly isRequired: boolean;
}

/**
 * Divides the guilds into the wanted number of lanes, if the number can change now, and returns all lanes, opened
 * again; otherwise returns the given ones. The number can change while no lane has counted in its month, so that no
 * member has two tokens in it. A number that Discord requires applies at once, and the month is marked.
 *
 * @throws {UserError} if Discord requires more lanes than are wanted.
 */
export async function divideLanes(
  deps: LanesDeps,
  opened: readonly OpenLane[],
  { count, isRequired }: WantedLanes,
): Promise<readonly OpenLane[]> {
  if (isRequired && count <= opened.length) throw new UserError(tooFewShards(opened.length));
  if (count === opened.length) return opened;
  const states = await deps.lanes.lanes();
  const isFree = states.every(({ isUntouched, openMonth }) => isUntouched && openMonth === states[0]?.openMonth);
  if (!isFree && !isRequired) return opened;
  const latest = Math.max(...opened.map(({ vault }) => vault.month));
  for (const { vault, rotation } of opened) if (vault.month < latest) await rotation.rotateTo(latest);
  for (const lane of opened) await leaveHistory(lane, deps.clock.now());
  await deps.lanes.divide(count);
  await deps.vault.destroyOthers(count);
  return openLanes(deps);
}

/** Another lane does not know who was erased. Catch-up must not bring back what they wrote before. */
async function leaveHistory({ store, vault, checkpoint }: OpenLane, nowMs: number): Promise<void> {
  for (const { id, settings } of checkpoint.guilds) {
    if (vault.hasErasures(id)) await store.putSettings(id, settings, nowMs);
  }
}

function tooFewShards(count: number): string {
  const remedy = 'Set SHARDS in .env to a higher number, or to auto, then start again';
  return `Discord requires more shards for this bot than ${count}. ${remedy}.`;
}
