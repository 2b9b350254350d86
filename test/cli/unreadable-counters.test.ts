import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { aDataFolder, writtenMessages } from './a-data-folder.ts';
import { examined } from './an-examination.ts';

it('the doctor names the hours whose counters cannot be read, and continues', async () => {
  const counters = [...writtenMessages(Date.UTC(2026, 1, 3, 7), 6), ...writtenMessages(Date.UTC(2026, 2, 3, 2), 2)];
  const data = await aDataFolder({ counters });
  const database = new Database(join(data, 'census.db'));
  database.exec("update delta set columns = x'01ff'");
  database.close();

  const { text } = await examined(data);
  const kitchen = text.slice(text.indexOf('The server Kitchen'));
  expect(kitchen).toContain('! Counters of February 2026 cannot be read: 2026-02-03 07:00 to 08:00 UTC.');
  expect(kitchen).toContain('! Counters of March 2026 cannot be read: 2026-03-03 02:00 to 03:00 UTC.');
  expect(kitchen).toContain('these hours show as gaps');
});
