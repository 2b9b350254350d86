import type { Clock } from '../core/clock.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { MonthVault } from '../vault/month-vault.ts';
import type { Vault } from '../vault/vault.ts';
import { reconcileOpenMonth } from './reconcile-open-month.ts';
import { lostIdentities, olderDatabase } from './restored-backup.ts';
import { Rotation, type RotationReceipt, type RotationStep } from './rotation.ts';

export interface OpenLaneDeps {
  readonly store: LaneStore;
  readonly vault: MonthVault;
  /** The lane's checkpoint, if the caller has already read it. */
  readonly checkpoint?: Checkpoint;
  readonly clock: Pick<Clock, 'now'>;
  /** Called after every step of a rotation. An error that it throws acts as a crash at that step. For tests. */
  readonly onStep?: ((step: RotationStep) => void) | undefined;
}

export interface OpenedLane {
  readonly vault: Vault;
  readonly rotation: Pick<Rotation, 'prepare' | 'rotateTo'>;
  /** The state from which the lane continues. */
  readonly checkpoint: Checkpoint;
  /** The months that were sealed during the opening. */
  readonly receipts: readonly RotationReceipt[];
  /** How the vault and the store contradict each other, and what was done about it. One sentence each, for the log. */
  readonly warnings: readonly string[];
}

/**
 * Opens a lane in the month that its store and its vault agree on: an interrupted rotation is finished, and a store that is
 * older than the vault moves to the vault's month. Only the very first month is taken from the clock. If the month is over,
 * the caller must close it with {@link Rotation.rotateTo} before it counts anything of a later month. If the salt is
 * missing, as after a restored backup, a new one is drawn in the same month, and that month is marked as split.
 *
 * @throws {VaultRefused} when the vault contradicts the store.
 * @throws {StoreUnavailable} when the disk refuses.
 */
export async function openLane(deps: OpenLaneDeps): Promise<OpenedLane> {
  const { store, vault } = deps;
  const before = deps.checkpoint ?? (await store.checkpoint());
  const older = olderDatabase(before, vault.saltMonth);
  const rotation = new Rotation(deps);

  const { month, receipts } = await reconcileOpenMonth({ ...deps, rotation }, before);
  const isAsBefore = receipts.length === 0 && before.openMonth !== null && before.unsealedMonths.length === 0;
  const checkpoint = isAsBefore ? before : await store.checkpoint();
  const { members, guilds } = checkpoint;
  const known = await vault.open(
    month,
    members,
    guilds.map(({ id }) => id),
  );
  // Members that the map does not have get another number when they are active again: one person has two tokens.
  const lost = await lostIdentities(store, { members, month, known });
  if (lost !== null) await store.markSplit(month);
  const warnings = [older, lost].filter((warning) => warning !== null);
  return { vault: vault.people, rotation, checkpoint, receipts, warnings };
}
