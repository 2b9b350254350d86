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

/** What store and vault now agree upon. */
export interface Reconciliation {
  /** The salt on the disk is of this month. */
  readonly month: Month;
  /** The months that were sealed to come there. */
  readonly receipts: readonly RotationReceipt[];
}

/**
 * Brings store and vault of a lane to one month, before anything is counted: a rotation that was begun is ended, and where
 * the vault is newer, as after a restored backup, the store's month is sealed. The open month never goes back, and the clock
 * is asked for the very first only. Every step may be interrupted and done again.
 *
 * @throws {VaultRefused} when the vault is older than the store: an old one was put back, whose hashes are not the
 *   month's.
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
  // A crash came after the next month was opened, and its salt is drawn only when the one before is gone.
  for (const month of checkpoint.unsealedMonths) await store.noteSaltDestroyed(month, clock.now());
  if (openMonth === null) {
    openMonth = monthOf(clock.now());
    await drawSalt(deps, openMonth);
    await store.openMonth(openMonth);
  }
  const saltMonth = vault.saltMonth ?? openMonth;
  if (saltMonth < openMonth) throw new VaultRefused(olderMessage(saltMonth, openMonth, store.lane));
  if (saltMonth > openMonth) await seal(openMonth, saltMonth);

  // Without a salt the vault is missing, as after a restored backup. The members of the store stay, but nobody is
  // recognised: the map, empty while they are not, shows that.
  if (vault.saltMonth === null) await drawSalt(deps, openMonth);
  return { month: openMonth, receipts };
}

/** The hashes under an earlier salt go with it. */
async function drawSalt({ store, vault }: ReconciliationDeps, month: Month): Promise<void> {
  await store.forgetPeople();
  await vault.drawSalt(month);
}

function olderMessage(vaultMonth: Month, storeMonth: Month, lane: number): string {
  const suffix = lane === 0 ? '' : `-${lane}`;
  return (
    `The vault is of ${monthName(vaultMonth)} and the database of ${monthName(storeMonth)}: an old vault was put back. ` +
    `Delete vault/salt${suffix} and vault/identity${suffix}.db (keep the other files) and start again; the month goes on ` +
    'under new tokens, and its reports say so.'
  );
}
