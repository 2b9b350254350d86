import type { Spread } from '../../../src/columns/spread.ts';
import { noGuildNumbers, type ReportRow, reportRow } from '../../columns/report-rows.ts';
import type { Duckdb } from './duckdb-month.ts';
import type { ReportContender, ReportShape } from './report-contender.ts';

/** The reports by SQL. Of five ways to write the query none was faster. */
export function duckdbReports(duckdb: Duckdb): ReportContender {
  return {
    async report(shape) {
      const found = await duckdb.connection.runAndReadAll(queryOf(shape));
      return reportRowsOf(shape, spreadsIn(found.getRows()));
    },
    close: async () => duckdb.close(),
  };
}

/** What the database says of each bucket and event, by `bucket event`, as rows of a report. */
export function reportRowsOf({ type }: ReportShape, spreads: ReadonlyMap<string, Spread>): readonly ReportRow[] {
  const buckets =
    type === 'channels'
      ? [...new Set(Array.from(spreads.keys(), (key) => Number(key.split(' ')[0])))].sort((a, b) => a - b)
      : Array.from({ length: bucketCounts[type] }, (_, bucket) => bucket);
  return buckets.map((bucket) => {
    const [messages, voice] = [0, 1].map((event) => spreads.get(`${bucket} ${event}`) ?? nobody);
    return reportRow(String(bucket), noGuildNumbers, messages as Spread, voice as Spread);
  });
}

/**
 * The same from the sums of each day and member, made beforehand as Census makes its own: what DuckDB would take if it had
 * them. Full and weekday reports only.
 */
export async function duckdbRollUpReports(duckdb: Duckdb): Promise<ReportContender> {
  await duckdb.connection.run(
    `create temp table rollup as
       select (hour // 24)::uinteger as day, event, member, sum(amount)::uinteger as amount
         from counter
        group by all
        order by all`,
  );
  return {
    async report(shape) {
      const found = await duckdb.connection.runAndReadAll(queryOf(shape, 'rollup', { hour: '(day * 24)' }));
      return reportRowsOf(shape, spreadsIn(found.getRows()));
    },
    close: async () => {},
  };
}

function spreadsIn(rows: readonly (readonly unknown[])[]): ReadonlyMap<string, Spread> {
  const spreads = new Map<string, Spread>();
  for (const values of rows) {
    const [bucket, event, users, total, perUser, stdev] = values.map(Number);
    spreads.set(`${bucket} ${event}`, { users, total, perUser, stdev } as Spread);
  }
  return spreads;
}

function queryOf({ type, channel }: ReportShape, table = 'counter', { hour } = { hour: 'hour' }): string {
  return `
    select bucket, event, count(*), sum(amount)::double, avg(amount), coalesce(stddev_samp(amount), 0)
      from (select ${bucketsOf[type].replaceAll('hour', hour)} as bucket, event, member, sum(amount) as amount
              from ${table}
             where ${channel === null ? 'true' : `channel = ${channel}`}
             group by all)
     where amount > 0
     group by all`;
}

const bucketsOf = {
  full: '0',
  weekday: '((hour // 24 + 3) % 7)::utinyint',
  hourly: '(hour % 24)::utinyint',
  channels: 'channel',
};

const bucketCounts = { full: 1, weekday: 7, hourly: 24 };

const nobody: Spread = { users: 0, total: 0, perUser: 0, stdev: 0 };
