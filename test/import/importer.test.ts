import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { StoreUnavailable } from '../../src/core/errors.ts';
import { guildToImport } from '../../src/import/guild-to-import.ts';
import { ImportFaults } from '../../src/import/import-faults.ts';
import { lookIntoFiles } from '../../src/import/import-files.ts';
import { Importer } from '../../src/import/importer.ts';
import { RowSpool } from '../../src/import/row-spool.ts';
import { migrate } from '../../src/store/sqlite/access/migrator.ts';
import { openWriter } from '../../src/store/sqlite/access/sqlite-connection.ts';
import { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { openImportedPeople } from '../../src/vault/imported-people.ts';
import { projectRoot } from '../project-root.ts';
import { seededBytes } from '../seeded-bytes.ts';
import { aFolder, firstHour, march2018, written } from './an-import.ts';

it('a full disk stops it at a month; written months stay, and the next run does the rest', async () => {
  const folder = aFolder();
  const path = join(folder, 'census.db');
  const connection = openWriter(path);
  migrate(connection, join(projectRoot, 'migrations/sqlite'));
  const lanes = new SqliteStore(connection, path);
  const store = lanes.open(0);
  const busy = Array.from(
    { length: 40_000 },
    (_, n) => `${(firstHour + 745 + (n % 700)) * 3600},${n},general\n`,
  ).sort();
  const lines = [`${firstHour * 3600},1,general\n`, ...busy, `${(firstHour + 1500) * 3600},1,general\n`];
  const { sources } = await lookIntoFiles(written(folder, { 'a.csv': `ts,user,channel\n${lines.join('')}` }));
  const run = async () => {
    const spool = new RowSpool(join(folder, 'spool'), seededBytes('spool'));
    onTestFinished(() => spool.close());
    const guilds = await lanes.guilds();
    const importer = new Importer({
      store,
      spool,
      people: await openImportedPeople({ directory: folder, memberLists: null, random: seededBytes('disk') }),
      clock: { now: () => Date.UTC(2026, 10, 22) },
      guild: guildToImport(guilds, { wanted: null, own: null, fileName: 'a', nowMs: 5 }),
      faults: new ImportFaults(() => {}),
      onBytes: () => {},
      onMonth: () => {},
    });
    const error = await importer.run(sources).catch((caught: unknown) => caught);
    return { error, ...importer.result };
  };

  connection.pragma(`max_page_count = ${Number(connection.pragma('page_count', { simple: true })) + 12}`);
  const stopped = await run();
  expect(stopped.error).toBeInstanceOf(StoreUnavailable);
  expect(String(stopped.error)).toMatch(/The disk is full.*The import stopped at April 2018/);
  expect(stopped.imported.map(({ month }) => month)).toEqual([march2018]);
  expect(await store.months('1')).toMatchObject([{ month: march2018, members: 1 }]);

  connection.pragma('max_page_count = 1000000');
  const gone = await run();
  expect(gone.error).toBeUndefined();
  expect(gone.imported).toMatchObject([
    { month: march2018, messages: 1, isReplacement: true },
    { month: march2018 + 1, messages: 40_000, isReplacement: false },
    { month: march2018 + 2, messages: 1 },
  ]);
  await lanes.close();
});
