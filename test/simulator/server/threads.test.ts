import { expect, it } from 'vitest';
import type { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { general } from '../../cast.ts';
import { alice, guildId, stage, startMs } from './stage.ts';
import type { TestBot } from './test-bot.ts';

const minuteMs = 60_000;

function write(server: DiscordServer, channel: string): void {
  server.perform(guildId, { atMs: server.world.clock.now(), ev: 'msg', user: alice, channel });
}

async function activeThreads({ api }: TestBot): Promise<string[]> {
  const { threads } = await api.guilds.getActiveThreads(guildId);
  return threads.map(({ id }) => id);
}

it('an archived thread is in no list of active ones until a user writes in it', async () => {
  const { server, connect } = await stage();
  const thread = server.channels.createThread(general, 'a thought');
  const early = await connect();
  server.channels.archive(thread.id);
  expect(await activeThreads(early)).toEqual([]);
  await early.manager.destroy();

  const late = await connect();
  expect(late.data('GUILD_CREATE')[0].threads).toEqual([]);
  write(server, thread.id);
  await late.caughtUp(server);
  expect(late.names().slice(2)).toEqual(['THREAD_UPDATE', 'MESSAGE_CREATE']);
  expect(late.data('THREAD_UPDATE')[0].thread_metadata.archived).toBe(false);
  expect(await activeThreads(late)).toEqual([thread.id]);
});

it('archived threads are returned page by page, the last archived first', async () => {
  const { server, clock, connect } = await stage();
  const threads = ['one', 'two', 'three'].map((name) => server.channels.createThread(general, name));
  for (const [minute, thread] of threads.entries()) {
    await clock.setTo(startMs + minute * minuteMs);
    server.channels.archive(thread.id);
  }
  const { api } = await connect();
  const first = await api.channels.getArchivedThreads(general, 'public', { limit: 2 });
  expect(first).toMatchObject({ threads: [{ name: 'three' }, { name: 'two' }], has_more: true });
  const oldest = first.threads.at(-1) as { thread_metadata?: { archive_timestamp: string } };
  const before = oldest.thread_metadata?.archive_timestamp ?? '';
  const second = await api.channels.getArchivedThreads(general, 'public', { before });
  expect(second).toMatchObject({ threads: [{ name: 'one' }], has_more: false });
});

it('the last message of a channel stays the last even if it is deleted; of a forum it is the last post', async () => {
  const { server, connect } = await stage();
  const forum = server.channels.create(guildId, { name: 'ideas', type: 'forum' });
  const post = server.channels.createThread(forum.id, 'an idea');
  write(server, post.id);
  write(server, general);
  const channel = server.world.channel(general);
  const [message] = channel?.history.page({ limit: 1 }) ?? [];
  if (channel === undefined || message === undefined) throw new Error('expected a message');
  server.messages.delete(channel, message);

  const bot = await connect();
  const [guild] = bot.data('GUILD_CREATE');
  const channels = await bot.api.guilds.getChannels(guildId);
  for (const list of [guild.channels, channels]) {
    expect(list.find(({ id }: { id: string }) => id === general).last_message_id).toBe(message.id);
    expect(list.find(({ id }: { id: string }) => id === forum.id).last_message_id).toBe(post.id);
  }
  expect(guild.threads[0].last_message_id).toBe(post.history.lastMessageId);
  expect(await bot.api.channels.getMessages(forum.id)).toEqual([]);
  await expect(bot.api.channels.createMessage(forum.id, { content: 'hello' })).rejects.toMatchObject({ code: 50008 });
});

it('a thread started from a message has the id of that message, and a post that of its first message', async () => {
  const { server, connect } = await stage();
  const bot = await connect();
  write(server, general);
  await bot.caughtUp(server);
  const message = bot.data('MESSAGE_CREATE')[0];
  expect(server.channels.createThreadFrom(general, message.id, 'a thought').id).toBe(message.id);
  const forum = server.channels.create(guildId, { name: 'forum of ideas', type: 'forum' });
  const post = server.channels.createThread(forum.id, 'an idea');
  write(server, post.id);
  write(server, post.id);
  await bot.caughtUp(server);
  const [, first, second] = bot.data('MESSAGE_CREATE');
  expect(first.id).toBe(post.id);
  expect(second.id).not.toBe(post.id);
});
