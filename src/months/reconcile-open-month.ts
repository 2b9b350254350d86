import type { Clock } from '../core/clock.ts';
import { VaultRefused } from '../core/errors.ts';
import { type Month, monthName, monthOf } from '../core/time.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { MonthVault } from '../vault/month-vault.ts';
import type { Rotation, RotationReceipt } from './rotation.ts';

export interface ReconciliationDeps {
  readonly store: Pick<LaneStore, 'lane' | 'openMonth' | 'noteSaltDestroyed' | 'forgetPeople'>;
  readonly vault: Pick<MonthVault, 'saltMonth' | 'drawSalt'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly rotation: Pick<Rotation, 'seal'>;
}

/** What store and vault now agree on. */
export interface Reconciliation {
  /** The open month, to which the salt on the disk belongs. */
  readonly month: Month;
  /** The months that were sealed on the way. */
  readonly receipts: readonly RotationReceipt[];
}

/**
 * Brings store and vault of a lane to the same month, before anything is counted. An interrupted rotation is finished. If
 * the vault is newer, as after a restored backup, the store's month is sealed. The open month never goes back, and only the
 * very first one is taken from the clock. Every step may be interrupted and repeated.
 *
 * @throws {VaultRefused} when the vault is older than the store: an old vault was restored, whose hashes belong to another
 *   month.
 */
export async function reconcileOpenMonth(deps: ReconciliationDeps, checkpoint: Checkpoint): Promise<Reconciliation> {
  const { store, vault, clock, rotation } = deps;
  const receipts: RotationReceipt[] = [];
  let { openMonth } = checkpoint;
  const seal = async (month: Month, next: Month) => {
    receipts.push(await rotation.seal(month, next));
    openMonth = next;
  };

  if (checkpoint.rotation !== null) await seal(checkpoint.rotation.month, checkpoint.rotation.next);
  // A crash came after the next month was opened. Its salt is drawn only after the previous one is destroyed.
  for (const month of checkpoint.unsealedMonths) await store.noteSaltDestroyed(month, clock.now());
  if (openMonth === null) {
    openMonth = monthOf(clock.now());
    await drawSalt(deps, openMonth);
    await store.openMonth(openMonth);
  }
  const saltMonth = vault.saltMonth ?? openMonth;
  if (saltMonth < openMonth) throw new VaultRefused(olderMessage(saltMonth, openMonth, store.lane));
  if (saltMonth > openMonth) await seal(openMonth, saltMonth);

  // No salt means that the vault is missing, as after a restored backup. The store keeps its members, but none is
  // recognised. The empty map shows that to the caller.
  if (vault.saltMonth === null) await drawSalt(deps, openMonth);
  return { month: openMonth, receipts };
}

/** Deletes the hashes of an earlier salt first. */
async function drawSalt({ store, vault }: ReconciliationDeps, month: Month): Promise<void> {
  await store.forgetPeople();
  await vault.drawSalt(month);
}

function olderMessage(vaultMonth: Month, storeMonth: Month, lane: number): string {
  const suffix = lane === 0 ? '' : `-${lane}`;
  return (
    `The vault is of ${monthName(vaultMonth)} and the database of ${monthName(storeMonth)}: an old vault was restored. ` +
    `Delete vault/salt${suffix} and vault/identity${suffix}.db (keep the other files) and start again. The month ` +
    'continues with new tokens, and its reports say so.'
  );
}
