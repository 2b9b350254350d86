import { createWriteStream, renameSync, rmSync, type WriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { loadEnvironmentFile, readExportGrain } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import type { HourRange } from '../core/time.ts';
import { UserError } from '../core/user-error.ts';
import { parseDateRange } from '../discord/date-range.ts';
import { activeCsv } from '../report/active-csv.ts';
import { untilToday } from '../report/active-days.ts';
import { activeWindows } from '../report/active-windows.ts';
import { type ExportGrain, exportGrains } from '../report/export-grain.ts';
import { Exporter } from '../report/exporter.ts';
import { deletedCounters } from '../report/forgotten-months.ts';
import { MonthActivities } from '../report/month-activities.ts';
import { importedText, rangeFacts } from '../report/range-facts.ts';
import type { Guild, Store } from '../store/store.ts';
import { SystemClock } from '../system-clock.ts';
import type { CliCommand } from './cli-command.ts';
import { openCounters } from './open-counters.ts';
import { parseArguments } from './parse-arguments.ts';
import { ProgressLine } from './progress-line.ts';

/** The file that `.userstats` gives, or how many were active day by day, without Discord. */
export const exportCounters: CliCommand = {
  name: 'export',
  summary: 'every counter of a range, or who was active day by day, as a CSV file, without Discord',
  help: `Usage: npm run export --        --data DIR --range "A to B" --out FILE
                                [--guild ID] [--grain hour|day]
       npm run export -- active --data DIR --range "A to B" --out FILE
                                [--guild ID]

Writes the gzip CSV file that .userstats gives, of any length; with "active" a CSV file of how many members were
active on each day, and in the 7 and 30 days that end with it (gzip where FILE ends with .gz). It only reads, also
beside a running bot; people in voice are counted up to the bot's last writing.

  --data DIR    the bot's DATA_DIR
  --range R     as in .userstats: "2018-01-12 to 2018-01-14", "yesterday", "last month"
  --out FILE    what to write, e.g. march.csv.gz
  --guild ID    which server, where the bot counts several
  --grain G     what a row sums up, hour or day; EXPORT_GRAIN of .env where it is left out, else hour`,
  async run(args) {
    const text = { type: 'string' } as const;
    const options = { data: text, range: text, out: text, guild: text, grain: text };
    const { values, positionals } = parseArguments('export', { args: [...args], options, allowPositionals: true });
    const { data, out } = values;
    const [what = 'counters', ...more] = positionals;
    if ((what !== 'counters' && what !== 'active') || more.length > 0) {
      throw new UserError(`expected nothing or "active" beside the options, got ${positionals.join(' ')}`);
    }
    if (data === undefined) throw new UserError('--data: expected the DATA_DIR of the bot');
    if (out === undefined) throw new UserError('--out: expected the name of a file');
    if (what === 'active' && values.grain !== undefined) throw new UserError('--grain: is not for "active"');
    const grain = what === 'active' ? 'day' : chooseGrain(values.grain);
    const clock = new SystemClock();
    const range = parseDateRange(values.range ?? null, clock.now());
    const store = openCounters(data);
    try {
      const guild = await chooseGuild(store, values.guild);
      const order: ExportOrder = { store, clock, guild, range, out: `${out}.part` };
      if (what === 'active') await writeActive(order, out.endsWith('.gz'));
      else await writeCounters(order, grain);
      renameSync(order.out, out);
    } finally {
      rmSync(`${out}.part`, { force: true });
      await store.close();
    }
    return 0;
  },
};

interface ExportOrder {
  readonly store: Store;
  readonly clock: Clock;
  readonly guild: Guild;
  readonly range: HourRange;
  readonly out: string;
}

async function writeCounters({ store, clock, guild, range, out }: ExportOrder, grain: ExportGrain): Promise<void> {
  const request = { guildId: guild.id, range };
  const exporter = new Exporter(store, clock, grain);
  const { forgottenMonths, importedMonths } = await exporter.facts(request);
  if (forgottenMonths.length > 0) console.log(`Not in it: ${deletedCounters(forgottenMonths)}.`);
  if (importedMonths.length > 0) console.log(`${importedText(importedMonths)}.`);
  await pipeline(exporter.stream(request), privateFile(out));
}

async function writeActive({ store, clock, guild, range, out }: ExportOrder, isPacked: boolean): Promise<void> {
  const { forgottenMonths } = await rangeFacts(store, clock, guild.id, range);
  if (forgottenMonths.length > 0) console.log(`Empty in it: ${deletedCounters(forgottenMonths)}.`);
  const windows = await activeWindows(store, new MonthActivities(store), guild);
  const progress = new ProgressLine('going through the days', process.stderr);
  const lines = activeCsv(windows, untilToday(range, clock.now()), (share) => progress.show(share));
  await (isPacked ? pipeline(lines, createGzip(), privateFile(out)) : pipeline(lines, privateFile(out)));
  progress.end();
}

function privateFile(path: string): WriteStream {
  return createWriteStream(path, { mode: 0o600 });
}

function chooseGrain(wanted: string | undefined): ExportGrain {
  if (wanted === undefined) {
    loadEnvironmentFile('.env');
    return readExportGrain();
  }
  const grain = exportGrains.find((known) => known === wanted);
  if (grain === undefined) throw new UserError('--grain: expected hour or day');
  return grain;
}

async function chooseGuild(store: Store, wanted: string | undefined): Promise<Guild> {
  const { guilds } = await store.checkpoint();
  const [only, ...more] = guilds.filter(({ id }) => wanted === undefined || id === wanted);
  if (only !== undefined && more.length === 0) return only;
  const known = guilds.map(({ id, name }) => `${id} ${name}`).join(', ');
  if (only === undefined) throw new UserError(`--guild: expected one of ${known || 'none yet'}`);
  throw new UserError(`--guild: expected which of these it shall be: ${known}`);
}
