import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { atMost, type Bench, type Benchmark, ratioAtMost } from '../benchmark.ts';
import { countersPerGuild, dayOfGuild, type SmallGuilds, smallGuildsAtRest } from '../fixtures/small-guilds.ts';
import { median } from '../measuring/median.ts';
import type { ManyGuildsAnswer, ManyGuildsQuestion } from '../processes/many-guilds-process.ts';
import { OtherProcess } from '../processes/other-process.ts';

export const manyGuilds: Benchmark = {
  name: 'many-guilds',
  summary: 'a bot in thousands of small servers: bytes against rows of SQL, a flush, memory, active members',

  async run(bench) {
    const size = { seed: bench.seed, guilds: bench.isQuick ? 1_000 : 10_000 };
    const guildsPerFlush = 1_000;
    const directory = join(bench.directory, 'bot');
    mkdirSync(directory, { mode: 0o700 });
    const counting = (share: number) => bench.progress(share * 0.6, 'counting a month');
    await smallGuildsAtRest(directory, size, counting);
    const ours = statSync(join(directory, 'census.db')).size;
    const rows = rowBytes(bench, size);

    bench.progress(0.9, 'flushing');
    const bot = new OtherProcess<ManyGuildsQuestion, ManyGuildsAnswer>('./many-guilds-process.js');
    try {
      const flushes = bench.isQuick ? 30 : 100;
      const { openMs, flushMs, heldMs, residentMb, rollingCpuMs } = await bot.ask({
        directory,
        size,
        flushes,
        guildsPerFlush,
      });
      bench.note(
        `the longest of ${flushes} flushes took ${Math.max(...flushMs).toFixed(0)} ms, and the event loop was held ` +
          `${heldMs.toFixed(0)} ms at most; to open it all took ${openMs.toFixed(0)} ms`,
      );
      const guilds = `${size.guilds.toLocaleString('en')} guilds of ${countersPerGuild} counters`;
      return [
        ratioAtMost(`bytes, ${guilds}, against rows of SQL`, 'MB', ours / 1e6, rows / 1e6, 0.5),
        atMost(`a flush that touches ${guildsPerFlush} of ${guilds}`, 'ms', median(flushMs), 50),
        atMost(`memory with ${guilds}`, 'MB', residentMb, 400),
        atMost(`active members of ${guilds}, every hour, CPU`, 'ms', median(rollingCpuMs), 1000),
      ];
    } finally {
      await bot.end();
    }
  },
};

/** Of the same counters, and nothing else, as rows of whole numbers in the smallest order of them. */
function rowBytes(bench: Bench, size: SmallGuilds): number {
  const path = join(bench.directory, 'rows.db');
  const database = new Database(path);
  database.pragma('journal_mode = off');
  database.pragma('synchronous = off');
  database.exec(`
    create table counter (
      guild integer not null, hour integer not null, event integer not null, channel integer not null,
      member integer not null, amount integer not null,
      primary key (guild, hour, event, channel, member)
    ) without rowid;
    begin`);
  const insert = database.prepare('insert into counter values (?, ?, 0, ?, ?, ?)');
  for (let guild = 0; guild < size.guilds; guild += 1) {
    for (let day = 0; day < 31; day += 1) {
      for (const { hour, counters } of dayOfGuild(size, guild, day)) {
        for (const { channel, member, amount } of counters) insert.run(guild, hour, channel, member, amount);
      }
    }
    if (guild % 100 === 0) bench.progress(0.6 + (guild / size.guilds) * 0.3, 'putting the month into rows');
  }
  database.exec('commit');
  database.close();
  return statSync(path).size;
}
