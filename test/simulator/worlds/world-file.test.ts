import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isSnowflake } from '../../../src/simulator/server/snowflakes.ts';
import { readWorld, type World } from '../../../src/simulator/worlds/world-file.ts';
import { writtenFile, writtenFolder } from './written-world.ts';

const general = '510000000000000001';
const alice = '100000000000000001';

describe('a folder', () => {
  it('has events and a description of the guild', async () => {
    const path = writtenFolder(
      [
        { t: '2018-03-05T00:20:06.250Z', ev: 'msg', user: alice, channel: general, amount: 2 },
        { t: '2018-03-05T01:00:00Z', ev: 'tick' },
        { t: '2018-03-05T01:00:00+01:00', ev: 'join', user: alice, bot: true },
      ],
      {
        case: 'a-case',
        start: '2018-03-05T00:00:00.000Z',
        channels: [
          { id: general, name: 'general', type: 'text' },
          { id: '520000000000000001', name: 'Quiet', type: 'voice' },
        ],
        initial_member_count: 10,
        ignore_users: ['999000000000000001'],
        ignore_channels: ['general'],
        link_domains: ['example.org'],
        afk_channel: '520000000000000001',
        dumps: [{ anything: 'else' }],
      },
    );
    const world = await readWorld(path);
    expect(world).toMatchObject({
      name: 'a-case',
      startMs: Date.UTC(2018, 2, 5),
      initialMemberCount: 10,
      ignoreUsers: ['999000000000000001'],
      ignoreChannels: [general],
      linkDomains: ['example.org'],
      afkChannelId: '520000000000000001',
      endMs: Date.UTC(2018, 2, 5, 1),
    });
    expect(world.channels).toEqual([
      { id: general, name: 'general', type: 'text' },
      { id: '520000000000000001', name: 'Quiet', type: 'voice' },
    ]);
    expect(await eventsOf(world)).toEqual([
      { atMs: Date.UTC(2018, 2, 5), ev: 'join', user: alice, bot: true },
      { atMs: Date.UTC(2018, 2, 5, 0, 20, 6, 250), ev: 'msg', user: alice, channel: general, amount: 2 },
      { atMs: Date.UTC(2018, 2, 5, 1), ev: 'tick' },
    ]);
  });

  it('says on which devices a user is online', async () => {
    const t = '2018-03-05T00:00:00Z';
    const written = ['web+mobile', null].map((device) => ({ t, ev: 'presence', user: alice, device }));
    const atMs = Date.parse(t);
    expect(await eventsOf(await readWorld(writtenFolder(written)))).toEqual([
      { atMs, ev: 'presence', user: alice, device: 'web+mobile' },
      { atMs, ev: 'presence', user: alice, device: null },
    ]);
  });

  it('may say what a message is, how others react to it, and what happens to members', async () => {
    const t = '2018-03-05T00:00:00Z';
    const written = [
      { t, ev: 'msg', user: 'ann', channel: general, id: 'm1', text: 'look', files: ['image/png'], stickers: ['wave'] },
      { t, ev: 'msg', user: 'bob', channel: general, reply: 'm1', id: 7 },
      { t, ev: 'msg', user: 'bob', channel: 'other', forward: 'm1' },
      { t, ev: 'msg', user: 'bob', channel: general, under: 'm1', speech: 4, poll: 'Pizza?', webhook: true },
      { t, ev: 'react', user: 'bob', to: 'm1', emoji: '👍' },
      { t, ev: 'join', user: 'eve', pending: true },
      { t, ev: 'timeout', user: 'eve', by: 'ann', amount: 60 },
      { t, ev: 'roles', user: 'ann', roles: ['Staff', 'unlisted'] },
      { t, ev: 'online', amount: 12 },
    ];
    const roles = [{ name: 'Staff', permissions: ['KickMembers', 'BanMembers'] }];
    const world = await readWorld(writtenFolder(written, { roles }));
    expect(world.roles).toEqual([
      { id: expect.any(String), name: 'Staff', permissions: 6n },
      { id: expect.any(String), name: 'unlisted', permissions: 0n },
    ]);
    const [first, reply, , under, , , timeout, given] = await eventsOf(world);
    expect(first).toMatchObject({ id: 'm1', text: 'look', files: ['image/png'], stickers: ['wave'] });
    expect(reply).toMatchObject({ reply: 'm1', id: '7' });
    expect(under).toMatchObject({ under: 'm1', speech: 4, poll: 'Pizza?', webhook: true });
    expect(timeout).toMatchObject({ by: first?.user, amount: 60 });
    expect(given?.roles).toEqual(world.roles.map(({ id }) => id));
  });

  it('needs no case.json', async () => {
    const world = await readWorld(writtenFolder([{ t: '2018-03-05T00:00:00Z', ev: 'part', user: alice }]));
    expect(world).toMatchObject({ name: 'some-world', startMs: null, initialMemberCount: null, afkChannelId: null });
  });

  it('finds a channel by its name, and adds unlisted ones by their use', async () => {
    const world = await readWorld(
      writtenFolder(
        [
          { t: '2018-03-05T00:00:00Z', ev: 'msg', user: 'ann', channel: 'general' },
          { t: '2018-03-05T00:00:01Z', ev: 'msg', user: 7, channel: 'garden' },
          { t: '2018-03-05T00:00:02Z', ev: 'voice', user: 'ann', channel: '530000000000000001' },
          { t: '2018-03-05T00:00:03Z', ev: 'voice', user: 'ann', channel: null },
        ],
        { channels: [{ id: general, name: 'general', type: 'text' }] },
      ),
    );
    expect(world.channels.map(({ name, type }) => [name, type])).toEqual([
      ['general', 'text'],
      ['garden', 'text'],
      ['530000000000000001', 'voice'],
    ]);
    const [first, second, third, last] = await eventsOf(world);
    expect(first?.channel).toBe(general);
    expect(second?.channel).toBe(world.channels[1]?.id);
    expect(third?.channel).toBe('530000000000000001');
    expect(last?.channel).toBeNull();
    for (const event of [first, second, third, last]) expect(isSnowflake(event?.user ?? '')).toBe(true);
    expect(first?.user).toBe(third?.user);
    expect(first?.user).not.toBe(second?.user);
  });

  it('sorts its events by time and keeps the order of those of one instant', async () => {
    const at = (t: string, user: string) => ({ t, ev: 'part', user });
    const world = await readWorld(
      writtenFolder([
        at('2018-03-05T00:00:02Z', '100000000000000001'),
        at('2018-03-05T00:00:01Z', '100000000000000002'),
        at('2018-03-05T00:00:01Z', '100000000000000003'),
      ]),
    );
    expect((await eventsOf(world)).map(({ user }) => user?.at(-1))).toEqual(['2', '3', '1']);
  });
});

