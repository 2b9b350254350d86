import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { loadEnvironmentFile, readExportGrain } from '../config.ts';
import { UserError } from '../core/user-error.ts';
import { parseDateRange } from '../discord/date-range.ts';
import { type ExportGrain, exportGrains } from '../report/export-grain.ts';
import { Exporter } from '../report/exporter.ts';
import { deletedCounters } from '../report/forgotten-months.ts';
import { importedText } from '../report/range-facts.ts';
import type { Guild, Store } from '../store/store.ts';
import { SystemClock } from '../system-clock.ts';
import type { CliCommand } from './cli-command.ts';
import { openCounters } from './open-counters.ts';
import { parseArguments } from './parse-arguments.ts';

/** The file that `.userstats` gives, without Discord. */
export const exportCounters: CliCommand = {
  name: 'export',
  summary: 'every counter of a range as a gzip CSV file, without Discord',
  help: `Usage: npm run export -- --data DIR --range "A to B" --out FILE
                         [--guild ID] [--grain hour|day]

Writes the file that .userstats gives, of any length. It only reads, also beside a running bot; people in voice
are counted up to the bot's last writing.

  --data DIR    the bot's DATA_DIR
  --range R     as in .userstats: "2018-01-12 to 2018-01-14", "yesterday", "last month"
  --out FILE    what to write, e.g. march.csv.gz
  --guild ID    which server, where the bot counts several
  --grain G     what a row sums up, hour or day; EXPORT_GRAIN of .env where it is left out, else hour`,
  async run(args) {
    const text = { type: 'string' } as const;
    const options = { data: text, range: text, out: text, guild: text, grain: text };
    const { values } = parseArguments('export', { args: [...args], options });
    const { data, out } = values;
    if (data === undefined) throw new UserError('--data: expected the DATA_DIR of the bot');
    if (out === undefined) throw new UserError('--out: expected the name of a file');
    const grain = chooseGrain(values.grain);
    const clock = new SystemClock();
    const range = parseDateRange(values.range ?? null, clock.now());
    const store = openCounters(data);
    try {
      const guild = await chooseGuild(store, values.guild);
      const exporter = new Exporter(store, clock, grain);
      const { forgottenMonths, importedMonths } = await exporter.facts({ guildId: guild.id, range });
      if (forgottenMonths.length > 0) console.log(`Not in it: ${deletedCounters(forgottenMonths)}.`);
      if (importedMonths.length > 0) console.log(`${importedText(importedMonths)}.`);
      const file = createWriteStream(`${out}.part`, { mode: 0o600 });
      await pipeline(exporter.stream({ guildId: guild.id, range }), file);
      renameSync(`${out}.part`, out);
    } finally {
      rmSync(`${out}.part`, { force: true });
      await store.close();
    }
    return 0;
  },
};

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
