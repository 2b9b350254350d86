import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import { general } from '../../cast.ts';
import { alice, guildId, modRoom, stage, startMs, voiceOne } from './stage.ts';

function file(name: string, bytes: number) {
  return { name, data: Buffer.alloc(bytes, 7) };
}

describe('a message of the bot', () => {
  it('is returned, sent to the bot itself, and kept with its files', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    const asked = server.people.typeMessage({ guildId, channelId: general, userId: alice, content: '.report' });
    const posted = await bot.api.channels.createMessage(general, {
      content: 'here',
      embeds: [{ title: 'Report', fields: [{ name: 'Messages', value: '12' }] }],
      files: [file('one.csv.gz', 3), file('two.csv.gz', 5)],
      message_reference: { message_id: server.world.channel(general)?.history.lastMessageId ?? '' },
    });
    await bot.caughtUp(server);
    expect(posted).toMatchObject({
      type: 19,
      content: 'here',
      embeds: [{ title: 'Report' }],
      attachments: [{ filename: 'one.csv.gz', size: 3 }, { filename: 'two.csv.gz' }],
    });
    expect(bot.data('MESSAGE_CREATE')[1]).toMatchObject({ id: posted.id, author: { id: server.botId, bot: true } });
    const [answer] = asked.messages();
    expect(answer?.files.map(({ name, bytes }) => [name, bytes.length])).toEqual([
      ['one.csv.gz', 3],
      ['two.csv.gz', 5],
    ]);
  });

  it('can be edited, with other files, and is shown as last edited', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    const asked = server.people.typeMessage({ guildId, channelId: general, userId: alice, content: '.report' });
    const { id } = await bot.api.channels.createMessage(general, { content: 'wait' });
    await bot.api.channels.editMessage(general, id, { content: 'done', files: [file('a.gz', 1)] });
    const [kept] = (await bot.api.channels.getMessage(general, id)).attachments;
    await bot.api.channels.editMessage(general, id, {
      attachments: [{ id: kept?.id ?? '' }, { id: 0 }],
      files: [file('b.gz', 1)],
    });
    expect(asked.messages()).toMatchObject([{ content: 'done', files: [{ name: 'a.gz' }, { name: 'b.gz' }] }]);
    await bot.api.channels.editMessage(general, id, { content: null, attachments: [], embeds: [{ title: 'x' }] });
    expect(asked.messages()).toMatchObject([{ content: '', files: [], embeds: [{ title: 'x' }] }]);
    await bot.caughtUp(server);
    expect(bot.names().filter((name) => name === 'MESSAGE_UPDATE')).toHaveLength(3);
    await bot.api.channels.deleteMessage(general, id);
    expect(asked.messages()).toEqual([]);
  });

  it('may have files up to the limit and not a byte more', async () => {
    const { server, bot } = await stage({ settings: { uploadLimitBytes: 1000 } });
    const { channels } = bot().api;
    await channels.createMessage(general, { files: [file('fits', 1000)] });
    const tooLarge = channels.createMessage(general, { files: [file('fits', 10), file('fits not', 1001)] });
    await expect(tooLarge).rejects.toMatchObject({ status: 413, code: 40005 });
    server.settings.uploadLimitBytes = 2000;
    await channels.createMessage(general, { files: [file('fits now', 1001)] });
  });

  it('needs permissions: to see, to write, to attach, to embed', async () => {
    const { server, bot } = await stage();
    const { channels } = bot().api;
    const withoutFlag = (flag: bigint) =>
      server.channels.setOverwrites(general, [{ id: server.botId, kind: 'member', allow: 0n, deny: flag }]);

    withoutFlag(PermissionFlagsBits.AttachFiles);
    await channels.createMessage(general, { content: 'text is fine' });
    await expect(channels.createMessage(general, { files: [file('a', 1)] })).rejects.toMatchObject({ code: 50013 });
    withoutFlag(PermissionFlagsBits.EmbedLinks);
    const embedding = channels.createMessage(general, { embeds: [{ title: 'x' }] });
    await expect(embedding).rejects.toMatchObject({ status: 403, code: 50013 });
    withoutFlag(PermissionFlagsBits.SendMessages);
    await expect(channels.createMessage(general, { content: 'x' })).rejects.toMatchObject({ code: 50013 });
    await expect(channels.showTyping(general)).rejects.toMatchObject({ code: 50013 });
    withoutFlag(PermissionFlagsBits.ViewChannel);
    await expect(channels.createMessage(general, { content: 'x' })).rejects.toMatchObject({ code: 50001 });
  });

  it.each([
    ['nothing in it', {}, 50006],
    ['2001 characters', { content: 'x'.repeat(2001) }, 50035],
    ['eleven embeds', { embeds: Array.from({ length: 11 }, () => ({ title: 'x' })) }, 50035],
    ['an empty field', { embeds: [{ fields: [{ name: 'x', value: '' }] }] }, 50035],
    ['a field too long', { embeds: [{ fields: [{ name: 'x', value: 'y'.repeat(1025) }] }] }, 50035],
    [
      '6001 characters of embeds',
      { embeds: [{ description: 'x'.repeat(4000) }, { description: 'x'.repeat(2001) }] },
      50035,
    ],
  ])('is refused with %s', async (_what, body, code) => {
    const { bot } = await stage();
    await expect(bot().api.channels.createMessage(general, body)).rejects.toMatchObject({ status: 400, code });
  });

  it('notifies only those whom it may', async () => {
    const { server, bot } = await stage();
    const { channels } = bot().api;
    const asked = server.people.typeMessage({ guildId, channelId: general, userId: alice, content: 'who?' });
    const content = `<@${alice}> <@&${guildId}> @everyone`;
    await channels.createMessage(general, { content });
    await channels.createMessage(general, { content, allowed_mentions: { parse: [] } });
    await channels.createMessage(general, { content, allowed_mentions: { parse: [], users: [alice] } });
    expect(asked.messages().map(({ notifies }) => notifies)).toEqual([[alice, guildId, 'everyone'], [], [alice]]);
  });

  it('cannot be edited by others than its author', async () => {
    const { server, bot } = await stage();
    server.perform(guildId, { atMs: startMs, ev: 'msg', user: alice, channel: general });
    const id = server.world.channel(general)?.history.lastMessageId ?? '';
    await expect(bot().api.channels.editMessage(general, id, { content: 'x' })).rejects.toMatchObject({ code: 50005 });
  });
});

