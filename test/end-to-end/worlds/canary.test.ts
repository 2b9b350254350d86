import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GatewayDispatchEvents } from '@discordjs/core';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { SystemClock } from '../../../src/app/system-clock.ts';
import { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { dispatchOf } from '../../../src/simulator/server/gateway/dispatch.ts';
import { formsOfId, hashOfPerson, saltOf, windowsOf } from '../../vault/residue.ts';
import { aProcess, buildBot } from '../stages/a-real-bot.ts';
import { RecordingProxy } from '../stages/recording-proxy.ts';

const guildId = '310000000000000001';
const general = '510000000000000001';
const lobby = '520000000000000001';
const mods = '510000000000000009';
const owner = '110000000000000009';
const people = ['110000000000000001', '110000000000000002', '110000000000000003'] as const;
const [jennifer, arnold, dennis] = people;
const name = 'jennifer-the-canary';
const words = 'the yellow canary sang';
const token = `${Buffer.from(owner).toString('base64url')}.Gcanar.${'yellow-bird_'.repeat(3)}AB`;
const clock = new SystemClock();

beforeAll(buildBot);

describe('a bot with many faults', { timeout: 90_000 }, () => {
  it('identifies no one in its output, files and answers', async () => {
    const { server, tap, data, start } = await aStage();
    const ask = (command: string, options: Record<string, string> = {}) =>
      server.people.useCommand({ guildId, channelId: mods, userId: owner, name: command, options });
    const type = (userId: string, content: string, channelId = general) =>
      server.people.typeMessage({ guildId, channelId, userId, content });
    const answered = (answers: ReturnType<typeof ask>, timeout = 15_000) =>
      vi.waitFor(() => expect(answers.messages().some(({ isThinking }) => !isThinking)).toBe(true), { timeout });
    const settled = () => vi.waitFor(() => answered(ask('status'), 2000), { timeout: 30_000 });

    const bot = start();
    await bot.says('"counting"');
    await answered(ask('settings', { mod_channel: mods }));

    // An ordinary day with every kind of event.
    for (const userId of people) {
      server.perform(guildId, { atMs: clock.now(), ev: 'join', user: userId });
      type(userId, `${words} to <@${jennifer}>`);
      server.perform(guildId, { atMs: clock.now(), ev: 'voice', user: userId, channel: lobby });
    }
    server.perform(guildId, { atMs: clock.now(), ev: 'part', user: dennis });
    await answered(ask('userstats', { range: 'today' }));
    for (const command of [`.report full <@${jennifer}> today`, `.report ${jennifer}`, '.userstats today', '.help']) {
      await answered(type(owner, command, mods));
    }

    // Discord refuses and fails, sometimes or all the time.
    for (const [status, times] of [
      [500, 1],
      [500, 8],
      [403, 5],
      [404, 5],
    ] as const) {
      server.faults.failRequests(times, status);
      ask('report', { type: 'full', range: 'today' });
      type(owner, '.userstats today', mods);
      await settled();
    }

    // Discord sends invalid data.
    const message = { id: server.world.newId(), channel_id: general, guild_id: guildId, content: words };
    const author = { id: arnold, username: name };
    const send = (event: GatewayDispatchEvents, given: object) => server.world.emit(dispatchOf(event, guildId, given));
    for (const broken of [{ author: null }, { author, id: `${words} ${jennifer}` }, { author, id: null }]) {
      send(GatewayDispatchEvents.MessageCreate, { ...message, type: 0, ...broken });
    }
    const member = { guild_id: guildId, joined_at: words, roles: null };
    send(GatewayDispatchEvents.GuildMemberAdd, { ...member, user: { id: `${name} ${jennifer}` } });
    send(GatewayDispatchEvents.GuildMemberRemove, { ...member, user: jennifer });
    send(GatewayDispatchEvents.VoiceStateUpdate, { ...member, user_id: `${arnold} ${words}`, channel_id: lobby });
    tap.interject(`${words} ${jennifer}`);
    tap.garble(words, 6);
    type(owner, '.userstats today', mods);
    await settled();

    // The disk refuses writes, and meanwhile the gateway disconnects.
    const other = new Database(join(data, 'census.db'));
    other.exec('begin immediate');
    type(arnold, words);
    ask('report', { type: 'full', range: 'today' });
    for (const disturb of [
      () => server.faults.closeConnections(4000),
      () => server.faults.dropConnections(),
      () => server.faults.invalidateSessions(false),
    ]) {
      disturb();
      await settled();
    }
    await bot.says('Another program holds the database locked');
    other.close();
    await settled();

    const salt = saltOf(data);
    const hashes = people.map((userId) => hashOfPerson(data, guildId, userId));
    const canaries = {
      id: people.flatMap(formsOfId),
      name: [Buffer.from(name)],
      words: windowsOf(Buffer.from(words)),
      'token of the bot': [Buffer.from(token), Buffer.from(token.slice(-20))],
      'token of an interaction': [Buffer.from(Buffer.from('interaction:').toString('base64url'))],
      salt: formsOfSecret(salt),
      hash: hashes.flatMap(formsOfSecret),
    };

    bot.process.kill('SIGTERM');
    await bot.ended;

    const secrets = ['salt', 'identity.db'].map((file) => join(data, 'vault', file));
    const rest = filesUnder(data).filter((path) => !secrets.includes(path));
    const bytesOf = (paths: readonly string[]) => paths.map((path) => readFileSync(path));

    // What must be found, or the search proves nothing.
    const planted = join(data, 'planted');
    writeFileSync(planted, Buffer.concat(people.flatMap(formsOfId)));
    const overheard = [
      ...tap.heard,
      ...tap.requests.map((text) => Buffer.from(text)),
      ...bytesOf([planted, ...secrets]),
    ];
    expect(kindsIn(overheard, canaries), 'the search finds what is there').toEqual(Object.keys(canaries));
    expect(bot.output()).toMatch(/is not valid JSON/);
    expect(tap.said.map(unpacked).join()).toMatch(/Active users[\s\S]*User hash/);

    expect(kindsIn([Buffer.from(bot.output())], canaries), 'printed').toEqual([]);
    expect(kindsIn(tap.said.map(unpacked), canaries), 'answered').toEqual([]);
    expect(kindsIn(bytesOf(rest), canaries), 'kept').toEqual([]);
    const { salt: _salt, hash: _hash, ...others } = canaries;
    expect(kindsIn(bytesOf(secrets), others), 'kept in the vault').toEqual([]);
  });
});

type Canaries = Readonly<Record<string, readonly Buffer[]>>;

/** The kinds of canaries in any of the texts. */
function kindsIn(texts: readonly Buffer[], canaries: Canaries): string[] {
  const bytes = Buffer.concat(texts);
  return Object.keys(canaries).filter((kind) => canaries[kind]?.some((canary) => bytes.includes(canary)));
}

/** Eight bytes are enough to recognize a secret, raw and as text. */
function formsOfSecret(secret: Buffer): Buffer[] {
  const [hex, base64] = [secret.toString('hex'), secret.toString('base64').slice(0, 12)];
  const texts = [hex.slice(0, 16), hex.slice(-16), hex.toUpperCase().slice(0, 16), base64];
  return [...windowsOf(secret), ...texts.map((text) => Buffer.from(text))];
}

/** The body of a request, and the content of a gzip file in it. */
function unpacked(body: Buffer): Buffer {
  const start = body.indexOf(Buffer.from([0x1f, 0x8b, 0x08]));
  if (start === -1) return body;
  const end = body.indexOf('\r\n--', start);
  return Buffer.concat([body, gunzipSync(body.subarray(start, end))]);
}

/** A Discord behind a recording proxy, and a bot that is not started yet. */
async function aStage() {
  const server = new DiscordServer({ clock, settings: { token } });
  await server.start();
  onTestFinished(() => server.stop());
  const tap = await RecordingProxy.on(server);
  vi.spyOn(server, 'gatewayUrl', 'get').mockReturnValue(tap.gatewayUrl);
  server.guilds.create({
    id: guildId,
    name: 'Kitchen',
    ownerId: owner,
    memberCount: 12,
    channels: [
      { id: general, name: 'general', type: 'text' },
      { id: mods, name: 'mods', type: 'text' },
      { id: lobby, name: 'Lobby', type: 'voice' },
    ],
  });
  for (const userId of people) Object.assign(server.world.user(userId), { username: name });
  const data = mkdtempSync(join(tmpdir(), 'census-canary-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  return { server, tap, data, start: () => aBot(tap.apiUrl, data) };
}

function aBot(apiUrl: string, data: string) {
  const { child, printed } = aProcess(['start'], {
    DISCORD_TOKEN: token,
    DISCORD_API_URL: apiUrl,
    DATA_DIR: data,
    LOG_LEVEL: 'info',
  });
  const output = () => printed.output + printed.errors;
  return {
    process: child,
    output,
    ended: once(child, 'exit'),
    says: (text: string) => vi.waitFor(() => expect(output()).toContain(text), { timeout: 20_000 }),
  };
}

function filesUnder(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((path) => join(directory, path))
    .filter((path) => statSync(path).isFile());
}
