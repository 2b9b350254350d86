import { GatewayIntentBits, MessageFlags } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/simulator/server/messages.ts';
import { general } from '../../cast.ts';
import { alice, bob, guildId, modRoom, type Stage, stage, startMs } from './stage.ts';
import { testBotIntents } from './test-bot.ts';

const image = { id: '9', name: 'cat.png', contentType: 'image/png', bytes: new Uint8Array(3) };
const withoutContent = testBotIntents & ~GatewayIntentBits.MessageContent;

function write({ server, clock }: Stage, userId: string, content: string, draft?: Draft, channelId = general) {
  const channel = server.world.channel(channelId);
  if (channel === undefined) throw new Error('no such channel');
  return server.messages.write(channel, server.world.user(userId), content, clock.now(), draft);
}

describe('a message', () => {
  it('that is a reply includes its target, in the gateway and in the history', async () => {
    const on = await stage();
    const bot = await on.connect();
    const target = write(on, alice, 'who has seen the cat?');
    await on.clock.setTo(startMs + 65_000);
    const reply = write(on, bob, 'me', { repliesToId: target.id });
    await bot.caughtUp(on.server);
    const expected = {
      id: reply.id,
      type: 19,
      message_reference: { type: 0, guild_id: guildId, channel_id: general, message_id: target.id },
      referenced_message: { id: target.id, type: 0, content: 'who has seen the cat?', author: { id: alice } },
    };
    expect(bot.data('MESSAGE_CREATE').at(-1)).toMatchObject(expected);
    expect((await bot.api.channels.getMessages(general))[0]).toMatchObject(expected);
  });

  it('that replies to a deleted one says so', async () => {
    const on = await stage();
    const bot = await on.connect();
    const target = write(on, alice, 'never mind');
    const reply = write(on, bob, 'what?', { repliesToId: target.id });
    const channel = on.server.world.channel(general);
    if (channel) on.server.messages.delete(channel, target);
    const [read] = await bot.api.channels.getMessages(general);
    expect(read).toMatchObject({ id: reply.id, type: 19, referenced_message: null });
  });

  it('that is a forward shows the other message as it was then', async () => {
    const on = await stage();
    const bot = await on.connect();
    const source = write(on, alice, 'the rules', { attachments: [image] }, modRoom);
    const forwarded = { guildId, channelId: modRoom, message: { ...source } };
    write(on, bob, '', { flags: MessageFlags.HasSnapshot, forwarded });
    const channel = on.server.world.channel(modRoom);
    if (channel) on.server.messages.edit(channel, source, { content: 'other rules' });
    await bot.caughtUp(on.server);
    const [read] = await bot.api.channels.getMessages(general);
    const expected = {
      type: 0,
      flags: 1 << 14,
      content: '',
      attachments: [],
      message_reference: { type: 1, channel_id: modRoom, message_id: source.id },
      message_snapshots: [{ message: { content: 'the rules', attachments: [{ content_type: 'image/png' }] } }],
    };
    expect(bot.data('MESSAGE_CREATE').at(-1)).toMatchObject(expected);
    expect(read).toMatchObject(expected);
    expect(read).not.toHaveProperty('referenced_message');
  });

  it('may be a voice message, a sticker or a poll', async () => {
    const on = await stage();
    const bot = await on.connect();
    const speech = { ...image, name: 'voice-message.ogg', contentType: 'audio/ogg', durationSeconds: 4 };
    write(on, alice, '', { flags: MessageFlags.IsVoiceMessage, attachments: [speech] });
    write(on, alice, '', { stickers: ['Wave'] });
    write(on, alice, '', { poll: { question: 'Pizza?', answers: ['yes', 'no'] } });
    await bot.caughtUp(on.server);
    const expected = [
      { flags: 1 << 13, attachments: [{ content_type: 'audio/ogg', duration_secs: 4 }] },
      { sticker_items: [{ name: 'Wave', format_type: 1 }] },
      { poll: { question: { text: 'Pizza?' }, answers: [{ poll_media: { text: 'yes' } }, { answer_id: 2 }] } },
    ];
    expect(bot.data('MESSAGE_CREATE')).toMatchObject(expected);
    expect((await bot.api.channels.getMessages(general)).reverse()).toMatchObject(expected);
  });

  it('has no content without the message content intent, but is still a message', async () => {
    const on = await stage({ settings: { privilegedIntents: { ...allowed, messageContent: false } } });
    const bot = await on.connect({ intents: withoutContent });
    const target = write(on, alice, 'a secret');
    const poll = { question: 'Pizza?', answers: ['yes'] };
    write(on, bob, 'https://example.org', { repliesToId: target.id, attachments: [image], stickers: ['Wave'], poll });
    write(on, bob, '', {
      flags: MessageFlags.HasSnapshot,
      forwarded: { guildId, channelId: general, message: target },
    });
    await bot.caughtUp(on.server);
    const read = await bot.api.channels.getMessages(general);
    for (const messages of [bot.data('MESSAGE_CREATE').slice(-2), read.reverse().slice(-2)]) {
      expect(messages).toMatchObject([
        { content: '', attachments: [], type: 19, sticker_items: [{ name: 'Wave' }] },
        { content: '', flags: 1 << 14, message_snapshots: [{ message: { content: '' } }] },
      ]);
      expect(messages[0]).toMatchObject({ referenced_message: { id: target.id, content: '' } });
      expect(messages[0]).not.toHaveProperty('poll');
      expect(JSON.stringify(messages)).not.toMatch(/secret|example|cat\.png|Pizza/);
    }
  });

  it('has its content if it is for the bot, but not that of the message that it replies to', async () => {
    const on = await stage();
    const bot = await on.connect({ intents: withoutContent });
    const target = write(on, alice, 'a secret');
    const mentions = { users: [on.server.world.bot], roleIds: [], isEveryone: false };
    write(on, bob, 'Census, look', { repliesToId: target.id, attachments: [image], mentions });
    await bot.caughtUp(on.server);
    expect(bot.data('MESSAGE_CREATE').at(-1)).toMatchObject({
      content: 'Census, look',
      attachments: [{ filename: 'cat.png' }],
      referenced_message: { content: '' },
    });
  });
});

