import { join } from 'node:path';
import type { Clock } from '../core/clock.ts';
import type { RandomBytes } from '../core/random.ts';
import { monthOf } from '../core/time.ts';
import type { Checkpoint, Store } from '../store/store.ts';
import { agreeOnMonth } from './agree-on-month.ts';
import { IdentityMap } from './identity-map.ts';
import { MemberLists } from './member-lists.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { lostIdentities, newDatabase, olderDatabase, refuseEmptyDatabase } from './restored-backup.ts';
import { Rotation, type RotationReceipt, type RotationStep } from './rotation.ts';
import { SaltFile } from './salt-file.ts';
import { keyCheckOf } from './salted-hash.ts';
import type { Vault } from './vault.ts';
import { plainFault } from './vault-faults.ts';
import type { VaultLock } from './vault-lock.ts';

export interface VaultOptions {
  readonly directory: string;
  /** From {@link lockVault}; given back when the vault is closed, or cannot be opened. */
  readonly lock: VaultLock;
  readonly store: Store;
  /** What the store's last commit left, where it was read already. */
  readonly checkpoint?: Checkpoint;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Told after every step of a rotation; what it throws is as a crash there. */
  readonly onStep?: (step: RotationStep) => void;
}

export interface OpenedVault {
  readonly vault: Vault;
  readonly rotation: Pick<Rotation, 'prepare' | 'rotateTo'>;
  /** The months that opening the vault had to close. */
  readonly receipts: readonly RotationReceipt[];
  /** Where the vault and the store contradict each other, what was done about it. One sentence each, for the log. */
  readonly warnings: readonly string[];
  /** Waits for what is being written. */
  close(): Promise<void>;
}

/**
 * Opens the vault, which must be locked, in the month that it and the store agree upon: a rotation that was begun is
 * ended, and a store that is older than the vault catches up. Only the very first month is the clock's. The month may be
 * over: whoever opens the vault closes it with {@link Rotation.rotateTo} before anything of a later one is counted. A
 * vault that is missing, as after a restored backup, means a new salt in the same month, which is marked. An empty store
 * beside a vault that knows people is refused.
 *
 * @throws {VaultRefused} when others may read what is in it, or it contradicts the store.
 * @throws {StoreUnavailable} when the disk refuses.
 */
export async function openVault(options: VaultOptions): Promise<OpenedVault> {
  const opened: Closable[] = [];
  try {
    return await openParts(options, opened);
  } catch (error) {
    for (const part of opened.reverse()) await part.close();
    throw plainFault(error);
  }
}

async function openParts(options: VaultOptions, opened: Closable[]): Promise<OpenedVault> {
  const { directory, lock, store, clock, random } = options;
  opened.push(lock);
  const checkpoint = options.checkpoint ?? (await store.checkpoint());
  const lists = await MemberLists.open({
    path: join(directory, 'optout.db'),
    keyPath: join(directory, 'optout.key'),
    known: checkpoint.memberLists,
    random,
  });
  opened.push(lists);
  const saltFile = new SaltFile(join(directory, 'salt'));
  const identityPath = join(directory, 'identity.db');
  await refuseEmptyDatabase(checkpoint, identityPath);
  const older = olderDatabase(checkpoint, saltFile.read()?.month ?? null) ?? newDatabase(checkpoint, lists.state);
  const pseudonyms = new Pseudonyms(checkpoint.openMonth ?? monthOf(clock.now()), lists, random);
  opened.push(pseudonyms);
  const rotation = new Rotation({ ...options, pseudonyms, saltFile, identityPath });

  const { salt, receipts } = await agreeOnMonth({ store, clock, random, rotation, saltFile }, checkpoint);
  const members: Checkpoint['members'] = receipts.length > 0 ? new Map() : checkpoint.members;
  const header = { month: salt.month, keyCheck: keyCheckOf(salt.key) };
  const map = await IdentityMap.open(identityPath, header, checkpoint.batch);
  pseudonyms.open({ month: salt.month, salt: salt.key, map, members });
  // Members whom the map does not know are met again as somebody else: one person under two tokens.
  const isSplit = map.size < countOf(members);
  const lost = isSplit ? await lostIdentities(store, members, salt.month) : null;
  if (isSplit) await store.markSplit(salt.month);

  const close = async () => {
    for (const part of opened.splice(0).reverse()) await part.close();
  };
  const warnings = [older, lost].filter((warning) => warning !== null);
  return { vault: pseudonyms, rotation, receipts, warnings, close };
}

interface Closable {
  close(): void | Promise<void>;
}

function countOf(members: Checkpoint['members']): number {
  let count = 0;
  for (const taken of members.values()) count += taken.length;
  return count;
}
