import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { dataDirectoryAt, isCensusName, openDataDirectory } from '../app/data-directory.ts';
import { migrationsDirectory } from '../app/project-files.ts';
import { UserError } from '../core/errors.ts';
import { pathFault, withPathFaults } from '../core/path-fault.ts';
import type { RandomBytes } from '../core/random.ts';
import { type Month, monthName, monthOf } from '../core/time.ts';
import type { MemberListsState } from '../store/records.ts';
import { checkDatabase } from '../store/sqlite/access/database-copy.ts';
import { newestVersion } from '../store/sqlite/access/migrator.ts';
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts';
import { memberListFiles, readMemberLists, writeMemberLists } from '../vault/lists/member-list-copy.ts';
import type { CliCommand } from './cli-command.ts';
import { print } from './io/command-io.ts';
import { amount, instantText } from './io/format.ts';
import { syncToDisk } from './io/output-file.ts';
import { discardOnSignal } from './io/signals.ts';
import { dataHelp, dataOption, parseArguments } from './options.ts';
import { type StoreSummary, storeSummary } from './store-summary.ts';

/** Puts a backup into a data folder. */
export const restore: CliCommand = {
  usage: `Usage: npm run restore -- --from FOLDER [--data DIR]

Checks a copy made by npm run backup, and puts it into a DATA_DIR in which nothing has been counted yet. The bot
then continues from there. The running month gets a new salt: returning members get new numbers in it, and its
reports say that one person may be counted as two. Sealed months are unchanged.

  --from FOLDER  the backup; it is only read
  ${dataHelp.replace('DIR    ', 'DIR     ')};
                 it is created if it is missing`,
  async run(args, io) {
    const text = { type: 'string' } as const;
    const { values } = parseArguments('restore', { args: [...args], options: { from: text, data: text } });
    const { from } = values;
    if (from === undefined || from.trim() === '') throw new UserError('--from: expected the folder of a backup');
    const data = dataOption(values.data, io);
    refuseNoBackup(from);
    refuseData(data);
    const { database, vault } = openDataDirectory(data);
    const part = `${database}.part`;
    const discard = () => {
      for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${part}${suffix}`, { force: true });
      for (const name of memberListFiles) rmSync(join(vault, name), { force: true }); // There were none before.
    };
    discard(); // The files of a killed one.
    const restored = await withPathFaults(data, () =>
      discardOnSignal(io, discard, async () => {
        const staged = await stage(from, part);
        await putLists(from, vault, staged.memberLists, io.random);
        syncToDisk(part);
        renameSync(part, database);
        return staged;
      }),
    );
    await withPathFaults(data, () => syncToDisk(data));
    print(io.stdout, ...nextSteps(data, restored, monthOf(io.clock.now())));
    return 0;
  },
};

function refuseNoBackup(from: string): void {
  const path = join(from, 'census.db');
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) return;
  throw new UserError(`--from: expected a folder with the census.db of a backup, got ${from}`);
}

/** An existing vault belongs to other counters. */
function refuseData(data: string): void {
  const names = existsSync(data) ? namesIn(data).filter(isCensusName) : [];
  const { vault } = dataDirectoryAt(data);
  const full = names.filter((name) => name !== 'vault' || namesIn(vault).length > 0);
  if (full.length === 0) return;
  throw new UserError(
    `--data: expected a folder without data, and ${data} has ${full.join(', ')}. Stop the bot and move them away first`,
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw pathFault(error, folder);
  }
}

/** Copies the database next to its destination, checks it, and migrates it to the newest schema. */
async function stage(from: string, part: string): Promise<StoreSummary> {
  const original = join(from, 'census.db');
  // A plain copy of a stopped bot's folder may include the journal.
  for (const suffix of ['', '-wal']) {
    if (suffix !== '' && !lstatSync(`${original}${suffix}`, { throwIfNoEntry: false })?.isFile()) continue;
    copyFileSync(`${original}${suffix}`, `${part}${suffix}`, constants.COPYFILE_EXCL);
    chmodSync(`${part}${suffix}`, 0o600);
  }
  await checkDatabase(part, original, newestVersion(migrationsDirectory));
  const store = openSqliteStore({ path: part, migrationsDirectory });
  try {
    return await storeSummary(store);
  } finally {
    await store.close();
  }
}

async function putLists(
  from: string,
  vault: string,
  known: MemberListsState | null,
  random: RandomBytes,
): Promise<void> {
  const lists = await readMemberLists(from);
  if (lists === null && known !== null && known.entries > 0) {
    throw new UserError(
      `--from: expected optout.db and optout.key in ${from} too: without them Census would count people who opted out`,
    );
  }
  if (lists === null) return;
  mkdirSync(vault, { recursive: true, mode: 0o700 });
  chmodSync(vault, 0o700);
  await writeMemberLists(lists, (name) => join(vault, name), known, random);
  syncToDisk(vault);
}

function nextSteps(
  data: string,
  { servers, observedUntilMs, openMonths }: StoreSummary,
  running: Month,
): readonly string[] {
  const until = observedUntilMs === null ? '' : `, counted until ${instantText(observedUntilMs)} UTC`;
  return [
    `Restored to ${data}: ${amount(servers, 'server')}${until}.`,
    'Members who opted out after the backup are not on its list. If the old vault is still there, copy its optout.db and ' +
      `optout.key into ${dataDirectoryAt(data).vault} before the start.`,
    'Next: see that no other bot runs with the same token, then npm start. It counts the messages that it missed.',
    ...openMonths.map((month) =>
      month === running
        ? `${monthName(month)} continues with new numbers; its reports say that one person may be counted as two.`
        : `${monthName(month)} is over: the bot closes it when it starts.`,
    ),
  ];
}
