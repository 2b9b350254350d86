import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import { isSnowflake } from '../../../src/simulator/server/snowflakes.ts';
import { readWorld, type World } from '../../../src/simulator/worlds/world-file.ts';

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'census-world-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function written(name: string, content: string | Uint8Array): string {
  const path = join(directory(), name);
  writeFileSync(path, content);
  return path;
}

function folder(events: readonly object[], description?: object): string {
  const path = join(directory(), 'some-world');
  mkdirSync(path);
  writeFileSync(join(path, 'events.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  if (description) writeFileSync(join(path, 'case.json'), JSON.stringify(description));
  return path;
}

async function eventsOf(world: World) {
  const events = [];
  for await (const event of world.events) events.push(event);
  return events;
}

const general = '510000000000000001';
const alice = '100000000000000001';

describe('a folder', () => {
  it('has events and a description of the guild', async () => {
    const path = folder(
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
    expect(await eventsOf(await readWorld(folder(written)))).toEqual([
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
    const world = await readWorld(folder(written, { roles }));
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
    const world = await readWorld(folder([{ t: '2018-03-05T00:00:00Z', ev: 'part', user: alice }]));
    expect(world).toMatchObject({ name: 'some-world', startMs: null, initialMemberCount: null, afkChannelId: null });
  });

  it('finds a channel by its name, and adds unlisted ones by their use', async () => {
    const world = await readWorld(
      folder(
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
      folder([
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
    const world = await readWorld(written(name, content));
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
    const world = await readWorld(written('long.csv', `ts,user,channel\n${rows.join('\n')}\n`));
    const events = await eventsOf(world);
    expect(events.map(({ atMs }) => atMs)).toEqual(rows.map((_, index) => (1_520_208_000 + index) * 1000));
    expect(new Set(events.map(({ user }) => user)).size).toBe(7);
  });

  it('has the same ids in every run, and different ones for a user and a channel of the same name', async () => {
    const read = async () => {
      const world = await readWorld(written('chat.csv', 'ts,user,channel\n1520208006,1,1\n'));
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

describe('a fault', () => {
  const good = '{"t":"2018-03-05T00:00:00Z","ev":"tick"}';
  it.each([
    ['invalid JSON', 'w.jsonl', `${good}\n{t:1}\n`, 'line 2: expected one JSON object a line.'],
    ['no object', 'w.jsonl', `${good}\n[]\n`, 'line 2: expected a JSON object.'],
    [
      'an unknown event',
      'w.jsonl',
      `${good}\n{"t":"2018-03-05T00:00:00Z","ev":"mesage","user":"x","channel":"y"}`,
      'line 2: expected "ev" to be one of msg, react, voice, join, part, pass, timeout, roles, presence, members, online, tick, monthly; got "mesage"',
    ],
    ['no event', 'w.jsonl', '{"t":"2018-03-05T00:00:00Z"}', 'line 1: expected "ev" to be one of msg'],
    ['a line without an end', 'w.jsonl', `${good}\n${' '.repeat(2 ** 21)}`, 'line 2: expected a line of less than'],
    ['a bad instant', 'w.jsonl', '{"t":"yesterday","ev":"tick"}', 'line 1: expected "t" to be an instant'],
    ['no time zone', 'w.jsonl', '{"t":"2018-03-05T00:00:00","ev":"tick"}', 'line 1: expected "t" to be an instant'],
    ['a time before Discord', 'w.jsonl', '{"t":"2010-03-05T00:00:00Z","ev":"tick"}', 'from 2015 on'],
    [
      'no user',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"msg","channel":"x"}',
      'expected "user" in an event "msg"',
    ],
    [
      'no device',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"presence","user":"x"}',
      'expected "device" in an event',
    ],
    [
      'an odd device',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"presence","user":"x","device":"tv"}',
      'expected "device" to be desktop, mobile or web',
    ],
    ['no channel', 'w.jsonl', '{"t":"2018-03-05T00:00:00Z","ev":"voice","user":"x"}', 'expected "channel"'],
    [
      'an id that is not exact',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"part","user":100000000000000007}',
      '"user"',
    ],
    [
      'an unknown message',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"react","user":"x","to":"m1","emoji":"👍"}',
      'line 1: expected "to" to be the "id" of a message in an earlier line.',
    ],
    [
      'a reply from elsewhere',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"msg","user":"x","channel":"y","id":"m1"}\n' +
        '{"t":"2018-03-05T00:00:00Z","ev":"msg","user":"x","channel":"z","reply":"m1"}',
      'line 2: expected "reply" to be a message of the same channel or thread.',
    ],
    [
      'no moderator',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"part","user":"x","how":"kick"}',
      'expected "by" in an event',
    ],
    [
      'no kind of removal',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"part","user":"x","by":"y","how":"sulk"}',
      'to be kick or ban',
    ],
    [
      'invalid files',
      'w.jsonl',
      '{"t":"2018-03-05T00:00:00Z","ev":"msg","user":"x","channel":"y","files":["picture"]}',
      'expected "files" to be a list of at most 10 content types',
    ],
    ['a bad amount', 'w.jsonl', '{"t":"2018-03-05T00:00:00Z","ev":"members","amount":-1}', '"amount"'],
    [
      'a missing column',
      'w.csv',
      'ts,user\n1,2\n',
      'line 1: expected a header with the columns ts, user, channel and commas between them.',
    ],
    [
      'semicolons',
      'w.csv',
      'ts;user;channel\n1;2;3\n',
      'line 1: expected a header with the columns ts, user, channel and commas between them.',
    ],
    ['an empty file', 'w.csv', '', 'line 1: expected a header'],
    [
      'bad seconds',
      'w.csv',
      'ts,user,channel\n1520208006,1,x\nsoon,1,x\n',
      'line 3: ts: expected a time in Unix seconds',
    ],
    ['milliseconds', 'w.csv', 'ts,user,channel\n1520208006000,1,x\n', 'line 2: ts: expected a time in Unix seconds'],
    ['a time before Discord', 'w.csv', 'ts,user,channel\n1262304000,1,x\n', 'line 2: ts: expected a time from 2015 on'],
    ['a short row', 'w.csv', 'ts,user,channel\n1520208006,1\n', 'line 2: expected 3 cells, as the header has'],
    ['an open quote', 'w.csv', 'ts,user,channel\n1520208006,"1,x\n\n', 'line 2: expected a quote to be closed'],
    ['a damaged gzip file', 'w.csv.gz', Uint8Array.of(0x1f, 0x8b, 1, 2, 3), 'Expected a whole gzip file'],
    [
      'a gzip file cut short',
      'w.csv.gz',
      gzipSync('ts,user,channel\n1520208006,1,x\n').subarray(0, -9),
      'Expected a whole gzip file',
    ],
    ['another kind of file', 'w.txt', '', 'Expected a folder, an .jsonl file'],
  ])('of %s is reported with its place', async (_what, name, content, message) => {
    const error = await readWorld(written(name, content)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toContain(message);
  });

  it.each([
    ['no JSON', '{', 'case.json: expected JSON.'],
    ['a bad start', '{"start":"soon"}', '"start"'],
    ['an unknown type of channel', '{"channels":[{"id":"1","type":"tent"}]}', 'one of text, voice'],
    ['a channel without id', '{"channels":[{}]}', '"id"'],
    ['a bad count', '{"initial_member_count":"many"}', '"initial_member_count"'],
    ['an unknown permission', '{"roles":[{"name":"x","permissions":["Everything"]}]}', '"permissions"'],
    ['a role without name', '{"roles":[{}]}', '"name"'],
    ['no list', '{"ignore_users":"all"}', '"ignore_users"'],
  ])('in case.json, %s, is reported', async (_what, content, message) => {
    const path = folder([]);
    writeFileSync(join(path, 'case.json'), content);
    await expect(readWorld(path)).rejects.toThrow(message);
  });

  it('of a missing world is reported', async () => {
    await expect(readWorld(join(directory(), 'nowhere'))).rejects.toThrow(UserError);
    await expect(readWorld(directory())).rejects.toThrow(/Expected a world at .*events\.jsonl/);
  });
});
