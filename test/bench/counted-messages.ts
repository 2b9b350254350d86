import { join } from 'node:path';
import { readColumns } from '../../src/columns/columns.ts';
import { hoursOfMonth } from '../../src/core/time.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../project-root.ts';
import { benchMonth } from './generated-month.ts';
import { benchGuildId } from './month-at-rest.ts';

/** Opens what a bot has committed under its `DATA_DIR`, also while it goes on. */
export function openCommitted(directory: string) {
  return openSqliteStore({
    path: join(directory, 'census.db'),
    migrationsDirectory: join(projectRoot, 'migrations/sqlite'),
    isReadOnly: true,
  });
}

/** How many messages of the generated month a bot has committed. */
export async function countedMessages(directory: string): Promise<number> {
  const store = openCommitted(directory);
  let messages = 0;
  for await (const { blobs } of store.readCounters(benchGuildId, hoursOfMonth(benchMonth))) {
    for (const blob of blobs) {
      readColumns(blob, (_hour, event, _channel, _member, amount) => {
        if (event === 'msg') messages += amount;
      });
    }
  }
  await store.close();
  return messages;
}
