import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, expect, it } from 'vitest';
import { alice } from '../../cast.ts';
import { fiveSecondsHaveAlwaysGoneBy } from '../../gateway/a-gateway.ts';
import { aConnectedApp } from '../stages/a-connected-app.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

it('a member who erases their data while a program reads the database gets an answer, and so do all others', async () => {
  const census = await aConnectedApp();
  await census.start();
  census.write(census.guild.moderatorId, 3);
  census.write(alice, 2);
  await census.settle();
  await census.until(2);
  const backup = new Database(join(census.dataDirectory, 'census.db'), { readonly: true });
  backup.exec('begin; select * from lane');

  const erased = census.ask('privacy', { action: 'erase' });
  expect(await census.ask('status')).toContain('Counting since');
  expect(await erased).toContain('Your rows of March 2018 are erased');
  expect(await erased).toContain('until it has finished. Then they are overwritten');
  census.write(alice, 1);
  await census.settle();

  backup.close();
  await census.until(4);
  expect(await census.ask('privacy', { action: 'erase' })).not.toContain('overwritten');
  expect(await census.counted()).toMatchObject({ messages: 3, gaps: [] });
});
