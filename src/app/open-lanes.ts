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

/** A lane, its people and its month in order. */
export interface OpenLane extends OpenedLane {
  readonly store: LaneStore;
}

/** Opens all lanes as the guilds are divided now, one after the other. */
export async function openLanes({ lanes, vault, clock }: LanesDeps): Promise<readonly OpenLane[]> {
  const opened: OpenLane[] = [];
  for (const { lane } of await lanes.lanes()) {
    const store = lanes.open(lane);
    opened.push({ ...(await openLane({ store, vault: vault.lane(store), clock })), store });
  }
  return opened;
}

/** How the guilds are to be divided. */
export interface WantedLanes {
  readonly count: number;
  /** Discord refuses fewer: it cannot wait until a month begins. */
  readonly isRequired: boolean;
}

/**
 * Divides the guilds into as many lanes as are wanted, if that may be now, and gives all lanes opened again; else those that
 * were given. It may be while no lane has counted anything in its month: then nobody stands in it under two tokens. What
 * Discord requires is done at once, and the month is marked.
 *
 * @throws {UserError} where Discord requires more than are wanted.
 */
export async function divideLanes(
  parts: LanesDeps,
  opened: readonly OpenLane[],
  { count, isRequired }: WantedLanes,
): Promise<readonly OpenLane[]> {
  if (isRequired && count <= opened.length) throw new UserError(tooFewShards(opened.length));
  if (count === opened.length) return opened;
  const states = await parts.lanes.lanes();
  const isFree = states.every(({ isUntouched, openMonth }) => isUntouched && openMonth === states[0]?.openMonth);
  if (!isFree && !isRequired) return opened;
  const latest = Math.max(...opened.map(({ vault }) => vault.month));
  for (const { vault, rotation } of opened) if (vault.month < latest) await rotation.rotateTo(latest);
  for (const lane of opened) await leaveHistory(lane, parts.clock.now());
  await parts.lanes.divide(count);
  await parts.vault.destroyOthers(count);
  return openLanes(parts);
}

/** In another lane nobody knows who was erased: what they wrote before must not come back from the channels' histories. */
async function leaveHistory({ store, vault, checkpoint }: OpenLane, nowMs: number): Promise<void> {
  for (const { id, settings } of checkpoint.guilds) {
    if (vault.passesOverAny(id)) await store.putSettings(id, settings, nowMs);
  }
}

function tooFewShards(count: number): string {
  const remedy = 'Set SHARDS in .env to a higher number, or to auto, then start again';
  return `Discord requires more shards for this bot than ${count}. ${remedy}.`;
}
