import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultGuildSettings } from '../../src/core/guild-settings.ts';
import { Person } from '../../src/core/person.ts';
import { NoExport } from '../../src/import/formats/import-format.ts';
import { art, general, kitchen } from '../cast.ts';
import { aFolder, chatExport, firstHour, importOf, importWith, lookAt, written } from '../import/an-import.ts';
import { aGuild } from '../store/a-batch.ts';
import { ACensus, guildId as knownGuildId } from '../vault/a-census.ts';

const ann = '110000000000000001';
const bob = '110000000000000002';
const carol = '110000000000000003';

describe('npm run import of chat exports', () => {
  it('counts them together, threads for their channels, without apps and notices', async () => {
    const bot = { author: { id: bob, isBot: true, roles: [] } };
    const { code, printed, data } = await importOf({
      'general.json': chatExport({}, [
        { hour: firstHour, user: ann },
        { hour: firstHour, nth: 1, user: bob, changes: bot },
        { hour: firstHour, nth: 2, user: ann, changes: { type: 'GuildMemberJoin' } },
        { hour: firstHour, nth: 3, user: ann, changes: { type: 'Reply' } },
      ]),
      'thread.json': chatExport(
        { id: '530000000000000001', type: 'GuildPublicThread', categoryId: art, category: 'art', name: 'secret' },
        [{ hour: firstHour, nth: 9, user: ann }],
      ),
    });
    expect([code, ...printed]).toEqual([
      0,
      'March 2018: 3 messages, 1 member, 2 channels',
      'Left out, messages of apps, webhooks and Discord itself: 2',
      '1 month was imported for Kitchen.',
    ]);
    await lookAt(data, async (store) => {
      expect(await store.guild(kitchen)).toMatchObject({ name: 'Kitchen' });
      expect((await store.channels(kitchen)).map(({ id, name, isDeleted }) => [id, name, isDeleted])).toEqual([
        [general, 'general', false],
        [art, 'art', false],
      ]);
    });
  });

  it('names a message that lacks a field, without any of its content', async () => {
    const { errors, printed } = await importOf({
      'a.json': chatExport({}, [
        { hour: firstHour, user: ann, changes: { id: 'x' } },
        { hour: firstHour, user: ann, changes: { author: { name: 'Ann' } } },
        { hour: firstHour, user: ann },
      ]),
    });
    expect(errors.slice(0, 2)).toEqual([
      'a.json, message 1: id: expected the id of the message',
      'a.json, message 2: author.id: expected the id of a user',
    ]);
    expect(printed[0]).toBe('March 2018: 1 message, 1 member, 1 channel');
  });

  it.each([
    [
      'are cut off',
      (text: string) => text.slice(0, text.lastIndexOf('"author"')),
      'expected more: the file is cut off',
    ],
    [
      'stop being JSON',
      (text: string) => text.replace('"messageCount"', 'messageCount'),
      'expected JSON; nothing of the file is read from there on',
    ],
  ])('imports the months before the damage of files that %s', async (_, damage, expected) => {
    const messages = [0, 700, 800, 801].map((hour, nth) => ({ hour: firstHour + hour, nth, user: ann }));
    const { errors, printed, code } = await importOf({
      'a.json': damage(chatExport({}, messages)),
      'b.json': chatExport({ id: art, name: 'art' }, [{ hour: firstHour + 5, nth: 9, user: ann }]),
    });
    expect(errors[0]).toMatch(/^a\.json, after message \d: /);
    expect(errors[0]).toContain(expected);
    expect(printed[0]).toBe('March 2018: 3 messages, 1 member, 2 channels');
    expect(printed[1]).toMatch(/^April 2018: is not whole: a file is cut off; \d rows? left out$/);
    expect(code).toBe(1);
  });

  it('leaves out members who opted out or are ignored', async () => {
    const census = await ACensus.open();
    await census.vault.setOptedOut(knownGuildId, new Person(ann), true);
    await census.vault.setIgnored(knownGuildId, new Person(carol), true);
    await census.countMessages([bob]);
    await census.close();
    const guild = { id: knownGuildId, name: 'known' };
    const file = chatExport(
      {},
      [ann, bob, carol].map((user, nth) => ({ hour: firstHour, nth, user })),
      guild,
    );
    const { printed, code } = await importOf({ 'a.json': file }, { data: census.directory });
    expect(printed.slice(0, 2)).toEqual([
      'March 2018: 1 message, 1 member, 1 channel',
      'Left out, messages of members who are not counted: 2',
    ]);
    expect(code).toBe(0);
  });

  it('leaves out ignored channels and members with uncounted roles', async () => {
    const census = await ACensus.open();
    const settings = { ...defaultGuildSettings, ignoredChannelIds: [art], ignoredRoleIds: ['6'], optOutRoleId: '7' };
    const { batch, people } = census.messages([bob]);
    const guilds = [...batch.guilds, aGuild(knownGuildId, { settings, name: 'known' })];
    await census.commit({ batch: { ...batch, guilds }, people });
    await census.close();
    const guild = { id: knownGuildId, name: 'known' };
    const withRole = (id: string) => ({ author: { id: ann, isBot: false, roles: [{ id: '5' }, { id }] } });
    const messages = ['6', '7', '8'].map((role, nth) => ({ hour: firstHour, nth, user: ann, changes: withRole(role) }));
    const files = {
      'general.json': chatExport({}, messages, guild),
      'art.json': chatExport({ id: art }, [{ hour: firstHour, nth: 9, user: bob, changes: withRole('8') }], guild),
    };
    expect((await importOf(files, { data: census.directory })).printed).toEqual([
      'March 2018: 1 message, 1 member, 1 channel',
      'Left out, rows of ignored channels: 1',
      'Left out, messages of members who are not counted: 2',
      '1 month was imported for known.',
    ]);
  });

  it('refuses direct messages, two servers, and a server other than --guild', async () => {
    const file = (guild: object) => chatExport({}, [{ hour: firstHour, user: ann }], guild);
    const [here, there] = [
      { id: kitchen, name: 'Kitchen' },
      { id: knownGuildId.replace('3', '4'), name: 'Garden' },
    ];
    await expect(importOf({ 'a.json': file({ id: '0', name: 'Direct Messages' }) })).rejects.toThrow('direct messages');
    await expect(importOf({ 'a.json': file(here), 'b.json': file(there) })).rejects.toThrow(
      `The files are of several servers. Choose one with --guild: ${kitchen} Kitchen, ${there.id} Garden`,
    );
    const other = importOf({ 'a.json': file(here) }, { args: ['--guild', 'Garden'] });
    await expect(other).rejects.toThrow('The files are of');
  });

  it.each([
    ['a server', {}, { id: 'kitchen' }],
    ['a channel', { id: 'general' }, { id: kitchen }],
  ])('refuses %s whose id is none of Discord, before anything is written', async (_what, channel, guild) => {
    const file = chatExport(channel, [{ hour: firstHour, user: ann }], guild);
    await expect(importOf({ 'a.json': file })).rejects.toThrow(
      new NoExport('a.json: expected guild.id and channel.id before the messages, as DiscordChatExporter has'),
    );
  });

  it('counts a message once that is in two of them, or in one that is given twice', async () => {
    const files = {
      'a.json': chatExport({}, [
        { hour: firstHour, user: ann },
        { hour: firstHour + 1, user: bob },
      ]),
      'b.json': chatExport({}, [
        { hour: firstHour + 1, user: bob },
        { hour: firstHour + 2, user: bob },
      ]),
    };
    const folder = aFolder();
    const paths = written(folder, files);
    const { code, printed } = await importWith(...paths, ...paths, '--data', join(folder, 'data'));
    expect(printed).toEqual([
      'March 2018: 3 messages, 2 members, 1 channel',
      'Left out, messages that were in another file already: 5',
      '1 month was imported for Kitchen.',
    ]);
    expect(code).toBe(0);
  });
});
