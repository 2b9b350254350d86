import type { Database as Connection } from 'better-sqlite3';
import type { IdentityPart } from './identity-part.ts';
import type { IdentityRow, MembershipRow } from './vault.ts';

/**
 * Moves what an earlier build has kept in two whole tables into parts, within a transaction of the caller's. There is
 * nothing to move once the month in which Census was updated is over.
 */
export function takeOverEarlierMap(connection: Connection, partOf: (hash: Uint8Array) => IdentityPart): void {
  const isThere = connection.prepare("select 1 from sqlite_schema where type = 'table' and name = 'identity'").get();
  if (isThere === undefined) return;
  const identities = connection.prepare<[], IdentityRow & InBatch>('select hash, number, batch from identity');
  for (const { batch, ...row } of identities.all()) partOf(row.hash).putIdentity(row, batch);
  const memberships = connection.prepare<[], MembershipRow & InBatch>(
    'select hash, batch, joined_at_ms as joinedAtMs, parted_at_ms as partedAtMs from membership',
  );
  for (const { batch, ...row } of memberships.all()) partOf(row.hash).putMembership(row, batch);
  connection.exec('drop table identity; drop table membership');
}

interface InBatch {
  readonly batch: number;
}
