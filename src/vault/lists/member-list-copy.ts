import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailable, VaultRefused } from '../../core/errors.ts';
import type { RandomBytes } from '../../core/random.ts';
import type { MemberListsState } from '../../store/records/member-lists-state.ts';
import { UnknownFormat } from '../at-rest/vault-format.ts';
import { MemberLists } from './member-lists.ts';

/** What of the vault may be backed up: who is not to be counted, and the key of that list. */
export const memberListFiles = ['optout.db', 'optout.key'] as const;

export type MemberListFile = (typeof memberListFiles)[number];

const tries = 50;
const retryAfterMs = 20;

/**
 * Reads the list and its key, also beside a bot that changes the list: what is read is of one instant, in which a change may
 * be half written, as after a crash. Null where there is no list.
 *
 * @throws {StoreUnavailable} when only one of the files is there, or the list is being changed without an end.
 */
export async function readMemberLists(vault: string): Promise<ReadonlyMap<MemberListFile, Uint8Array> | null> {
  const [list, key] = memberListFiles.map((name) => join(vault, name)) as [string, string];
  const found = [list, key].filter(existsSync);
  if (found.length === 0) return null;
  if (found.length === 1) throw new StoreUnavailable(`Of optout.db and optout.key only ${found[0]} is there.`);
  return new Map([
    ['optout.db', await readAtRest(list)],
    ['optout.key', readFileSync(key)],
  ]);
}

/**
 * Writes them into a new file each, for its owner alone, and looks whether they are the lists that the database of the same
 * backup knows, or later ones.
 *
 * @throws {StoreUnavailable} when they are not, or have a format that this Census does not read.
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
  throw new StoreUnavailable('The list of ignored and opted-out members is being changed: try again in a minute.');
}
