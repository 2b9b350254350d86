import { randomBytes } from 'node:crypto';
import { monthName, monthOf, startOfMonthMs } from '../core/time.ts';
import { openDataDirectory } from '../data-directory.ts';
import { MonthActivities } from '../report/month-activities.ts';
import { SealedTrials } from '../report/sealed-trials.ts';
import { openSqliteStore } from '../store/open-sqlite-store.ts';
import { SystemClock } from '../system-clock.ts';
import { openVault, type VaultOptions } from '../vault/open-vault.ts';
import type { RotationReceipt } from '../vault/rotation.ts';
import { lockVault } from '../vault/vault-lock.ts';
import type { CliCommand } from './cli-command.ts';
import { countedDataOption, dataHelp } from './data-option.ts';
import { migrationsDirectory } from './open-counters.ts';
import { parseArguments } from './parse-arguments.ts';

/** Closes a month without the bot and without Discord. */
export const seal: CliCommand = {
  name: 'seal',
  summary: 'destroys the salt of a month that is over, for a bot that does not run any more',
  help: `Usage: npm run seal -- [--data DIR] [--now]

A bot closes every month by itself, also one that ended while it was off, as soon as it is started. This does the
same, by this machine's clock, for a bot that is not to be started again: the salt and the hashes of every month that
is over are destroyed. The running month stays open; run it once more after the month's end, or close it at once with
--now.

  ${dataHelp};
                the bot must not be running
  --now         close the running month too, for a bot that is taken out of service. A closed month is never opened
                again: a bot that is started again counts only from the next month on`,
  async run(args) {
    const { values } = parseArguments('seal', {
      args: [...args],
      options: { data: { type: 'string' }, now: { type: 'boolean' } },
    });
    const { now: withRunningMonth = false } = values;
    const directory = openDataDirectory(countedDataOption(values.data));
    const lock = lockVault(directory.vault);
    try {
      const store = openSqliteStore({ path: directory.database, migrationsDirectory });
      try {
        await closeMonths({ directory: directory.vault, lock, store }, withRunningMonth);
        const { signal } = new AbortController();
        await new SealedTrials({ store, activities: new MonthActivities(store), mayOweScrub: true, signal }).run();
      } finally {
        await store.close();
      }
    } finally {
      lock.close();
    }
    return 0;
  },
};

/** What opening the vault did not close already is closed by the clock. */
async function closeMonths(
  parts: Pick<VaultOptions, 'directory' | 'lock' | 'store'>,
  withRunningMonth: boolean,
): Promise<void> {
  const clock = new SystemClock();
  const { vault, rotation, receipts, warnings, close } = await openVault({ ...parts, clock, random: randomBytes });
  try {
    for (const warning of warnings) console.error(warning);
    receipts.forEach(print);
    const next = monthOf(clock.now()) + (withRunningMonth ? 1 : 0);
    if (next > vault.month) print(await rotation.rotateTo(next));
  } finally {
    await close();
  }
  const [start, end] = [startOfMonthMs(vault.month), startOfMonthMs(vault.month + 1)];
  if (start > clock.now()) console.log(`Everything is closed; a bot that is started counts from ${utc(start)} on.`);
  else console.log(`${monthName(vault.month)} is open; it can be closed from ${utc(end)} on, or at once with --now.`);
}

function print({ month, members, saltDestroyedAtMs }: RotationReceipt): void {
  console.log(`${monthName(month)}: ${members} members anonymised, salt destroyed ${utc(saltDestroyedAtMs)}`);
}

function utc(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
