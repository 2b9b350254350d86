import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Exporter } from '../../../src/render/files/exporter.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../../project-root.ts';
import { benchHours } from '../fixtures/generated-month.ts';
import { benchGuildId } from '../fixtures/month-at-rest.ts';
import { peakMemoryBytes } from '../measuring/peak-memory.ts';
import { answerQuestions } from './other-process.ts';

export interface ExportOrder {
  /** Where the month is at rest. */
  readonly directory: string;
  readonly out: string;
  /** Of the month the first days only. */
  readonly days: number;
}

/** What it took of the machine, from the start of the process. */
export interface ExportCost {
  readonly cpuMs: number;
  readonly peakRssBytes: number;
}

answerQuestions(async ({ directory, out, days }: ExportOrder): Promise<ExportCost> => {
  const path = join(directory, 'census.db');
  const store = openSqliteStore({
    path,
    migrationsDirectory: join(projectRoot, 'migrations/sqlite'),
    isReadOnly: true,
  });
  try {
    const exporter = new Exporter(store, { now: () => benchHours.to * 3_600_000 });
    const range = { from: benchHours.from, to: benchHours.from + days * 24 };
    await pipeline(exporter.stream({ guildId: benchGuildId, range }), createWriteStream(out));
  } finally {
    await store.close();
  }
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakRssBytes: peakMemoryBytes() };
});
