import { GatewayIntentBits } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import type { WorldEvent } from '../../../src/simulator/worlds/world-event.ts';
import { general } from '../../cast.ts';
import { alice, bob, guildId, modRoom, stage, startMs } from '../server/stage.ts';
import { testBotIntents } from '../server/test-bot.ts';

const intents = testBotIntents | GatewayIntentBits.GuildMessageReactions | GatewayIntentBits.GuildModeration;
const said = { ev: 'msg', user: alice, channel: general };

/** Applies events, a second apart, and returns what the bot received. */
async function performed(events: readonly Omit<WorldEvent, 'atMs'>[]) {
  const { server, clock, connect } = await stage();
  const bot = await connect({ intents });
  for (const [index, event] of events.entries()) {
    await clock.setTo(startMs + index * 1000);
    server.perform(guildId, { ...event, atMs: startMs + index * 1000 });
  }
  await bot.caughtUp(server);
  return { bot, messages: bot.data('MESSAGE_CREATE') };
}

describe('a recorded message', () => {
  it('refers to earlier ones by their names', async () => {
    const { bot, messages } = await performed([
      { ...said, id: 'question', text: 'who?' },
      { ...said, user: bob, reply: 'question' },
      { ...said, user: bob, channel: modRoom, forward: 'question' },
      { ev: 'react', user: bob, to: 'question', emoji: '👍' },
      { ev: 'react', user: alice, to: 'question', emoji: ':party:' },
    ]);
    const [question, reply, forward] = messages;
    expect(reply).toMatchObject({ type: 19, referenced_message: { id: question.id, content: 'who?' } });
    expect(reply.content).not.toBe('');
    expect(forward).toMatchObject({ content: '', message_reference: { type: 1, message_id: question.id } });
    expect(bot.data('MESSAGE_REACTION_ADD')).toMatchObject([
      { user_id: bob, message_id: question.id, emoji: { id: null, name: '👍' } },
      { user_id: alice, emoji: { id: expect.stringMatching(/^\d{17,19}$/), name: 'party' } },
    ]);
  });

  it('starts a thread from another one, and the thread has its id', async () => {
    const { bot, messages } = await performed([
      { ...said, id: 'idea' },
      { ...said, user: bob, under: 'idea', id: 'first' },
      { ...said, under: 'idea', reply: 'first' },
    ]);
    const [idea, first, second] = messages;
    expect(bot.data('THREAD_CREATE')).toMatchObject([{ id: idea.id, parent_id: general }]);
    expect([first.channel_id, second.channel_id]).toEqual([idea.id, idea.id]);
    expect(second.referenced_message).toMatchObject({ id: first.id, author: { id: bob } });
  });

  it('has files, stickers, a poll, speech, or is written by a webhook', async () => {
    const { messages } = await performed([
      { ...said, files: ['image/png', 'application/pdf'], stickers: ['wave'], poll: 'Pizza?' },
      { ...said, speech: 3 },
      { ...said, user: '300000000000000001', webhook: true },
      said,
    ]);
    expect(messages).toMatchObject([
      {
        content: '',
        attachments: [{ content_type: 'image/png' }, { content_type: 'application/pdf' }],
        sticker_items: [{ name: 'wave' }],
        poll: { question: { text: 'Pizza?' } },
      },
      { content: '', flags: 1 << 13, attachments: [{ content_type: 'audio/ogg', duration_secs: 3 }] },
      { webhook_id: '300000000000000001', author: { bot: true } },
      { type: 0, flags: 0, attachments: [] },
    ]);
    expect(messages[2].content).not.toBe('');
    expect(messages[2]).not.toHaveProperty('member');
  });

  it('may refer to a message from before the simulation, which counts as deleted', async () => {
    const { bot, messages } = await performed([
      { ...said, reply: 'long ago' },
      { ...said, forward: 'long ago' },
      { ...said, under: 'long ago' },
      { ...said, under: 'long ago' },
      { ev: 'react', user: bob, to: 'long ago', emoji: '👍' },
    ]);
    expect(messages[0]).toMatchObject({ type: 19, referenced_message: null });
    expect(messages[1]).toMatchObject({ flags: 1 << 14, message_snapshots: [{ message: { content: '' } }] });
    expect(bot.data('THREAD_CREATE')).toHaveLength(1);
    expect(messages[3].channel_id).toBe(messages[2].channel_id);
    expect(bot.data('MESSAGE_REACTION_ADD')).toEqual([]);
  });
});

describe('a recorded member', () => {
  it('passes the screening, gets roles, is timed out and removed', async () => {
    const eve = '100000000000000003';
    const { bot } = await performed([
      { ev: 'join', user: eve, pending: true },
      { ev: 'pass', user: eve },
      { ev: 'roles', user: eve, roles: ['700000000000000001'] },
      { ev: 'timeout', user: eve, by: alice, amount: 60 },
      { ev: 'timeout', user: eve, by: alice, amount: 0 },
      { ev: 'part', user: eve, how: 'kick', by: alice },
      { ev: 'join', user: eve },
      { ev: 'part', user: eve, how: 'ban', by: alice },
    ]);
    expect(bot.data('GUILD_MEMBER_ADD')).toMatchObject([{ pending: true }, { pending: false }]);
    expect(bot.data('GUILD_MEMBER_UPDATE')).toMatchObject([
      { pending: false, roles: [] },
      { roles: ['700000000000000001'], communication_disabled_until: null },
      { communication_disabled_until: '2018-03-05T09:31:03.000000+00:00' },
      { communication_disabled_until: null },
    ]);
    expect(bot.data('GUILD_MEMBER_REMOVE')).toHaveLength(2);
    expect(bot.data('GUILD_BAN_ADD')).toMatchObject([{ user: { id: eve } }]);
  });

  it('is among the members online', async () => {
    const { bot } = await performed([{ ev: 'online', amount: 31 }]);
    expect(await bot.api.guilds.get(guildId, { with_counts: true })).toMatchObject({ approximate_presence_count: 31 });
  });
});
