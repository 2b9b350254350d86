import { readFileSync } from 'node:fs';
import type { Spread } from '../../../src/columns/spread.ts';
import type { ReportRow } from '../../columns/report-rows.ts';
import { reportRowsOf } from './duckdb-reports.ts';
import type { PostgresServer } from './postgres-server.ts';

/** Full reports by SQL of the counters in a CSV file, which a server has loaded into rows with the usual key. */
export class PostgresReports {
  readonly #server: PostgresServer;

  constructor(server: PostgresServer, csv: string) {
    this.#server = server;
    server.run(`
      create table counter (hour integer, event smallint, channel integer, member integer, amount integer);
      copy counter from stdin with (format csv);
${readFileSync(csv, 'utf8')}\\.
      update counter set amount = amount / 1000 where event = 1;
      alter table counter add primary key (hour, event, channel, member);
      vacuum (full, analyze) counter;`);
  }

  /** The report, and how long the server took for it each of some times, in milliseconds. */
  full(times: number): { readonly rows: readonly ReportRow[]; readonly wallMs: readonly number[] } {
    const lines = this.#server.run(`\\timing on\n${query};\n`.repeat(times)).split('\n');
    const wallMs = lines.flatMap((line) => /^Time: ([\d.]+) ms/.exec(line)?.[1] ?? []).map(Number);
    const spreads = new Map<string, Spread>();
    for (const line of lines.filter((text) => /^\d+,/.test(text))) {
      const [event, users, total, perUser, stdev] = line.split(',').map(Number);
      spreads.set(`0 ${event}`, { users, total, perUser, stdev } as Spread);
    }
    return { rows: reportRowsOf({ type: 'full', channel: null }, spreads), wallMs };
  }
}

const query = `
  select event, count(*), sum(amount), avg(amount), coalesce(stddev_samp(amount), 0)
    from (select event, member, sum(amount) as amount from counter group by event, member) as member_sums
   where amount > 0
   group by event`;
