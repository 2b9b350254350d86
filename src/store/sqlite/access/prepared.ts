import type { Database as Connection, Statement } from 'better-sqlite3';

const statements = new WeakMap<Connection, Map<string, Statement>>();

/**
 * A statement with named parameters that a connection keeps for the next time: to prepare one takes several times as long
 * as to find the few rows of a small guild. It cannot be used a second time while it is still being gone through.
 */
export function prepared<Row>(connection: Connection, sql: string): Statement<[object], Row> {
  const known = statements.get(connection) ?? new Map<string, Statement>();
  statements.set(connection, known);
  const statement = known.get(sql) ?? connection.prepare(sql);
  known.set(sql, statement);
  return statement as Statement<[object], Row>;
}
