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
  /** What the lane's last commit left, where it was read already. */
  readonly checkpoint?: Checkpoint;
  readonly clock: Pick<Clock, 'now'>;
  /** Called after every step of a rotation; what it throws is as a crash there. For tests. */
  readonly onStep?: ((step: RotationStep) => void) | undefined;
}

export interface OpenedLane {
  readonly vault: Vault;
  readonly rotation: Pick<Rotation, 'prepare' | 'rotateTo'>;
  /** What the lane goes on from. */
  readonly checkpoint: Checkpoint;
  /** The months that were sealed on the way. */
  readonly receipts: readonly RotationReceipt[];
  /** Where the vault and the store contradict each other, what was done about it. One sentence each, for the log. */
  readonly warnings: readonly string[];
}

/**
 * Opens a lane in the month that its store and its vault agree upon: a rotation that was begun is ended, and a store that is
 * older than the vault catches up. Only the very first month is the clock's. The month may be over: the caller closes it
 * with {@link Rotation.rotateTo} before anything of a later one is counted. A salt that is missing, as after a restored
 * backup, means a new one in the same month, which is marked.
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
  // Members whom the map does not know are met again as others: one person under two tokens.
  const lost = await lostIdentities(store, { members, month, known });
  if (lost !== null) await store.markSplit(month);
  const warnings = [older, lost].filter((warning) => warning !== null);
  return { vault: vault.people, rotation, checkpoint, receipts, warnings };
}