describe('a reaction', () => {
  const reacting = testBotIntents | GatewayIntentBits.GuildMessageReactions;
  const thumb = { id: null, name: '👍' };
  const party = { id: '700000000000000001', name: 'party' };

  it('is sent once per person and emoji, and stored with the message', async () => {
    const on = await stage();
    const bot = await on.connect({ intents: reacting });
    const message = write(on, alice, 'done');
    const channel = on.server.world.channel(general);
    if (channel === undefined) throw new Error('no such channel');
    const react = (userId: string, emoji: typeof thumb | typeof party) =>
      on.server.messages.react(channel, message, on.server.world.user(userId), emoji);
    react(bob, thumb);
    react(bob, thumb);
    react(alice, thumb);
    react(bob, party);
    await bot.caughtUp(on.server);
    const where = { guild_id: guildId, channel_id: general, message_id: message.id, message_author_id: alice };
    expect(bot.data('MESSAGE_REACTION_ADD')).toMatchObject([
      { ...where, user_id: bob, emoji: thumb, member: { user: { id: bob }, roles: [] }, burst: false },
      { ...where, user_id: alice, emoji: thumb },
      { ...where, user_id: bob, emoji: party },
    ]);
    const [read] = await bot.api.channels.getMessages(general);
    expect(read?.reactions).toMatchObject([
      { emoji: thumb, count: 2 },
      { emoji: party, count: 1 },
    ]);
    expect(read).toMatchObject({ content: 'done', edited_timestamp: null });
  });

  it('is not sent without its intent, or for channels that the bot cannot see', async () => {
    const on = await stage();
    const channel = on.server.world.channel(general);
    if (channel === undefined) throw new Error('no such channel');
    const [plain, wanting] = [await on.connect(), await on.connect({ intents: reacting })];
    const message = write(on, alice, 'done');
    on.server.channels.setOverwrites(general, [{ id: guildId, kind: 'role', allow: 0n, deny: 1n << 10n }]);
    on.server.messages.react(channel, message, on.server.world.user(bob), thumb);
    on.server.channels.setOverwrites(general, []);
    on.server.messages.react(channel, message, on.server.world.user(bob), party);
    write(on, alice, 'the end');
    await wanting.until(() => wanting.data('MESSAGE_CREATE').length === 2);
    await plain.until(() => plain.data('MESSAGE_CREATE').length === 2);
    expect(plain.data('MESSAGE_REACTION_ADD')).toEqual([]);
    expect(wanting.data('MESSAGE_REACTION_ADD')).toMatchObject([{ emoji: party }]);
  });
});

const allowed = { guildMembers: true, messageContent: true, presences: false };
