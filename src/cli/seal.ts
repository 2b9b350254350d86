import { randomBytes } from 'node:crypto';
import { monthName, startOfMonthMs } from '../core/time.ts';
import { UserError } from '../core/user-error.ts';
import { openDataDirectory } from '../data-directory.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { SystemClock } from '../system-clock.ts';
import { openVault } from '../vault/open-vault.ts';
import { lockVault, type VaultLock } from '../vault/vault-lock.ts';
import type { CliCommand } from './cli-command.ts';
import { hasCounters, migrationsDirectory } from './open-counters.ts';
import { parseArguments } from './parse-arguments.ts';

/** Closes a month that is over, without the bot and without Discord. */
export const seal: CliCommand = {
  name: 'seal',
  summary: 'destroys the salt of a month that is over, for a bot that does not run any more',
  help: `Usage: npm run seal -- --data DIR

A bot closes every month by itself, also one that ended while it was off, as soon as it is started. This does the
same for a bot that is not to be started again: the salt and the hashes of every month that is over are destroyed.
The running month stays open; run it once more after the month's end.

  --data DIR    the bot's DATA_DIR; the bot must not be running`,
  async run(args) {
    const { values } = parseArguments('seal', { args: [...args], options: { data: { type: 'string' } } });
    const { data } = values;
    if (data === undefined || !hasCounters(data)) throw new UserError('--data: expected a folder with a census.db');
    const directory = openDataDirectory(data);
    const lock = lockVault(directory.vault);
    try {
      const store = openSqliteStore({ path: directory.database, migrationsDirectory });
      try {
        await closeMonths(directory.vault, lock, store);
      } finally {
        await store.close();
      }
    } finally {
      lock.close();
    }
    return 0;
  },
};

/** Opening a vault closes the months that are over. */
async function closeMonths(directory: string, lock: VaultLock, store: Store): Promise<void> {
  const clock = new SystemClock();
  const { vault, receipts, close } = await openVault({ directory, lock, store, clock, random: randomBytes });
  close();
  for (const { month, members, saltDestroyedAtMs } of receipts) {
    console.log(`${monthName(month)}: ${members} members anonymised, salt destroyed ${utc(saltDestroyedAtMs)}`);
  }
  const end = utc(startOfMonthMs(vault.month + 1));
  console.log(`${monthName(vault.month)} is open; it can be closed from ${end} on.`);
}

function utc(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
