import type { Spread } from '../../../src/columns/spread.ts';
import { noGuildNumbers, type ReportRow, reportRow } from '../../columns/report-rows.ts';
import type { Duckdb } from './duckdb-month.ts';
import type { ReportContender, ReportShape } from './report-contender.ts';

/** The reports by SQL. Of five ways to write the query none was faster. */
export function duckdbReports(duckdb: Duckdb): ReportContender {
  return {
    async report(shape) {
      const found = await duckdb.connection.runAndReadAll(queryOf(shape));
      const spreads = new Map<string, Spread>();
      for (const values of found.getRows()) {
        const [bucket, event, users, total, perUser, stdev] = values.map(Number);
        spreads.set(`${bucket} ${event}`, { users, total, perUser, stdev } as Spread);
      }
      return reportRowsOf(shape, spreads);
    },
    close: async () => duckdb.close(),
  };
}

/** What the database says of each bucket and event, by `bucket event`, as rows of a report. */
export function reportRowsOf({ type }: ReportShape, spreads: ReadonlyMap<string, Spread>): readonly ReportRow[] {
  return Array.from({ length: bucketCounts[type] }, (_, bucket) => {
    const [messages, voice] = [0, 1].map((event) => spreads.get(`${bucket} ${event}`) ?? nobody);
    return reportRow(String(bucket), noGuildNumbers, messages as Spread, voice as Spread);
  });
}

function queryOf({ type, channel }: ReportShape): string {
  return `
    select bucket, event, count(*), sum(amount)::double, avg(amount), coalesce(stddev_samp(amount), 0)
      from (select ${buckets[type]} as bucket, event, member, sum(amount) as amount
              from counter
             where ${channel === null ? 'true' : `channel = ${channel}`}
             group by all)
     where amount > 0
     group by all`;
}

const buckets = {
  full: '0',
  weekday: '((hour // 24 + 3) % 7)::utinyint',
  hourly: '(hour % 24)::utinyint',
};

const bucketCounts = { full: 1, weekday: 7, hourly: 24 };

const nobody: Spread = { users: 0, total: 0, perUser: 0, stdev: 0 };
