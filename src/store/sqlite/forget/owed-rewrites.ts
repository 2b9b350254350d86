import type { Database as Connection } from 'better-sqlite3';
import { inTransaction } from '../access/transaction.ts';
import type { PersonalTable } from '../personal-tables.ts';
import { rewriteTable } from './rewrite-table.ts';

/**
 * Notes that a table must be rewritten, because rows of one lane were deleted while rows of others stayed: see
 * `rewriteTable`. The note is written in the transaction that deletes the rows and removed in the one that rewrites the
 * table, so a crash in between does not lose it. Lanes that close a month one after another share one rewrite.
 */
export function oweRewrite(connection: Connection, table: PersonalTable): void {
  connection.prepare<object>('insert or ignore into owed_rewrite (name) values (:table)').run({ table });
}

export function areRewritesOwed(connection: Connection): boolean {
  return owedTables(connection).length > 0;
}

/** Does all pending rewrites. The caller must have the writer's turn. */
export async function rewriteOwed(connection: Connection): Promise<void> {
  if (!areRewritesOwed(connection)) return;
  await inTransaction(connection, async () => {
    for (const table of owedTables(connection)) await rewriteTable(connection, table);
    connection.exec('delete from owed_rewrite');
  });
}

function owedTables(connection: Connection): readonly PersonalTable[] {
  return connection.prepare<[], PersonalTable>('select name from owed_rewrite order by name').pluck().all();
}
