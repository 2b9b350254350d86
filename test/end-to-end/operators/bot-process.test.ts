import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SystemClock } from '../../../src/app/system-clock.ts';
import { readColumns } from '../../../src/columns/columns.ts';
import { hoursOfMonth, monthOf } from '../../../src/core/time.ts';
import { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { dispatchOf } from '../../../src/simulator/server/gateway/dispatch.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../../project-root.ts';
import { aProcess, buildBot } from '../stages/a-real-bot.ts';

const guildId = '310000000000000001';
const channelId = '510000000000000001';
const jennifer = '110000000000000001';
const arnold = '110000000000000002';
const clock = new SystemClock();

let server: DiscordServer;
let dataDirectory: string;
let bot: Bot | null = null;

beforeAll(buildBot);

beforeEach(async () => {
  server = new DiscordServer({ clock });
  await server.start();
  server.guilds.create({
    id: guildId,
    name: 'Kitchen',
    channels: [
      { id: channelId, name: 'general', type: 'text' },
      { id: '520000000000000001', name: 'Lobby', type: 'voice' },
    ],
    memberCount: 12,
  });
  dataDirectory = mkdtempSync(join(tmpdir(), 'census-bot-'));
});

afterEach(async () => {
  bot?.process.kill('SIGKILL');
  bot = null;
  await server.stop();
});

describe('npm start', { timeout: 60_000 }, () => {
  it('says in one line that the token is missing, and names the demo', async () => {
    const { code, errors } = await ended(start({ DISCORD_TOKEN: '' }));
    expect(code).toBe(1);
    expect(errors.trim().split('\n')).toHaveLength(1);
    expect(errors).toContain('npm run demo');
  });

  it('says that Discord refuses the token', async () => {
    server.settings.token = 'the right one';
    const { code, errors } = await ended(start());
    expect(code).toBe(1);
    expect(errors).toMatch(/^Discord refuses the token: .*DISCORD_TOKEN\n$/);
  });

  it('waits for a Discord that fails, says so in one line, and counts once there is an answer', async () => {
    for (const path of [/oauth2|applications\/@me/, /gateway\/bot/, /commands/])
      server.faults.failRequestsTo(path, 5, 503);
    bot = start();
    await counting(bot);
    expect(bot.output().match(/Discord does not answer; Census asks again until it does/g)).toHaveLength(3);
    expect(bot.output().match(/"Discord answers"/g)).toHaveLength(3);
    expect(bot.output()).not.toContain('bug');
    await stopped(bot);
  });

  it('waits if nothing answers, and ends at once on a signal, with nothing left behind', async () => {
    const address = { DISCORD_API_URL: 'http://127.0.0.1:9/api' };
    bot = start(address);
    while (!bot.output().includes('Discord does not answer')) await once(bot.process.stdout ?? bot.process, 'data');
    await stopped(bot);
    expect(bot.errors()).toBe('');
    expect(existsSync(join(dataDirectory, 'pid'))).toBe(false);
    expect(existsSync(join(dataDirectory, 'vault'))).toBe(true);
    bot = start();
    await counting(bot);
    await stopped(bot);
  });

  it('says in one line that it cannot serve its metrics if the port is in use', async () => {
    const port = new URL(server.apiUrl).port;
    const { code, errors } = await ended(start({ METRICS_ADDRESS: `127.0.0.1:${port}` }));
    expect(code).toBe(1);
    expect(errors).toMatch(/^METRICS_ADDRESS: [^\n]* but 127\.0\.0\.1:\d+ is in use by another program\n$/);
    expect(existsSync(join(dataDirectory, 'pid'))).toBe(false);
  });

  it('runs without the privileged intents, and warns of them', async () => {
    server.settings.privilegedIntents = { guildMembers: false, messageContent: false, presences: false };
    bot = start();
    await counting(bot);
    expect(bot.output()).toMatch(/GuildMembers[\s\S]*MessageContent/);
  });

  it('continues where a killed process stopped, and loses nothing', async () => {
    bot = start();
    await counting(bot);
    write(jennifer, 3);
    await caughtUp();
    bot.process.kill('SIGKILL');
    await once(bot.process, 'exit');
    write(arnold, 4);

    bot = start();
    await counting(bot);
    write(jennifer, 2);
    await caughtUp();
    await stopped(bot);
    expect(server.identifies).toBe(1);
    expect(await messagesByMember()).toEqual([4, 5]);
  });

  it('continues when GUILD_CREATE says, even repeatedly, that a guild, known or not, has an outage', async () => {
    bot = start();
    await counting(bot);
    write(jennifer, 3);
    for (const id of ['900000000000000001', guildId]) {
      server.world.emit(dispatchOf('GUILD_CREATE' as never, null, { id, unavailable: true }));
    }
    server.guilds.startOutage(guildId);
    server.guilds.endOutage(guildId);
    write(jennifer, 2);
    await caughtUp();
    bot.process.kill('SIGKILL');
    await once(bot.process, 'exit');

    bot = start();
    await counting(bot);
    write(arnold, 1);
    await caughtUp();
    await stopped(bot);
    expect(server.identifies).toBe(1);
    expect(await messagesByMember()).toEqual([1, 5]);
  });

  it('stops at SIGTERM within five seconds, with everything written and the session alive', async () => {
    bot = start();
    await counting(bot);
    expect(Number(readFileSync(join(dataDirectory, 'pid'), 'utf8'))).toBe(bot.process.pid);
    write(jennifer, 7);
    await caughtUp();
    await stopped(bot);
    expect(existsSync(join(dataDirectory, 'pid'))).toBe(false);
    expect(await messagesByMember()).toEqual([7]);
  });

  it('refuses a second process on the same data', async () => {
    bot = start();
    await counting(bot);
    const { code, errors } = await ended(start());
    expect(code).toBe(1);
    expect(errors).toMatch(/another|already/i);
    expect(errors.trim().split('\n')).toHaveLength(1);
  });

  it('keeps no user id, as text or as a number, in any file or in its output', async () => {
    bot = start();
    await counting(bot);
    write(jennifer, 2);
    server.perform(guildId, { atMs: clock.now(), ev: 'join', user: arnold });
    server.perform(guildId, { atMs: clock.now(), ev: 'voice', user: arnold, channel: '520000000000000001' });
    await caughtUp();
    await stopped(bot);
    const bytes = Buffer.concat([
      ...filesUnder(dataDirectory).map((path) => readFileSync(path)),
      Buffer.from(bot.output()),
    ]);
    for (const id of [jennifer, arnold]) {
      const number = Buffer.alloc(8);
      number.writeBigUInt64BE(BigInt(id));
      expect(bytes.includes(id)).toBe(false);
      expect(bytes.includes(number)).toBe(false);
      expect(bytes.includes(number.reverse())).toBe(false);
    }
    expect(bytes.includes(guildId), 'the scan finds what is there').toBe(true);
    for (const path of filesUnder(dataDirectory)) expect(statSync(path).mode & 0o077, path).toBe(0);
  });
});

interface Bot {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
}

function start(environment: Record<string, string> = {}): Bot {
  const { child, printed } = aProcess(['start'], {
    DISCORD_TOKEN: 'any',
    DISCORD_API_URL: server.apiUrl,
    DATA_DIR: dataDirectory,
    ...environment,
  });
  return { process: child, output: () => printed.output + printed.errors, errors: () => printed.errors };
}

/** Resolves once the bot has logged that it counts. */
async function counting({ process: { stdout }, output }: Bot): Promise<void> {
  while (!output().includes('"counting"')) {
    if (stdout === null) throw new Error('the bot prints nothing');
    await Promise.race([once(stdout, 'data'), once(stdout, 'end').then(() => Promise.reject(new Error(output())))]);
  }
}

async function ended({ process: child, errors }: Bot): Promise<{ code: number | null; errors: string }> {
  const [code] = await once(child, 'exit');
  return { code, errors: errors() };
}

async function stopped({ process: child }: Bot): Promise<void> {
  const askedMs = clock.now();
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(clock.now() - askedMs).toBeLessThan(5000);
}

function write(user: string, messages: number): void {
  server.perform(guildId, { atMs: clock.now(), ev: 'msg', user, channel: channelId, amount: messages });
}

/** The bot handles everything in order, so once it has answered a question, everything before is counted. */
async function caughtUp(): Promise<void> {
  const answers = server.people.useCommand({ guildId, channelId, userId: jennifer, name: 'status' });
  await vi.waitFor(() => expect(answers.messages()).toHaveLength(1), { timeout: 10_000 });
}

/** The number of messages of each member in the store, ascending. */
async function messagesByMember(): Promise<number[]> {
  const store = openSqliteStore({
    path: join(dataDirectory, 'census.db'),
    migrationsDirectory: join(projectRoot, 'migrations/sqlite'),
    isReadOnly: true,
  });
  const sums = new Map<number, number>();
  for await (const { blobs } of store.readCounters(guildId, hoursOfMonth(monthOf(clock.now())))) {
    for (const blob of blobs) {
      readColumns(blob, (_hour, event, _channel, member, amount) => {
        if (event === 'msg') sums.set(member, (sums.get(member) ?? 0) + amount);
      });
    }
  }
  await store.close();
  return [...sums.values()].sort((a, b) => a - b);
}

function filesUnder(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile());
}
