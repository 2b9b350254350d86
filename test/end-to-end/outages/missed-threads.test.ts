import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alice, bob, general } from '../../cast.ts';
import { fiveSecondsHaveAlwaysGoneBy } from '../../gateway/a-gateway.ts';
import { aConnectedApp } from '../stages/a-connected-app.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

afterEach(() => {
  vi.restoreAllMocks();
});

/** Two threads, each with one counted message, and then a lost session. */
async function twoThreads() {
  const census = await aConnectedApp();
  await census.start();
  const { server, guildId } = census;
  const write = (channel: string, amount: number) =>
    server.perform(guildId, { atMs: server.world.clock.now(), ev: 'msg', user: bob, channel, amount });
  const threads = ['one', 'two'].map((name) => server.channels.createThread(general, name).id);
  for (const thread of threads) write(thread, 1);
  await census.settle();
  await census.until(10);
  server.faults.forgetSessions();
  await census.cutOff();
  await census.until(15);
  const [one = '', two = ''] = threads;
  return { census, write, one, two };
}

async function countedAfter({ census }: Awaited<ReturnType<typeof twoThreads>>) {
  await census.until(20);
  await census.letBackIn();
  await census.until(30);
  return census.counted();
}

describe('missed messages', () => {
  it('in threads are counted, even if the threads were archived meanwhile', async () => {
    const missed = await twoThreads();
    missed.write(missed.one, 2);
    missed.write(missed.two, 3);
    missed.census.server.channels.archive(missed.two);
    expect(await countedAfter(missed)).toMatchObject({ messages: 2 + 2 + 3, gaps: [[10, 20]] });
  });

  it('in new threads and posts are counted, archived or not', async () => {
    const missed = await twoThreads();
    const { channels } = missed.census.server;
    const forum = channels.create(missed.census.guildId, { name: 'ideas', type: 'forum' });
    const opened = [general, general, forum.id, forum.id].map((parent) => channels.createThread(parent, 'new').id);
    for (const thread of opened) missed.write(thread, 2);
    const [, archivedThread = '', , archivedPost = ''] = opened;
    channels.archive(archivedThread);
    channels.archive(archivedPost);
    expect(await countedAfter(missed)).toMatchObject({ messages: 2 + 4 * 2, gaps: [[10, 20]] });
  });

  it('are counted later if Discord answers with errors', async () => {
    const missed = await twoThreads();
    missed.census.write(alice, 6);
    missed.census.server.faults.failRequestsTo(/\/messages$/, 2, 502);
    expect(await countedAfter(missed)).toMatchObject({ messages: 8, gaps: [[10, 20]] });
  });
});
