import type { Database as Connection } from 'better-sqlite3';
import type { MemberListsState } from '../../records.ts';
import { prepared } from '../access/prepared.ts';

/** See `StoreReader.memberLists`. */
export function readLists(connection: Connection): MemberListsState | null {
  const row = prepared<ListsRow>(connection, 'select * from member_lists').get({});
  if (row === undefined) throw new Error('the row of member_lists is missing');
  const { generation, entries, key_check: keyCheck, lists_check: check } = row;
  const isKnown = generation !== null && entries !== null && keyCheck !== null && check !== null;
  return isKnown ? { generation, entries, keyCheck, check } : null;
}

/**
 * Stores the state of the lists from a batch, unless a later one is stored. (Lanes commit in any order, so a batch may
 * have an earlier state than the one before it.) Writes nothing if nothing has changed. Must run inside the caller's
 * transaction.
 */
export function advanceLists(connection: Connection, lists: MemberListsState | null): void {
  if (lists === null) return;
  prepared(
    connection,
    `update member_lists
        set generation = :generation, entries = :entries, key_check = :keyCheck, lists_check = :check
      where (generation is null or generation <= :generation)
        and (generation, entries, key_check, lists_check) is not (:generation, :entries, :keyCheck, :check)`,
  ).run({ ...lists });
}

/** See `Lanes.acceptMemberLists`. */
export function replaceLists(connection: Connection, lists: MemberListsState | null): void {
  const { generation = null, entries = null, keyCheck = null, check = null } = lists ?? {};
  connection
    .prepare<object>(
      `update member_lists
          set generation = :generation, entries = :entries, key_check = :keyCheck, lists_check = :check`,
    )
    .run({ generation, entries, keyCheck, check });
}

interface ListsRow {
  readonly generation: number | null;
  readonly entries: number | null;
  readonly key_check: Uint8Array | null;
  readonly lists_check: Uint8Array | null;
}
