import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { parseDateRange } from '../bot/input/date-range.ts';
import { type Environment, readExportGrain } from '../config.ts';
import { seesAllChannels } from '../core/channel.ts';
import { UserError } from '../core/errors.ts';
import { type ExportGrain, exportGrains } from '../core/report.ts';
import type { HourRange } from '../core/time.ts';
import { MonthActivities } from '../query/active/month-activities.ts';
import { unknownCircumstances } from '../query/circumstances.ts';
import { firstCountedMs } from '../query/first-counted.ts';
import { Questions } from '../query/questions.ts';
import { Tabulator } from '../query/reports/tabulator.ts';
import { Exporter } from '../render/files/exporter.ts';
import { activeCsv } from '../render/files/result-csv.ts';
import { deletedCounters, importedText } from '../render/report-notes.ts';
import { english } from '../render/words.ts';
import type { Guild } from '../store/records.ts';
import type { StoreReader } from '../store/store-reader.ts';
import type { CliCommand } from './cli-command.ts';
import { type CommandIo, print } from './io/command-io.ts';
import { amount } from './io/format.ts';
import { type OutputFile, refuseTakenPlace, writeOutputFile } from './io/output-file.ts';
import { ProgressLine } from './io/progress-line.ts';
import { openCounters } from './open-store.ts';
import { chooseGuild, countedDataOption, dataHelp, parseArguments } from './options.ts';

/** Writes the file of `.userstats`, or the number of active members by day, without Discord. */
export const exportCounters: CliCommand = {
  usage: `Usage: npm run export --        --out FILE [--range "A to B"] [--data DIR]
                                [--guild G] [--grain hour|day] [--force]
       npm run export -- active --out FILE [--range "A to B"] [--data DIR]
                                [--guild G] [--force]

Writes the CSV file of .userstats, for a range of any length; with "active" a file of how many members were active
on each day, and in the 7 and 30 days that end with it. It only reads, also while the bot is running. People in voice
are counted up to the bot's last write.

  --out FILE    the file to write: a name that ends with .csv, or with .csv.gz for gzip
  --range R     as in .userstats: "2018-01-12 to 2018-01-14", "yesterday"; default: last month
  ${dataHelp}
  --guild G     the server, by its id or name, if the bot counts several
  --grain G     the time of a row, hour or day; default: EXPORT_GRAIN of .env, else hour
  --force       replace FILE if it exists`,
  async run(args, io) {
    const text = { type: 'string' } as const;
    const options = {
      data: text,
      range: text,
      out: text,
      guild: text,
      grain: text,
      force: { type: 'boolean' },
    } as const;
    const { values, positionals } = parseArguments('export', { args: [...args], options, allowPositionals: true });
    const [what = 'counters', ...more] = positionals;
    if ((what !== 'counters' && what !== 'active') || more.length > 0) {
      throw new UserError(`expected nothing or "active" besides the options, got ${positionals.join(' ')}`);
    }
    if (what === 'active' && values.grain !== undefined) throw new UserError('--grain: is not for "active"');
    const out = outOption(values.out, values.force ?? false);
    const grain = what === 'active' ? 'day' : chooseGrain(values.grain, io.environment);
    const store = openCounters(countedDataOption(values.data, io));
    try {
      const guild = chooseGuild(await store.guilds(), values.guild);
      const range = rangeOption(values.range, io.clock.now(), await firstCountedMs(store, guild));
      const order: ExportOrder = { store, io, guild, range, out };
      await (what === 'active' ? writeActive(order) : writeCounters(order, grain));
    } finally {
      await store.close();
    }
    return 0;
  },
};

interface ExportOrder {
  readonly store: StoreReader;
  readonly io: CommandIo;
  readonly guild: Guild;
  readonly range: HourRange;
  readonly out: OutputFile;
}

async function writeCounters({ store, io, guild, range, out }: ExportOrder, grain: ExportGrain): Promise<void> {
  const exporter = new Exporter(store, io.clock, grain);
  const { prunedMonths, importedMonths, isSealed, isSplit } = await exporter.facts({ guildId: guild.id, range });
  if (prunedMonths.length > 0) print(io.stdout, `Not in it: ${deletedCounters(prunedMonths, english)}.`);
  if (importedMonths.length > 0) print(io.stdout, `${importedText(importedMonths, english)}.`);
  if (isSplit) print(io.stdout, splitNote);
  let rows = 0;
  const onRows = (more: number) => {
    rows += more;
  };
  const request = { guildId: guild.id, range, onRows };
  const content = isGzip(out) ? exporter.stream(request) : exporter.plainStream(request);
  const bytes = await writeOutputFile(io, out, (sink) => pipeline(content, sink));
  const warning = isSealed ? '' : ' It has a month that is not anonymised yet: do not pass it on.';
  print(io.stdout, `${written(out, rows, bytes)}${warning}`);
}

async function writeActive({ store, io, guild, range, out }: ExportOrder): Promise<void> {
  const questions = new Questions({
    store,
    clock: io.clock,
    tabulator: new Tabulator(),
    activities: new MonthActivities(store),
    circumstances: unknownCircumstances,
  });
  const progress = new ProgressLine('reading the days', io.stderr);
  const onProgress = (share: number) => progress.show(share);
  const asked = { guildId: guild.id, range, by: 'day', channel: null, view: seesAllChannels, onProgress } as const;
  const days = await questions.ask({ ...asked, about: 'activeDays' });
  progress.end();
  const { prunedMonths, isSplit } = days.facts;
  if (prunedMonths.length > 0) print(io.stdout, `Empty in it: ${deletedCounters(prunedMonths, english)}.`);
  if (isSplit) print(io.stdout, splitNote);
  const content = () => Readable.from([activeCsv(days)]);
  const bytes = await writeOutputFile(io, out, (sink) =>
    isGzip(out) ? pipeline(content(), createGzip(), sink) : pipeline(content(), sink),
  );
  print(io.stdout, written(out, days.rows.length, bytes));
}

const splitNote = 'Census had to begin again under new tokens within that time: one person may be counted as two.';

function written({ path }: OutputFile, rows: number, bytes: number): string {
  return `Wrote ${path}: ${amount(rows, 'row')}, ${amount(bytes, 'byte')}.`;
}

/** @throws {UserError} for what is no range, with what to write instead. */
function rangeOption(text: string | undefined, nowMs: number, earliestMs: number): HourRange {
  try {
    return parseDateRange(text ?? null, nowMs, { earliestMs });
  } catch (error) {
    throw error instanceof UserError && text !== undefined ? new UserError(`--range: ${error.message}`) : error;
  }
}

/** @throws {UserError} for another kind of name, or a place that cannot be written to. */
function outOption(path: string | undefined, isForced: boolean): OutputFile {
  const expected = '--out: expected the name of a file that ends with .csv, or with .csv.gz for gzip';
  if (path === undefined) throw new UserError(expected);
  if (!/\.csv(\.gz)?$/i.test(path)) throw new UserError(`${expected}, got ${path}`);
  const out = { path, isForced };
  refuseTakenPlace(out);
  return out;
}

function isGzip({ path }: OutputFile): boolean {
  return /\.gz$/i.test(path);
}

function chooseGrain(wanted: string | undefined, environment: () => Environment): ExportGrain {
  if (wanted === undefined) return readExportGrain(environment());
  const grain = exportGrains.find((known) => known === wanted);
  if (grain === undefined) throw new UserError('--grain: expected hour or day');
  return grain;
}
