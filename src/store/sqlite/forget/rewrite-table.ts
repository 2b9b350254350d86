import type { Database as Connection } from 'better-sqlite3';
import { nextTurn } from '../../../core/async/event-loop.ts';
import { type PersonalTable, personalTables } from '../personal-tables.ts';
import { withoutNoting } from '../write/added-members.ts';

/** Rows copied per turn of the event loop: a few milliseconds of work. */
const sliceRows = 5_000;

/**
 * Rewrites a table after some of its rows were deleted. Must run inside the caller's transaction. When SQLite splits a
 * page, copies of rows can remain in its unused part (measured: of 1 in 300 tokens), which `secure_delete` does not
 * reach. Clearing the whole table overwrites all its pages. The remaining rows are kept in memory meanwhile; half a
 * million members take about half a second.
 */
export async function rewriteTable(connection: Connection, table: PersonalTable): Promise<void> {
  if (table === 'member') await withoutNoting(connection, () => rewrite(connection, table));
  else await rewrite(connection, table);
}

async function rewrite(connection: Connection, table: PersonalTable): Promise<void> {
  const key = personalTables[table].join(', ');
  connection.exec(`create temp table kept as select * from ${table} where false`);
  const setAside = connection.prepare<object>(
    `insert into temp.kept select * from ${table} where (${key}) > (:first, :second) order by ${key} limit :sliceRows`,
  );
  const lastKey = connection
    .prepare<[], [number, number | string]>(`select ${key} from temp.kept order by rowid desc limit 1`)
    .raw();
  const putBack = connection.prepare<object>(
    `insert into ${table} select * from temp.kept where rowid > :after and rowid <= :after + :sliceRows`,
  );

  let [first, second]: [number, number | string] = [-1, ''];
  while (setAside.run({ first, second, sliceRows }).changes > 0) {
    [first, second] = lastKey.get() ?? [first, second];
    await nextTurn();
  }
  connection.exec(`delete from ${table}`);
  for (let after = 0; putBack.run({ after, sliceRows }).changes > 0; after += sliceRows) await nextTurn();
  connection.exec('drop table temp.kept');
}
