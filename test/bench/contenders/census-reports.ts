import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Reporter } from '../../../src/query/reporter.ts';
import { TabulatorInThreads } from '../../../src/query/tabulator/tabulator-in-threads.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../../project-root.ts';
import { benchHours } from '../fixtures/generated-month.ts';
import { benchGuildId } from '../fixtures/month-at-rest.ts';
import type { ReportContender } from './report-contender.ts';

/** Our own reports of a month that is at rest in a folder. */
export async function openCensusReports(directory: string): Promise<ReportContender> {
  const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
  const store = openSqliteStore({ path: join(directory, 'census.db'), migrationsDirectory, isReadOnly: true });
  const tabulator = new TabulatorInThreads({ script: tabulationThread, threads: Math.min(4, availableParallelism()) });
  const reporter = new Reporter(store, { now: () => benchHours.to * 3_600_000 }, tabulator);
  const channels = await store.channels(benchGuildId);
  return {
    async report({ type, channel }) {
      const only = channels.find(({ number }) => number === channel) ?? null;
      const { rows } = await reporter.report({ guildId: benchGuildId, type, channel: only, range: benchHours });
      return rows;
    },
    async close() {
      await tabulator.close();
      await store.close();
    },
  };
}

/** As it was built: nothing here imports it. */
const tabulationThread = pathToFileURL(join(projectRoot, 'dist/query/tabulator/tabulation-thread.js'));
