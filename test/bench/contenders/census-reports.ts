import { join } from 'node:path';
import { seesAllChannels } from '../../../src/core/channel.ts';
import { MonthActivities } from '../../../src/query/active/month-activities.ts';
import { unknownCircumstances } from '../../../src/query/circumstances.ts';
import { reportGroupings } from '../../../src/query/questions/report.ts';
import { Questions } from '../../../src/query/questions.ts';
import { Tabulator } from '../../../src/query/reports/tabulator.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../../project-root.ts';
import { benchHours } from '../fixtures/generated-month.ts';
import { benchGuildId } from '../fixtures/month-at-rest.ts';
import type { ComparedRow, ReportContender } from './report-contender.ts';

/** Our own reports of a month that is at rest in a folder. */
export async function openCensusReports(directory: string): Promise<ReportContender> {
  const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
  const store = openSqliteStore({ path: join(directory, 'census.db'), migrationsDirectory, isReadOnly: true });
  const questions = new Questions({
    store,
    clock: { now: () => benchHours.to * 3_600_000 },
    tabulator: new Tabulator(),
    activities: new MonthActivities(store),
    circumstances: unknownCircumstances,
  });
  const channels = await store.channels(benchGuildId);
  return {
    async report({ type, channel }) {
      const only = channels.find(({ number }) => number === channel) ?? null;
      const asked = { guildId: benchGuildId, channel: only, range: benchHours, view: seesAllChannels } as const;
      const { rows } = await questions.ask({ ...asked, about: 'report', by: reportGroupings[type] });
      return rows.map(({ values }) => values as unknown as ComparedRow);
    },
    async close() {
      await store.close();
    },
  };
}
