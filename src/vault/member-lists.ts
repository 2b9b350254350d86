import { createSecretKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database as Connection } from 'better-sqlite3';
import type { RandomBytes } from '../core/random.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { makePrivateFile, syncDirectory, writeInPlace } from './private-files.ts';
import { saltedHash } from './salted-hash.ts';
import { openVaultDatabase, overwriteJournal, rewriteTable } from './vault-database.ts';
import { VaultRefused } from './vault-refused.ts';

/** Whom a moderator ignores, and who has opted out; neither knows of the other. */
export type ListName = 'ignored' | 'opted-out';

const keyBytes = 32;

export interface MemberListsOptions {
  readonly path: string;
  readonly keyPath: string;
  /** Somebody is known to be on a list: then the files must be there. */
  readonly isExpected: boolean;
  readonly random: RandomBytes;
}

/**
 * The people whom Census must not count, by hash under a key of their own that outlives the months. It is the one
 * thing Census remembers of a person for longer, because the person or a moderator asked for it.
 */
export class MemberLists {
  readonly #path: string;
  readonly #connection: Connection;
  readonly #key: KeyObject;
  readonly #statements: ReturnType<typeof prepareAll>;
  #size: number;

  /** @throws {VaultRefused} when a list that is known to exist is missing, or lies there without its key. */
  constructor({ path, keyPath, isExpected, random }: MemberListsOptions) {
    if (isExpected && !(existsSync(path) && existsSync(keyPath))) throw new VaultRefused(missingMessage);
    this.#path = path;
    this.#connection = openVaultDatabase(path);
    try {
      this.#connection.exec(schema);
      overwriteJournal(path); // Whoever was taken off last stands in it, if a crash came before this.
      this.#statements = prepareAll(this.#connection);
      const known = this.#statements.keyCheck.get();
      if (known === undefined && isExpected) throw new VaultRefused(missingMessage);
      const key = readKey(keyPath) ?? (known === undefined ? drawKey(keyPath, random) : null);
      if (key === null) throw new VaultRefused(missingMessage);
      const check = saltedHash(key, '0', '0', 'check\x01');
      if (known === undefined) this.#statements.setKeyCheck.run({ check });
      else if (!check.equals(known)) throw new VaultRefused(missingMessage);
      this.#key = key;
      this.#size = this.#statements.size.get() ?? 0;
    } catch (error) {
      this.#connection.close();
      throw error;
    }
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** Whether somebody is on any list of a guild. */
  has(guildId: Snowflake, userId: Snowflake): boolean {
    return listNames.some((list) => this.isOn(list, guildId, userId));
  }

  /** Whether somebody is on one list of a guild. */
  isOn(list: ListName, guildId: Snowflake, userId: Snowflake): boolean {
    if (this.isEmpty) return false;
    return this.#statements.has.get({ list, guildId, hash: this.#hash(list, guildId, userId) }) !== undefined;
  }

  /** Puts somebody on a list, or takes them off it, which leaves nothing of them. On the disk when it returns. */
  set(list: ListName, guildId: Snowflake, userId: Snowflake, isListed: boolean): void {
    const entry = { list, guildId, hash: this.#hash(list, guildId, userId) };
    this.#connection
      .transaction(() => {
        if (isListed) this.#statements.add.run(entry);
        else if (this.#statements.remove.run(entry).changes > 0) rewriteTable(this.#connection, 'entry');
      })
      .immediate();
    overwriteJournal(this.#path);
    this.#size = this.#statements.size.get() ?? 0;
  }

  /** How many of a guild are on a list. */
  count(list: ListName, guildId: Snowflake): number {
    return this.#statements.count.get({ list, guildId }) ?? 0;
  }

  close(): void {
    this.#connection.close();
  }

  #hash(list: ListName, guildId: Snowflake, userId: Snowflake): Buffer {
    return saltedHash(this.#key, guildId, userId, `${list}\x01`);
  }
}

const listNames: readonly ListName[] = ['ignored', 'opted-out'];

const missingMessage =
  'The list of ignored and opted-out members, or its key, is missing or was changed. Census counts nothing until ' +
  'vault/optout.db and vault/optout.key are put back, for it would count people who asked not to be counted.';

function readKey(path: string): KeyObject | null {
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  const key = bytes.length === keyBytes ? createSecretKey(bytes) : null;
  bytes.fill(0);
  return key;
}

function drawKey(path: string, random: RandomBytes): KeyObject {
  makePrivateFile(path);
  const bytes = Buffer.from(random(keyBytes));
  writeInPlace(path, bytes);
  syncDirectory(dirname(path));
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

const schema = `
  create table if not exists key_check (
    id         integer primary key check (id = 1),
    check_hash blob not null
  ) strict;

  create table if not exists entry (
    list  text not null check (list in ('ignored', 'opted-out')),
    guild text not null,
    hash  blob not null check (length(hash) = 16),
    primary key (list, guild, hash)
  ) strict, without rowid;
`;

function prepareAll(connection: Connection) {
  return {
    keyCheck: connection.prepare<[], Uint8Array>('select check_hash from key_check').pluck(),
    setKeyCheck: connection.prepare<object>('insert into key_check (id, check_hash) values (1, :check)'),
    size: connection.prepare<[], number>('select count(*) from entry').pluck(),
    count: connection
      .prepare<object, number>('select count(*) from entry where list = :list and guild = :guildId')
      .pluck(),
    has: connection
      .prepare<object, number>('select 1 from entry where list = :list and guild = :guildId and hash = :hash')
      .pluck(),
    add: connection.prepare<object>('insert or ignore into entry (list, guild, hash) values (:list, :guildId, :hash)'),
    remove: connection.prepare<object>('delete from entry where list = :list and guild = :guildId and hash = :hash'),
  };
}
