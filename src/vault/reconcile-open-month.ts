import type { Clock } from '../core/clock.ts';
import { VaultRefused } from '../core/errors.ts';
import type { RandomBytes } from '../core/random.ts';
import { type Month, monthName, monthOf } from '../core/time.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { LaneStore } from '../store/lane-store.ts';
import { laneFiles } from './at-rest/lane-files.ts';
import type { Salt, SaltFile } from './at-rest/salt-file.ts';
import type { Rotation, RotationReceipt } from './rotation.ts';

export interface ReconciliationDeps {
  readonly store: Pick<LaneStore, 'lane' | 'openMonth' | 'noteSaltDestroyed' | 'forgetPeople'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
  readonly rotation: Pick<Rotation, 'seal'>;
  readonly saltFile: SaltFile;
}

export interface Reconciliation {
  /** The salt of the month that store and vault now agree upon. */
  readonly salt: Salt;
  /** The months that were closed to come there. */
  readonly receipts: readonly RotationReceipt[];
}

/**
 * Brings store and vault of a lane to one month, before anything is counted: a rotation that was begun is ended, and where
 * the vault is newer, as after a restored backup, the store's month is closed. The open month never goes back, and the clock
 * is not asked but for the very first. Every step may be interrupted and done again.
 *
 * @throws {VaultRefused} when the vault is older than the store: an old one was put back, whose hashes are not the
 *   month's.
 */
export async function reconcileOpenMonth(deps: ReconciliationDeps, checkpoint: Checkpoint): Promise<Reconciliation> {
  const { store, clock, rotation, saltFile } = deps;
  const receipts: RotationReceipt[] = [];
  let { openMonth } = checkpoint;
  const close = async (month: Month, next: Month) => {
    receipts.push(await rotation.seal(month, next));
    openMonth = next;
  };

  if (checkpoint.rotation !== null) await close(checkpoint.rotation.month, checkpoint.rotation.next);
  // A crash came after the next month was opened, and its salt is drawn only when the one before is gone.
  for (const month of checkpoint.unsealedMonths) await store.noteSaltDestroyed(month, clock.now());
  if (openMonth === null) {
    openMonth = monthOf(clock.now());
    await drawSalt(deps, openMonth);
    await store.openMonth(openMonth);
  }
  const saltMonth = saltFile.read()?.month ?? openMonth;
  if (saltMonth < openMonth) throw new VaultRefused(olderMessage(saltMonth, openMonth, store.lane));
  if (saltMonth > openMonth) await close(openMonth, saltMonth);

  // Without a salt the vault is missing, as after a restored backup. The members of the store stay, but nobody is
  // recognised: the map, empty while they are not, shows that.
  const salt = saltFile.read() ?? (await drawSalt(deps, openMonth));
  return { salt, receipts };
}

/** The hashes under an earlier salt go with it. */
async function drawSalt({ store, saltFile, random }: ReconciliationDeps, month: Month): Promise<Salt> {
  await store.forgetPeople();
  return saltFile.draw(month, random);
}

function olderMessage(vaultMonth: Month, storeMonth: Month, lane: number): string {
  const { salt, identities } = laneFiles('vault', lane);
  return (
    `The vault is of ${monthName(vaultMonth)} and the database of ${monthName(storeMonth)}: an old vault was put back. ` +
    `Delete ${salt} and ${identities} (keep the other files) and start again; the month goes on under new tokens, and ` +
    'its reports say so.'
  );
}
