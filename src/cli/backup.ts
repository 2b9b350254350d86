import { statSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirectoryAt } from '../app/data-directory.ts';
import { UserError } from '../core/errors.ts';
import { withPathFaults } from '../core/path-fault.ts';
import { type Month, monthName, startOfMonthMs } from '../core/time.ts';
import { copyDatabase } from '../store/sqlite/access/database-copy.ts';
import { memberListFiles, readMemberLists, writeMemberLists } from '../vault/lists/member-list-copy.ts';
import type { CliCommand } from './cli-command.ts';
import { type BackupFile, BackupFolder } from './io/backup-folder.ts';
import { type CommandIo, print } from './io/command-io.ts';
import { amount, instantText } from './io/format.ts';
import { PatientProgress } from './io/progress-line.ts';
import { discardOnSignal } from './io/signals.ts';
import { openCounters } from './open-store.ts';
import { countedDataOption, dataHelp, parseArguments } from './options.ts';
import { type StoreSummary, storeSummary } from './store-summary.ts';

const progressAfterMs = 10_000;

/** Copies what may exist twice. */
export const backup: CliCommand = {
  usage: `Usage: npm run backup -- --out FOLDER [--data DIR] [--force]

Copies census.db, as it is at one instant, and vault/optout.db with its key, also while the bot is running. The salt
and the hashes of the open month are never copied, because a copy would outlive the month. A backup of an open month
has its tokens: delete it when the month is sealed, or make one just after the 1st. npm run restore puts it back.

  --out FOLDER  a new or an empty folder, on another disk if you can
  ${dataHelp}
  --force       replace an earlier backup in FOLDER`,
  async run(args, io) {
    const text = { type: 'string' } as const;
    const options = { data: text, out: text, force: { type: 'boolean' } } as const;
    const { values } = parseArguments('backup', { args: [...args], options });
    if (values.out === undefined || values.out.trim() === '')
      throw new UserError('--out: expected a folder for the copy');
    const data = countedDataOption(values.data, io);
    const state = await stateOf(data);
    const folder = new BackupFolder(values.out, { isForced: values.force ?? false, dataDirectory: data });
    const names = await withPathFaults(folder.path, () =>
      discardOnSignal(
        io,
        () => folder.discard(),
        () => fill(folder, data, state, io),
      ),
    );
    const isListMissing = hasEntries(state) && !names.includes('optout.db');
    if (isListMissing) {
      print(
        io.stderr,
        'vault/optout.db is missing, but members have opted out: put it back, then make another backup.',
      );
    }
    print(io.stdout, ...summary(folder, names, state));
    return isListMissing ? 1 : 0;
  },
};

/** The state of the store just before it is copied. */
async function stateOf(data: string): Promise<StoreSummary> {
  const store = openCounters(data);
  try {
    return await storeSummary(store);
  } finally {
    await store.close();
  }
}

/** Copies the counters first: a member who opts out meanwhile is then on the list, but not yet in the counters. */
async function fill(
  folder: BackupFolder,
  data: string,
  { memberLists }: StoreSummary,
  { stderr, clock, random }: CommandIo,
): Promise<readonly BackupFile[]> {
  const { database, vault } = dataDirectoryAt(data);
  const progress = new PatientProgress('copying', stderr, clock, progressAfterMs);
  await copyDatabase(database, folder.partOf('census.db'), (share) => progress.show(share));
  progress.end();
  const lists = await readMemberLists(vault);
  if (lists !== null) await writeMemberLists(lists, (name) => folder.partOf(name), memberLists, random);
  const names: readonly BackupFile[] = ['census.db', ...(lists === null ? [] : memberListFiles)];
  folder.complete(names);
  return names;
}

/** Whether the store knows of members on the list. */
function hasEntries({ memberLists }: StoreSummary): boolean {
  return memberLists !== null && memberLists.entries > 0;
}

function summary(
  { path }: BackupFolder,
  names: readonly BackupFile[],
  { servers, observedUntilMs, peopledMonths }: StoreSummary,
): readonly string[] {
  const files = names.map((name) => `${name} (${amount(statSync(join(path, name)).size, 'byte')})`).join(', ');
  const until = observedUntilMs === null ? '' : `, counted until ${instantText(observedUntilMs)} UTC`;
  return [
    `Wrote ${files} to ${path}: ${amount(servers, 'server')}${until}.`,
    ...tokensLine(peopledMonths),
    `To put it back: npm run restore -- --from ${path}`,
  ];
}

function tokensLine(months: readonly Month[]): readonly string[] {
  const last = months.at(-1);
  if (last === undefined) return [];
  const when = months.length === 1 ? 'that month is sealed' : 'they are sealed';
  return [
    `The copy holds the tokens of ${months.map(monthName).join(' and ')}. Delete it when ${when}, after ` +
      `${instantText(startOfMonthMs(last + 1))} UTC, and make a new one then.`,
  ];
}
