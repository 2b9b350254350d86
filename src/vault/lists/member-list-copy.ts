import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailable, VaultRefused } from '../../core/errors.ts';
import type { RandomBytes } from '../../core/random.ts';
import type { MemberListsState } from '../../store/records.ts';
import { UnknownFormat } from '../at-rest/vault-format.ts';
import { MemberLists, memberListPaths } from './member-lists.ts';

/** The only files of the vault that may be backed up: the lists of ignored and opted-out members, and their key. */
export const memberListFiles = ['optout.db', 'optout.key'] as const;

export type MemberListFile = (typeof memberListFiles)[number];

const tries = 50;
const retryAfterMs = 20;

/**
 * Reads the lists and their key, even while a bot changes them. The content is of one instant. A change may be half
 * written in it, as after a crash. Null if there are no lists.
 *
 * @throws {StoreUnavailable} when only one of the files exists, or the lists keep changing for a second.
 */
export async function readMemberLists(vault: string): Promise<ReadonlyMap<MemberListFile, Uint8Array> | null> {
  const { path, keyPath } = memberListPaths(vault);
  const found = [path, keyPath].filter(existsSync);
  if (found.length === 0) return null;
  if (found.length === 1) throw new StoreUnavailable(`Of optout.db and optout.key only ${found[0]} exists.`);
  return new Map([
    ['optout.db', await readAtRest(path)],
    ['optout.key', readFileSync(keyPath)],
  ]);
}

/**
 * Writes each file again, readable by its owner only, and checks that the lists are those that the database of the same
 * backup knows, or later ones.
 *
 * @throws {StoreUnavailable} when they are not, or have an unknown format.
 */
export async function writeMemberLists(
  files: ReadonlyMap<MemberListFile, Uint8Array>,
  pathOf: (name: MemberListFile) => string,
  known: MemberListsState | null,
  random: RandomBytes,
): Promise<void> {
  for (const [name, bytes] of files) writeFileSync(pathOf(name), bytes, { mode: 0o600, flag: 'wx', flush: true });
  try {
    const lists = await MemberLists.open({ path: pathOf('optout.db'), keyPath: pathOf('optout.key'), known, random });
    await lists.close();
  } catch (cause) {
    if (!(cause instanceof VaultRefused)) throw cause;
    throw new StoreUnavailable(cause instanceof UnknownFormat ? cause.message : otherLists, { cause });
  }
}

const otherLists =
  'The list of ignored and opted-out members (optout.db) is damaged, or is not the one that this census.db knows. Take ' +
  'census.db, optout.db and optout.key from one backup.';

async function readAtRest(path: string): Promise<Uint8Array> {
  for (let tried = 0; tried < tries; tried += 1) {
    if (tried > 0) await delay(retryAfterMs);
    const bytes = readFileSync(path);
    if (bytes.equals(readFileSync(path))) return bytes;
  }
  throw new StoreUnavailable('The list of ignored and opted-out members keeps changing. Try again in a minute.');
}
