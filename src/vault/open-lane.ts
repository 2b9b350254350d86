import type { Clock } from '../core/clock.ts';
import type { RandomBytes } from '../core/random.ts';
import { monthOf } from '../core/time.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { LaneStore } from '../store/lane-store.ts';
import { laneFiles } from './at-rest/lane-files.ts';
import { SaltFile } from './at-rest/salt-file.ts';
import { mapVaultErrors } from './at-rest/vault-faults.ts';
import type { MemberLists } from './lists/member-lists.ts';
import { LocalVault } from './local-vault.ts';
import { readIdentityMap } from './read-identity-map.ts';
import { reconcileOpenMonth } from './reconcile-open-month.ts';
import { lostIdentities, olderDatabase } from './restored-backup.ts';
import { Rotation, type RotationReceipt, type RotationStep } from './rotation.ts';
import type { Vault } from './vault.ts';

export interface OpenLaneOptions {
  readonly directory: string;
  readonly store: LaneStore;
  /** Those of all lanes. */
  readonly lists: MemberLists;
  /** What the lane's last commit left, where it was read already. */
  readonly checkpoint?: Checkpoint;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
  /** Called after every step of a rotation; what it throws is as a crash there. */
  readonly onStep?: ((step: RotationStep) => void) | undefined;
}

export interface OpenedLane {
  readonly vault: Vault;
  readonly rotation: Pick<Rotation, 'prepare' | 'rotateTo'>;
  /** What the lane goes on from. */
  readonly checkpoint: Checkpoint;
  /** The months that opening the lane had to close. */
  readonly receipts: readonly RotationReceipt[];
  /** Where the vault and the store contradict each other, what was done about it. One sentence each, for the log. */
  readonly warnings: readonly string[];
}

/**
 * Opens the people of a lane, in the month that its store and the vault agree upon: a rotation that was begun is ended, and a
 * store that is older than the vault catches up. Only the very first month is the clock's. The month may be over: the caller
 * closes it with {@link Rotation.rotateTo} before anything of a later one is counted. A salt that is missing, as after a
 * restored backup, means a new one in the same month, which is marked.
 *
 * @throws {VaultRefused} when the vault contradicts the store.
 * @throws {StoreUnavailable} when the disk refuses.
 */
export function openLane(options: OpenLaneOptions): Promise<OpenedLane> {
  return mapVaultErrors(async () => {
    const { directory, store, lists, clock, random } = options;
    const before = options.checkpoint ?? (await store.checkpoint());
    const saltFile = new SaltFile(laneFiles(directory, store.lane).salt);
    const older = olderDatabase(before, saltFile.read()?.month ?? null);
    const month = before.openMonth ?? monthOf(clock.now());
    const localVault = new LocalVault({ month, lists, people: store, random });
    const rotation = new Rotation({ ...options, localVault, saltFile });

    const { salt, receipts } = await reconcileOpenMonth({ store, clock, random, rotation, saltFile }, before);
    const isAsBefore = receipts.length === 0 && before.openMonth !== null && before.unsealedMonths.length === 0;
    const checkpoint = isAsBefore ? before : await store.checkpoint();
    const { members } = checkpoint;
    const guildIds = checkpoint.guilds.map(({ id }) => id);
    const map = await readIdentityMap(store, salt, guildIds);
    localVault.open({ month: salt.month, salt: salt.key, map, members });
    // Members whom the map does not know are met again as others: one person under two tokens.
    const lost = await lostIdentities(store, { members, month: salt.month, known: map.size });
    if (lost !== null) await store.markSplit(salt.month);
    const warnings = [older, lost].filter((warning) => warning !== null);
    return { vault: localVault, rotation, checkpoint, receipts, warnings };
  });
}
