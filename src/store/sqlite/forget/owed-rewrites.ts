import type { Database as Connection } from 'better-sqlite3';
import { inTransaction } from '../access/transaction.ts';
import type { PersonalTable } from '../personal-tables.ts';
import { rewriteTable } from './rewrite-table.ts';

/**
 * Notes that a table has lost rows of one lane while those of others stayed, so that it has to be written once more:
 * see `rewriteTable`. The note is made in the transaction that deletes the rows, and goes in the one that writes the
 * table: no crash in between loses it. Several lanes that close a month one after the other owe the same, and it is
 * done once for all of them.
 */
export function oweRewrite(connection: Connection, table: PersonalTable): void {
  connection.prepare<object>('insert or ignore into owed_rewrite (name) values (:table)').run({ table });
}

export function areRewritesOwed(connection: Connection): boolean {
  return owedTables(connection).length > 0;
}

/** Does what is owed. The caller has the writer's turn. */
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
