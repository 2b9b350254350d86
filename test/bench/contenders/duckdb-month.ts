import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Bench } from '../benchmark.ts';
import type { MonthSize } from '../fixtures/generated-month.ts';
import { monthAsCsv } from '../fixtures/month-as-csv.ts';
import { countersInWords } from '../fixtures/month-sizes.ts';

/** What of voice DuckDB keeps: what reports need of it, or all that was counted. */
export type VoiceUnit = 'seconds' | 'milliseconds';

/**
 * A DuckDB file with the month in the schema that suggests itself: a column each, of the smallest type that holds it, in
 * the order of hours. Null where DuckDB is not installed.
 */
export async function duckdbMonth(
  bench: Bench,
  size: Omit<MonthSize, 'seed'>,
  voiceUnit: VoiceUnit,
): Promise<string | null> {
  if ((await loadDuckdb()) === null) return null;
  const { counters, members, channels } = size;
  const csv = await monthAsCsv(bench, size);
  const name = `duckdb-${counters}-${members}-${channels}-${voiceUnit}`;
  const directory = await bench.shared(name, async (made) => {
    bench.progress(0, `loading ${countersInWords(size)} into DuckDB`);
    const duckdb = await openDuckdb(join(made, fileName));
    if (duckdb === null) return;
    const amount = voiceUnit === 'seconds' ? 'case event when 1 then amount // 1000 else amount end' : 'amount';
    await duckdb.connection.run(
      `create table counter as
         select hour::uinteger as hour, event::utinyint as event, channel::usmallint as channel,
                member::uinteger as member, (${amount})::uinteger as amount
           from read_csv($csv, header = false,
                         columns = {hour: 'uinteger', event: 'utinyint', channel: 'usmallint', member: 'uinteger',
                                    amount: 'uinteger'})`,
      { csv },
    );
    await duckdb.connection.run('checkpoint');
    duckdb.close();
  });
  return join(directory, fileName);
}

const fileName = 'month.duckdb';

export interface Duckdb {
  readonly connection: DuckDBConnection;
  readonly version: string;
  close(): void;
}

/** Opens a file, and makes it if there is none. Two threads, whatever the machine has. Null where DuckDB is not installed. */
export async function openDuckdb(path: string): Promise<Duckdb | null> {
  const library = await loadDuckdb();
  if (library === null) return null;
  const instance = await library.DuckDBInstance.create(path, { threads: '2' });
  const connection = await instance.connect();
  return {
    connection,
    version: library.version(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Its program is an optional package, which there is not for every machine. */
async function loadDuckdb() {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}
