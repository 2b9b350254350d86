import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { alice, bob, general } from '../../cast.ts';
import { projectRoot } from '../../project-root.ts';
import { aConnectedApp } from '../stages/a-connected-app.ts';

const migrationsDirectory = join(projectRoot, 'migrations/sqlite');

const monthEndMinute = (Date.UTC(2018, 3, 1) - Date.UTC(2018, 2, 5, 10)) / 60_000;

/** How many of these ids are in files under a folder, as text or as an integer in either byte order. */
function idsFound(folder: string, ids: readonly string[]): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  return ids.filter((id) => {
    const [big, little] = [Buffer.alloc(8), Buffer.alloc(8)];
    big.writeBigUInt64BE(BigInt(id));
    little.writeBigUInt64LE(BigInt(id));
    return files.some((file) => [Buffer.from(id), big, little].some((form) => file.includes(form)));
  }).length;
}

/** A thread started from a message and a post in a forum, with a message in each. */
async function twoThreads() {
  const census = await aConnectedApp();
  await census.start();
  const { server, guildId } = census;
  const write = (channel: string) =>
    server.perform(guildId, { atMs: server.world.clock.now(), ev: 'msg', user: bob, channel });
  census.write(alice);
  const messageId = server.world.channel(general)?.history.lastMessageId ?? '';
  const forum = server.channels.create(guildId, { name: 'ideas', type: 'forum' });
  const ids = [
    server.channels.createThreadFrom(general, messageId, 'a thread').id,
    server.channels.createThread(forum.id, 'a post').id,
  ];
  for (const id of ids) write(id);
  await census.ask('status');
  return { census, ids };
}

describe('the id of a thread, which is the id of a message', { timeout: 30_000 }, () => {
  it('is in no file once its month is sealed', async () => {
    const { census, ids } = await twoThreads();
    await census.until(2);
    expect(idsFound(census.dataDirectory, ids)).toBe(2);
    await census.stop();
    await census.until(monthEndMinute - 3);
    await census.startUnseen();
    await census.until(monthEndMinute + 2);
    expect(await census.ask('status')).toMatch(/Anonymised: March 2018/);
    expect(idsFound(census.dataDirectory, ids)).toBe(0);
    await census.stop();
    expect(idsFound(census.dataDirectory, ids)).toBe(0);
  });

  it('is removed when the thread is deleted', async () => {
    const { census, ids } = await twoThreads();
    for (const id of ids) census.server.channels.delete(id);
    await census.ask('status');
    await census.until(5);
    expect((await census.counted()).messages).toBe(3);
    const path = join(census.dataDirectory, 'census.db');
    const store = openSqliteStore({ path, migrationsDirectory, isReadOnly: true });
    expect((await store.open(0).checkpoint()).threads).toEqual([]);
    await store.close();
  });
});