describe('a CSV file', () => {
  const csv = '\uFEFFchannel,ts,more,user\r\n"a ""quoted"", name",1520208006.25,,1\r\n\r\n=1+1,1520208007,x,2\r\n';

  it.each([
    ['plain', 'chat.csv', csv],
    ['gzipped', 'chat.csv.gz', gzipSync(csv)],
    ['without a last line end', 'chat.csv', csv.trimEnd()],
  ])('%s has messages', async (_how, name, content) => {
    const world = await readWorld(writtenFile(name, content));
    expect(world).toMatchObject({ name: 'chat', startMs: null, initialMemberCount: null });
    expect(world.channels.map((channel) => channel.name)).toEqual(['a "quoted", name', '=1+1']);
    const events = await eventsOf(world);
    expect(events).toMatchObject([
      { atMs: 1_520_208_006_250, ev: 'msg', channel: world.channels[0]?.id },
      { atMs: 1_520_208_007_000, ev: 'msg', channel: world.channels[1]?.id },
    ]);
    expect(events.every(({ user }) => isSnowflake(user ?? ''))).toBe(true);
  });

  it('may be larger than one chunk', async () => {
    const rows = Array.from({ length: 9000 }, (_, index) => `${1_520_208_000 + index},"user ""${index % 7}""",x`);
    const world = await readWorld(writtenFile('long.csv', `ts,user,channel\n${rows.join('\n')}\n`));
    const events = await eventsOf(world);
    expect(events.map(({ atMs }) => atMs)).toEqual(rows.map((_, index) => (1_520_208_000 + index) * 1000));
    expect(new Set(events.map(({ user }) => user)).size).toBe(7);
  });

  it('has the same ids in every run, and different ones for a user and a channel of the same name', async () => {
    const read = async () => {
      const world = await readWorld(writtenFile('chat.csv', 'ts,user,channel\n1520208006,1,1\n'));
      return { channel: world.channels[0]?.id, user: (await eventsOf(world))[0]?.user };
    };
    const first = await read();
    expect(first).toEqual(await read());
    expect(first.user).not.toBe(first.channel);
    expect(first).toEqual({
      channel: expect.stringMatching(/^\d{17,19}$/),
      user: expect.stringMatching(/^\d{17,19}$/),
    });
  });
});

async function eventsOf(world: World) {
  const events = [];
  for await (const event of world.events) events.push(event);
  return events;
}
