import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { copyFolder } from '../copy-folder.ts';
import { projectRoot } from '../project-root.ts';
import type { Bench } from './benchmark.ts';
import { fillVault, type KnownPerson, userIdOf } from './filled-vault.ts';
import { type MonthSize, memberNumbers } from './generated-month.ts';
import { benchGuildId } from './month-at-rest.ts';

/**
 * A `DATA_DIR` of one's own as a bot leaves it that has counted a generated month: `census.db`, and a vault in whose
 * identity map every member stands.
 */
export async function botAtRest(bench: Bench, name: string, size: Omit<MonthSize, 'seed'>): Promise<string> {
  const whole = { seed: bench.seed, ...size };
  const month = await bench.month(size);
  const shared = await bench.shared(`bot-${size.counters}-${size.members}-${size.channels}`, async (directory) => {
    bench.progress(0, 'filling the vault');
    const path = join(directory, 'census.db');
    copyFileSync(join(month, 'census.db'), path);
    const store = openSqliteStore({ path, migrationsDirectory: join(projectRoot, 'migrations/sqlite') });
    const { batch } = await store.open(0).checkpoint();
    await store.close();
    await fillVault(join(directory, 'vault'), batch, membersOf(whole));
  });
  const directory = join(bench.directory, name);
  mkdirSync(directory, { mode: 0o700 });
  copyFolder(shared, directory);
  return directory;
}

function membersOf(size: MonthSize): KnownPerson[] {
  const numbers = memberNumbers(size.seed, size.members);
  return Array.from(numbers, (number, rank) => ({ guildId: benchGuildId, userId: userIdOf(rank), number }));
}
