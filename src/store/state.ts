import type { Database as Connection } from 'better-sqlite3';
import type { MemberListsState } from '../core/member-lists-state.ts';
import type { Month } from '../core/time.ts';

/** The singleton row of the database. */
export interface State {
  readonly batch: number;
  readonly openMonth: Month | null;
  readonly rotation: { readonly month: Month; readonly next: Month } | null;
  readonly observedUntilMs: number | null;
  readonly memberLists: MemberListsState | null;
}

export function readState(connection: Connection): State {
  const row = connection.prepare<[], StateRow>('select * from state where id = 1').get();
  if (row === undefined) throw new Error('the database has lost its state');
  const { rotation_month: month, rotation_next: next } = row;
  return {
    batch: row.batch,
    openMonth: row.open_month,
    rotation: month === null || next === null ? null : { month, next },
    observedUntilMs: row.observed_until_ms,
    memberLists: listsOf(row),
  };
}

interface StateRow {
  readonly batch: number;
  readonly open_month: Month | null;
  readonly rotation_month: Month | null;
  readonly rotation_next: Month | null;
  readonly observed_until_ms: number | null;
  readonly lists_generation: number | null;
  readonly lists_entries: number | null;
  readonly lists_key_check: Uint8Array | null;
  readonly lists_check: Uint8Array | null;
}

/** See `Store.acceptMemberLists`. */
export function replaceLists(connection: Connection, lists: MemberListsState | null): void {
  connection
    .prepare<object>(
      `update state
          set lists_generation = :generation, lists_entries = :entries, lists_key_check = :keyCheck, lists_check = :check`,
    )
    .run(listColumns(lists));
}

/** What a batch, or the operator, says of the lists, in the columns of the row. */
export function listColumns(lists: MemberListsState | null) {
  const { generation = null, entries = null, keyCheck = null, check = null } = lists ?? {};
  return { generation, entries, keyCheck, check };
}

function listsOf(row: StateRow): MemberListsState | null {
  const { lists_generation: generation, lists_entries: entries, lists_key_check: keyCheck, lists_check: check } = row;
  const isKnown = generation !== null && entries !== null && keyCheck !== null && check !== null;
  return isKnown ? { generation, entries, keyCheck, check } : null;
}
