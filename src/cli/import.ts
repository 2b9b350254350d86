import { basename, resolve } from 'node:path';
import { openDataDirectory } from '../app/data-directory.ts';
import { UserError } from '../core/errors.ts';
import { laneOf } from '../core/snowflake.ts';
import { hourOf, monthName } from '../core/time.ts';
import { guildToImport } from '../import/guild-to-import.ts';
import { ImportFaults } from '../import/import-faults.ts';
import { type ImportFiles, lookIntoFiles } from '../import/import-files.ts';
import { importSummary } from '../import/import-summary.ts';
import { Importer, type ImporterDeps } from '../import/importer.ts';
import { RowSpool } from '../import/row-spool.ts';
import { lockVault } from '../vault/at-rest/vault-lock.ts';
import { openImportedPeople } from '../vault/imported-people.ts';
import type { CliCommand } from './cli-command.ts';
import { type CommandIo, print } from './io/command-io.ts';
import { ProgressLine } from './io/progress-line.ts';
import { openStore } from './open-store.ts';
import { dataHelp, dataOption, parseArguments } from './options.ts';

/** Imports what was counted or written before Census came. */
export const importHistory: CliCommand = {
  usage: `Usage: npm run import -- FILE... [--data DIR] [--guild G]

Reads months that are over, and seals each at once: its members get random tokens, and nothing in the data leads from
them back to the files. A month that Census counted is left out, and so is the running one. The files are only read,
plain or gzip, in any order; a folder stands for all CSV and JSON files in and below it. Give files that belong together
in one run: a later import replaces a month only if it has at least as much of it, and nothing is added up. One of:

  a CSV file with the columns ts,user,channel: one message a line, ts in Unix seconds
  KazTron's folder userstats/, or the files that its .userstats made; or exports of Census
  the JSON files of DiscordChatExporter, one a channel: messages of people, by the time in their ids

What the files do not cover of a month is shown as a gap: before --after, behind --before or the time of the export; in
all other files before the first and behind the last line.

  ${dataHelp};
                it is created if it is missing, and the bot must not be running
  --guild G     the server: its id or name; default: the one that the files name, or the only one in DIR, or a new one

A line or message that cannot be read is reported and left out. The exit code is then 1, and the rest is imported.`,
  async run(args, io) {
    const text = { type: 'string' } as const;
    const options = { data: text, guild: text };
    const { values, positionals } = parseArguments('import', { args: [...args], options, allowPositionals: true });
    const { guild = null } = values;
    const data = dataOption(values.data, io);
    const [first] = positionals;
    if (first === undefined) throw new UserError('Expected one or more files (see npm run import -- --help)');
    const files = await lookIntoFiles(positionals, guild);
    return importInto(data, files, { guild, fileName: basename(resolve(first)).split('.', 1)[0] || 'imported' }, io);
  },
};

async function importInto(
  data: string,
  files: ImportFiles,
  wish: { readonly guild: string | null; readonly fileName: string },
  io: CommandIo,
): Promise<number> {
  const directory = openDataDirectory(data);
  const lock = lockVault(directory.vault);
  try {
    const lanes = openStore(directory);
    try {
      const { clock, random } = io;
      const [guilds, memberLists] = await Promise.all([lanes.guilds(), lanes.memberLists()]);
      const { guild: own } = files;
      const guild = guildToImport(guilds, { wanted: wish.guild, own, fileName: wish.fileName, nowMs: clock.now() });
      const store = lanes.open(laneOf(guild.id, (await lanes.lanes()).length));
      const people = await openImportedPeople({ directory: directory.vault, memberLists, random });
      try {
        const spool = new RowSpool(directory.importSpool, random);
        try {
          const code = await importFiles(files, { store, people, spool, clock, guild }, io);
          // The bot would do it within its first hour, and answer slowly until then.
          await store.compact(hourOf(clock.now()));
          return code;
        } finally {
          spool.close();
        }
      } finally {
        await people.close();
      }
    } finally {
      await lanes.close();
    }
  } finally {
    lock.close();
  }
}

/** Returns the exit code: 1 if something could not be read, or no month could be imported. */
async function importFiles(
  { sources, damaged, passedOver, bytes }: ImportFiles,
  deps: Pick<ImporterDeps, 'store' | 'people' | 'spool' | 'clock' | 'guild'>,
  { stdout, stderr }: CommandIo,
): Promise<number> {
  const progress = new ProgressLine('importing', stderr);
  const clearLine = stderr.isTTY ? '\r\u001b[K' : '';
  const faults = new ImportFaults((text) => stderr.write(`${clearLine}${text}\n`));
  for (const { sentence } of passedOver) print(stderr, `Passed over: ${sentence}`);
  for (const { name } of damaged) faults.add(name, 'from its beginning', 'expected a gzip that can be read');
  let done = 0;
  let current = '';
  const importer = new Importer({
    ...deps,
    faults,
    onBytes: (read) => {
      done += read;
      progress.show(done / bytes, current);
    },
    onMonth: (month) => {
      current = monthName(month);
    },
  });
  try {
    await importer.run(sources);
  } finally {
    progress.end();
    faults.end();
    print(stdout, ...importSummary(importer.result, faults.count, deps.guild));
  }
  const isAnything = importer.result.imported.length > 0;
  if (!isAnything) print(stderr, 'No month was imported: everything in the files is left out.');
  return isAnything && faults.count === 0 && !passedOver.some(({ isFault }) => isFault) ? 0 : 1;
}
