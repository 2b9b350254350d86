import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../project-root.ts';
import type { Bench } from './benchmark.ts';
import { benchMonth, type MonthSize } from './generated-month.ts';
import { monthAsCsv } from './month-as-csv.ts';
import { benchGuildId } from './month-at-rest.ts';
import { countersInWords } from './month-sizes.ts';

/**
 * A SQLite file with the month as rows, a counter each, of nothing but whole numbers, beside tables of what the numbers
 * stand for. It is the smallest and, for an export, the fastest of six schemas that were tried.
 */
export async function sqlRows(bench: Bench, size: Omit<MonthSize, 'seed'>, sqlite3: string): Promise<string> {
  const { counters, members, channels } = size;
  const csv = await monthAsCsv(bench, size);
  const census = join(await bench.month(size), 'census.db');
  const directory = await bench.shared(`rows-${counters}-${members}-${channels}`, async (made) => {
    bench.progress(0, `putting ${countersInWords(size)} into rows`);
    await writeNames(census, made);
    const script = `
      pragma journal_mode = off;
      pragma synchronous = off;
      ${tables}
      .mode csv
      .import ${csv} counter
      .import ${join(made, memberFile)} member
      .import ${join(made, channelFile)} channel
      insert into period
        select distinct hour, strftime('%Y-%m-%dT%H:00:00Z', hour * 3600, 'unixepoch') from counter;
      analyze;`;
    const loading = promisify(execFile)(sqlite3, [join(made, rowsFile)]);
    loading.child.stdin?.end(script.replaceAll(/^ +/gm, ''));
    await loading;
  });
  return join(directory, rowsFile);
}

const [rowsFile, memberFile, channelFile] = ['rows.db', 'members.csv', 'channels.csv'] as const;

const tables = `
  create table counter (
    hour integer not null, event integer not null, channel integer not null, member integer not null,
    amount integer not null,
    primary key (hour, event, channel, member)
  ) without rowid;
  create table member (number integer primary key, token text not null);
  create table channel (number integer primary key, label text not null);
  create table period (hour integer primary key, start text not null);`;

/** The rows as our export has them, the order of the lines within an hour left as it comes. */
export const exportQuery = `
  select period.start as Period, case event when 1 then 'voice' else 'msg' end as Event, token as "User hash",
         label as Channel, case event when 1 then amount / 1000 else amount end as Count
    from period
   cross join counter on counter.hour = period.hour
   cross join channel on channel.number = counter.channel
   cross join member on member.number = counter.member
   where event <> 1 or amount >= 1000;`;

async function writeNames(census: string, directory: string): Promise<void> {
  const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
  const store = openSqliteStore({ path: census, migrationsDirectory, isReadOnly: true });
  try {
    const channels = await store.channels(benchGuildId);
    const lines = channels.map(({ number, name }) => `${number},#${name}\n`);
    await pipeline(Readable.from(lines), createWriteStream(join(directory, channelFile)));

    const tokens = await store.tokens(benchGuildId, benchMonth);
    function* memberLines(): Generator<string> {
      for (let number = 0; number < tokens.numbersEnd; number += 1) {
        if (tokens.has(number)) yield `${number},${tokens.of(number).toString(16)}\n`;
      }
    }
    await pipeline(Readable.from(memberLines()), createWriteStream(join(directory, memberFile)));
  } finally {
    await store.close();
  }
}
