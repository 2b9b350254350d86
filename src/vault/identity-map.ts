import type { Database as Connection } from 'better-sqlite3';
import type { MemberNumber } from '../core/counter.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import { takeOverEarlierMap } from './earlier-identity-map.ts';
import { IdentityPart, identityParts, partOf } from './identity-part.ts';
import type { MembershipRow, VaultChanges, VisitMark } from './vault.ts';
import { openVaultDatabase, overwriteJournal, rewriteTable } from './vault-database.ts';

/** What the map says of itself, so that it is never used with another month's salt. */
export interface IdentityStamp {
  readonly month: Month;
  /** A hash under the salt that the map belongs to. */
  readonly saltCheck: Uint8Array;
}

/**
 * Who has which member number in the open month, by salted hash. Every row says with which batch it came: after a
 * crash, what belongs to a batch that the store never got is forgotten, for the numbers are not in the store.
 *
 * What was counted of somebody's coming and going is a log, of which the last row holds, for the same reason: the
 * store may lose several batches at a loss of power, and the rows before must still be known then. Whoever was counted as
 * a visitor has a mark, which never changes.
 */
export class IdentityMap {
  readonly #path: string;
  readonly #connection: Connection;
  readonly #parts: readonly IdentityPart[];
  readonly #statements: ReturnType<typeof prepareAll>;
  #hasErasures: boolean;

  /** Opens the map, or makes an empty one. To be closed, then wiped, before the month's salt is drawn anew. */
  constructor(path: string) {
    this.#path = path;
    this.#connection = openVaultDatabase(path);
    try {
      this.#parts = this.#connection
        .transaction(() => {
          this.#connection.exec(schema);
          const parts = Array.from({ length: identityParts }, (_, index) => new IdentityPart(this.#connection, index));
          takeOverEarlierMap(this.#connection, (hash) => parts[partOf(hash)] as IdentityPart);
          return parts;
        })
        .immediate();
      overwriteJournal(path); // Whoever was erased last stands in it, if a crash came before this.
      this.#statements = prepareAll(this.#connection);
      this.#hasErasures = this.#statements.hasErasures.get() === 1;
    } catch (error) {
      this.#connection.close();
      throw error;
    }
  }

  /** Undefined while the map is new. */
  get stamp(): IdentityStamp | undefined {
    return this.#statements.stamp.get();
  }

  /** Marks a new map as belonging to a month and its salt. */
  setStamp(stamp: IdentityStamp): void {
    this.#statements.setStamp.run(stamp);
  }

  /** How many people have a number. */
  get size(): number {
    return this.#parts.reduce((sum, part) => sum + part.size, 0);
  }

  numberOf(hash: Uint8Array): MemberNumber | undefined {
    return this.#part(hash).numberOf(hash);
  }

  membershipOf(hash: Uint8Array): MembershipRow | undefined {
    return this.#part(hash).membershipOf(hash);
  }

  /** In which dimensions somebody was counted as a visitor, and whether it is an app. */
  marksOf(hash: Uint8Array): readonly VisitMark[] {
    return this.#part(hash).marksOf(hash);
  }

  /** Adds what was drawn and recognised; on the disk when it returns. The same again changes nothing. */
  commit({ batch, identities, memberships, visits }: VaultChanges): void {
    if (identities.length === 0 && memberships.length === 0 && visits.length === 0) return;
    this.#connection
      .transaction(() => {
        for (const row of identities) this.#part(row.hash).putIdentity(row, batch);
        for (const row of memberships) this.#part(row.hash).putMembership(row, batch);
        for (const row of visits) this.#part(row.hash).putVisit(row, batch);
      })
      .immediate();
  }

  /** Forgets what came with later batches than this one. */
  forgetAfter(batch: number): void {
    this.#connection
      .transaction(() => {
        for (const part of this.#parts) part.forgetAfter(batch);
      })
      .immediate();
  }

  /**
   * Forgets somebody, and leaves nothing of the hash in the files; with `passedOverIn` the hash alone is kept as that of
   * somebody to be passed over in a guild. May be repeated.
   */
  erase(hash: Uint8Array, passedOverIn: Snowflake | null): void {
    this.#connection
      .transaction(() => {
        this.#part(hash).erase(hash);
        if (passedOverIn !== null) this.#statements.putErasure.run({ guildId: passedOverIn, hash });
      })
      .immediate();
    if (passedOverIn !== null) this.#hasErasures = true;
    overwriteJournal(this.#path);
  }

  /** Whether somebody is to be passed over in a guild. */
  isErased(guildId: Snowflake, hash: Uint8Array): boolean {
    return this.#statements.isErased.get({ guildId, hash }) !== undefined;
  }

  /** Whether anybody at all is to be passed over: without one no hash need be made. */
  get hasErasures(): boolean {
    return this.#hasErasures;
  }

  /** Forgets who was to be passed over in a guild. */
  forgetErasures(guildId: Snowflake): void {
    if (!this.#hasErasures) return;
    this.#connection
      .transaction(() => {
        this.#statements.forgetErasures.run({ guildId });
        rewriteTable(this.#connection, 'erasure');
      })
      .immediate();
    overwriteJournal(this.#path);
    this.#hasErasures = this.#statements.hasErasures.get() === 1;
  }

  close(): void {
    this.#connection.close();
  }

  #part(hash: Uint8Array): IdentityPart {
    return this.#parts[partOf(hash)] as IdentityPart;
  }
}

const schema = `
  create table if not exists stamp (
    id         integer primary key check (id = 1),
    month      integer not null,
    salt_check blob not null
  ) strict;

  create table if not exists erasure (
    guild text not null,
    hash  blob not null check (length(hash) = 16),
    primary key (guild, hash)
  ) strict, without rowid;
`;

function prepareAll(connection: Connection) {
  return {
    stamp: connection.prepare<[], IdentityStamp>('select month, salt_check as saltCheck from stamp'),
    setStamp: connection.prepare<object>('insert into stamp (id, month, salt_check) values (1, :month, :saltCheck)'),
    putErasure: connection.prepare<object>('insert or ignore into erasure (guild, hash) values (:guildId, :hash)'),
    isErased: connection.prepare<object>('select 1 from erasure where guild = :guildId and hash = :hash'),
    hasErasures: connection.prepare<[], number>('select exists (select 1 from erasure)').pluck(),
    forgetErasures: connection.prepare<object>('delete from erasure where guild = :guildId'),
  };
}
