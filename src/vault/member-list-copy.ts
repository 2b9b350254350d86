import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { StoreUnavailable } from '../store/store.ts';

/** What of the vault may be backed up: who is not to be counted, and the key of that list. */
export const memberListFiles = ['optout.db', 'optout.key'] as const;

export type MemberListFile = (typeof memberListFiles)[number];

/** A change of the list takes a few milliseconds, an fsync of a slow disk among them. */
const tries = 50;
const retryAfterMs = 100;

/**
 * Reads the list and its key, also beside a bot, which keeps the list locked for SQLite: what is read is of an instant
 * between two changes. Null where there is no list.
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
 * Writes them into a new file each, for its owner alone, and looks whether the list is sound.
 *
 * @throws {StoreUnavailable} when it is not.
 */
export function writeMemberLists(
  files: ReadonlyMap<MemberListFile, Uint8Array>,
  pathOf: (name: MemberListFile) => string,
): void {
  for (const [name, bytes] of files) writeFileSync(pathOf(name), bytes, { mode: 0o600, flag: 'wx', flush: true });
  if (files.has('optout.db') && !isSound(pathOf('optout.db'))) throw new StoreUnavailable(damaged);
}

const damaged = 'The list of ignored and opted-out members (optout.db) is damaged. Take an earlier backup of it.';

async function readAtRest(path: string): Promise<Uint8Array> {
  for (let tried = 0; tried < tries; tried += 1) {
    if (tried > 0) await delay(retryAfterMs);
    if (isBeingChanged(path)) continue;
    const bytes = readFileSync(path);
    if (!isBeingChanged(path) && bytes.equals(readFileSync(path))) return bytes;
  }
  throw new StoreUnavailable('The list of ignored and opted-out members is being changed: try again in a minute.');
}

/** The journal begins with zeros when no change is under way: SQLite's `journal_mode = persist`. */
function isBeingChanged(path: string): boolean {
  const journal = `${path}-journal`;
  return (
    existsSync(journal) &&
    readFileSync(journal)
      .subarray(0, 8)
      .some((byte) => byte !== 0)
  );
}

function isSound(path: string): boolean {
  try {
    const copy = new Database(path, { readonly: true });
    try {
      return copy.pragma('integrity_check(1)', { simple: true }) === 'ok';
    } finally {
      copy.close();
    }
  } catch (error) {
    if (error instanceof Database.SqliteError) return false;
    throw error;
  }
}
