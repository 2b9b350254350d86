import type { Database as Connection } from 'better-sqlite3';
import type { Month } from '../core/time.ts';

/** The singleton row of the database. */
export interface State {
  readonly batch: number;
  readonly openMonth: Month | null;
  readonly rotation: { readonly month: Month; readonly next: Month } | null;
  readonly observedUntilMs: number | null;
  readonly hasMemberLists: boolean;
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
    hasMemberLists: row.has_member_lists === 1,
  };
}

interface StateRow {
  readonly batch: number;
  readonly open_month: Month | null;
  readonly rotation_month: Month | null;
  readonly rotation_next: Month | null;
  readonly observed_until_ms: number | null;
  readonly has_member_lists: number;
}