describe('REST', () => {
  it('answers typing with an empty body', async () => {
    const { bot } = await stage();
    await expect(bot().api.channels.showTyping(general)).resolves.toBeUndefined();
  });

  it('returns guilds, channels, roles, members and threads', async () => {
    const { server, bot } = await stage();
    const { api } = bot();
    const thread = server.channels.createThread(general, 'a thought');
    server.members.join(guildId, alice);
    expect(await api.guilds.get(guildId, { with_counts: true })).toMatchObject({
      name: 'Aardvarks',
      approximate_member_count: 11,
    });
    expect((await api.guilds.getChannels(guildId)).map(({ id }) => id)).toContain(voiceOne);
    expect(await api.guilds.getRoles(guildId)).toMatchObject([{ id: guildId, name: '@everyone' }]);
    expect(await api.guilds.getMember(guildId, alice)).toMatchObject({ user: { id: alice }, roles: [] });
    expect(await api.channels.get(thread.id)).toMatchObject({ parent_id: general, type: 11 });
    await expect(api.guilds.getMember(guildId, '100000000000000099')).rejects.toMatchObject({ code: 10007 });
    await expect(api.channels.get('100000000000000099')).rejects.toMatchObject({ code: 10003 });
    expect((await api.users.getCurrent()).id).toBe(server.botId);
  });

  it('fails when a fault is injected', async () => {
    const { server, bot } = await stage();
    const { api } = bot();
    server.faults.failRequests(1, 500);
    await expect(api.channels.get(general)).rejects.toMatchObject({ status: 500 });
    server.faults.failRequests(1, 429, 0.01);
    await expect(api.channels.get(general)).resolves.toMatchObject({ id: general });
  });

  it('answers 429 to a client that asks too often, and says how long to wait', async () => {
    const { server } = await stage({ settings: { requestsPerSecond: 2 } });
    const url = `${server.apiUrl}/v10/channels/${general}`;
    const ask = () => fetch(url, { headers: { authorization: 'Bot x' } });
    const [first, second, third] = [await ask(), await ask(), await ask()];
    expect([first.status, second.status, third.status]).toEqual([200, 200, 429]);
    expect(first.headers.get('x-ratelimit-remaining')).toBe('1');
    expect(second.headers.get('x-ratelimit-remaining')).toBe('0');
    const { retry_after: seconds } = (await third.json()) as { retry_after: number };
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(1);
    expect((await fetch(url.replace(general, modRoom), { headers: { authorization: 'Bot x' } })).status).toBe(200);
  });

  it('answers 404 for an unknown path', async () => {
    const { server } = await stage();
    const answer = await fetch(`${server.apiUrl}/v10/nonsense`, { headers: { authorization: 'Bot x' } });
    expect([answer.status, await answer.json()]).toEqual([404, { message: '404: Not Found', code: 0 }]);
  });
});

describe('the history of a channel', () => {
  it('comes in pages, newest first, in either direction', async () => {
    const { server, bot } = await stage();
    const { channels } = bot().api;
    server.perform(guildId, { atMs: startMs, ev: 'msg', user: alice, channel: general, amount: 10 });
    const ids =
      server.world
        .channel(general)
        ?.history.since('0')
        .map(({ id }) => id) ?? [];
    const page = async (query: object) => (await channels.getMessages(general, query)).map(({ id }) => ids.indexOf(id));
    expect(await page({})).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(await page({ limit: 3 })).toEqual([9, 8, 7]);
    expect(await page({ before: ids[5], limit: 2 })).toEqual([4, 3]);
    expect(await page({ after: ids[5], limit: 2 })).toEqual([7, 6]);
    expect(await page({ after: '0', limit: 2 })).toEqual([1, 0]);
    expect(await page({ around: ids[5], limit: 3 })).toEqual([6, 5, 4]);
    await expect(page({ limit: 101 })).rejects.toMatchObject({ code: 50035 });
  });

  it('has no content without the message content intent, and nothing without the right to read it', async () => {
    const privilegedIntents = { guildMembers: true, messageContent: false, presences: false };
    const { server, bot } = await stage({ settings: { privilegedIntents } });
    server.perform(guildId, { atMs: startMs, ev: 'msg', user: alice, channel: general });
    const { channels } = bot().api;
    expect(await channels.getMessages(general)).toMatchObject([{ content: '', author: { id: alice } }]);
    const deny = PermissionFlagsBits.ReadMessageHistory;
    server.channels.setOverwrites(general, [{ id: guildId, kind: 'role', allow: 0n, deny }]);
    expect(await channels.getMessages(general)).toEqual([]);
  });
});
