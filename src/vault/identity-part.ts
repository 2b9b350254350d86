import type { Database as Connection } from 'better-sqlite3';
import type { MemberNumber } from '../core/counter.ts';
import type { IdentityRow, MembershipRow, VisitMark, VisitRow } from './vault.ts';
import { type ErasableTable, rewriteTable } from './vault-database.ts';

/** See {@link IdentityPart}. */
export const identityParts = 16;

/** The part in which a hash lies: hashes are spread evenly. */
export function partOf(hash: Uint8Array): number {
  return (hash[0] as number) % identityParts;
}

/**
 * One sixteenth of an identity map, in tables of its own: when somebody is erased only these are written anew. Of half a
 * million people the whole took a second, in which nothing could be counted.
 */
export class IdentityPart {
  readonly #connection: Connection;
  readonly #tables: PartTables;
  readonly #statements: ReturnType<typeof prepareAll>;

  /** Makes the tables if there are none, within a transaction of the caller's, as are all changes. */
  constructor(connection: Connection, index: number) {
    this.#connection = connection;
    this.#tables = { identity: `identity_${index}`, membership: `membership_${index}`, visit: `visit_${index}` };
    const { identity, membership, visit } = this.#tables;
    connection.exec(`
      create table if not exists ${identity} (
        hash   blob not null primary key check (length(hash) = 16),
        number integer not null,
        batch  integer not null
      ) strict, without rowid;

      create table if not exists ${membership} (
        hash         blob not null check (length(hash) = 16),
        batch        integer not null,
        joined_at_ms integer,
        parted_at_ms integer,
        primary key (hash, batch)
      ) strict, without rowid;

      create table if not exists ${visit} (
        hash  blob not null check (length(hash) = 16),
        mark  text not null check (mark in ('device', 'language', 'service', 'app')),
        batch integer not null,
        primary key (hash, mark)
      ) strict, without rowid;`);
    this.#statements = prepareAll(connection, this.#tables);
  }

  /** How many people have a number. */
  get size(): number {
    return this.#statements.size.get() ?? 0;
  }

  numberOf(hash: Uint8Array): MemberNumber | undefined {
    return this.#statements.number.get({ hash });
  }

  membershipOf(hash: Uint8Array): MembershipRow | undefined {
    const row = this.#statements.membership.get({ hash });
    return row && { hash, ...row };
  }

  putIdentity(row: IdentityRow, batch: number): void {
    this.#statements.putIdentity.run({ ...row, batch });
  }

  putMembership(row: MembershipRow, batch: number): void {
    this.#statements.putMembership.run({ ...row, batch });
  }

  marksOf(hash: Uint8Array): readonly VisitMark[] {
    return this.#statements.marks.all({ hash });
  }

  putVisit(row: VisitRow, batch: number): void {
    this.#statements.putVisit.run({ ...row, batch });
  }

  /** Forgets what came with later batches than this one. */
  forgetAfter(batch: number): void {
    this.#statements.forgetIdentities.run({ batch });
    this.#statements.forgetMemberships.run({ batch });
    this.#statements.forgetVisits.run({ batch });
  }

  /** Forgets somebody, and leaves no copy in the unused part of a page. */
  erase(hash: Uint8Array): void {
    this.#statements.eraseIdentity.run({ hash });
    this.#statements.eraseMemberships.run({ hash });
    this.#statements.eraseVisits.run({ hash });
    for (const table of Object.values(this.#tables)) rewriteTable(this.#connection, table);
  }
}

type PartTables = Readonly<Record<'identity' | 'membership' | 'visit', ErasableTable>>;

function prepareAll(connection: Connection, { identity, membership, visit }: PartTables) {
  return {
    size: connection.prepare<[], number>(`select count(*) from ${identity}`).pluck(),
    number: connection.prepare<object, MemberNumber>(`select number from ${identity} where hash = :hash`).pluck(),
    membership: connection.prepare<object, Omit<MembershipRow, 'hash'>>(`
      select joined_at_ms as joinedAtMs, parted_at_ms as partedAtMs
        from ${membership}
       where hash = :hash
       order by batch desc
       limit 1`),
    putIdentity: connection.prepare<object>(
      `insert or replace into ${identity} (hash, number, batch) values (:hash, :number, :batch)`,
    ),
    putMembership: connection.prepare<object>(`
      insert or replace into ${membership}
             (hash, batch, joined_at_ms, parted_at_ms)
      values (:hash, :batch, :joinedAtMs, :partedAtMs)`),
    marks: connection.prepare<object, VisitMark>(`select mark from ${visit} where hash = :hash`).pluck(),
    putVisit: connection.prepare<object>(
      `insert or ignore into ${visit} (hash, mark, batch) values (:hash, :mark, :batch)`,
    ),
    forgetIdentities: connection.prepare<object>(`delete from ${identity} where batch > :batch`),
    forgetMemberships: connection.prepare<object>(`delete from ${membership} where batch > :batch`),
    forgetVisits: connection.prepare<object>(`delete from ${visit} where batch > :batch`),
    eraseIdentity: connection.prepare<object>(`delete from ${identity} where hash = :hash`),
    eraseMemberships: connection.prepare<object>(`delete from ${membership} where hash = :hash`),
    eraseVisits: connection.prepare<object>(`delete from ${visit} where hash = :hash`),
  };
}
