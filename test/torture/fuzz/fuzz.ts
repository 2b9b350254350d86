import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { SystemClock } from '../../../src/app/system-clock.ts';
import { readColumns } from '../../../src/columns/columns.ts';
import { hoursOfMonth, monthOf } from '../../../src/core/time.ts';
import { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import type { Dispatch } from '../../../src/simulator/server/gateway/dispatch.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { alice, guildId as fuzzedGuildId, general, lobby } from '../../cast.ts';
import { projectRoot } from '../../project-root.ts';
import { idsFoundIn } from '../real/real-data.ts';
import { RealProcess } from '../real/real-process.ts';
import { type FuzzCase, fuzzCases } from './fuzz-cases.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** One case in this many is sent; 1 sends all. */
  readonly every: number;
  /** The build under test: the path of its `main.js`. */
  readonly program?: string;
}

export interface FuzzFigures {
  readonly cases: number;
  /** How often the bot ended by itself. */
  readonly deaths: number;
  readonly messagesSent: number;
  readonly messagesCounted: number;
  /** How often the id of the person in the cases was found in a file or in the bot's output. */
  readonly userIdsFound: number;
  /** Sessions that were begun with IDENTIFY. The restart resumes one. */
  readonly sessions: number;
}

/** Whether the bot survived, and counted what was real. */
export function isUnimpressed({ deaths, messagesSent, messagesCounted, userIdsFound }: FuzzFigures): boolean {
  return deaths === 0 && messagesCounted === messagesSent && userIdsFound === 0;
}

/**
 * Sends a real bot, over a real WebSocket, what Discord never would, and after each case a message in another guild.
 * Then the bot is killed before it has written any of it, and started again, so that Discord replays all dispatches.
 */
export async function fuzz({ seed, every, program = builtProgram }: FuzzOptions): Promise<FuzzFigures> {
  const clock = new SystemClock();
  const server = new DiscordServer({ clock, replayLimit: 1_000_000 });
  await server.start();
  const data = mkdtempSync(join(tmpdir(), 'census-fuzz-'));
  const environment = { DISCORD_API_URL: server.apiUrl, DISCORD_TOKEN: 'any', DATA_DIR: data, COUNT_VISITORS: 'true' };
  let bot: RealProcess | null = null;
  let deaths = 0;
  const start = async () => {
    bot = new RealProcess(program, ['start'], environment);
    await bot.printed(/"counting"/);
    return bot;
  };
  try {
    makeGuilds(server);
    const cases = fuzzCases(seed, every, clock.now());
    const first = await start();
    for (const [index, fuzzed] of cases.entries()) {
      say(server, fuzzed);
      write(server, clock.now());
      if (index % 20 === 0) await nextTurn();
    }
    await dealtWith(server, first);
    deaths += Number(first.hasEnded);
    await first.end('SIGKILL');
    const second = await start();
    await dealtWith(server, second);
    deaths += Number(second.hasEnded);
    await second.end('SIGTERM');
    deaths += Number(second.exitCode !== 0);
    const isPrinted = [first, second].some(({ output }) => output.includes(alice));
    return {
      cases: cases.length,
      deaths,
      messagesSent: cases.length,
      messagesCounted: await messagesIn(data),
      userIdsFound: idsFoundIn(data, [alice]) + Number(isPrinted),
      sessions: server.identifies,
    };
  } finally {
    await (bot as RealProcess | null)?.end('SIGKILL');
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

const builtProgram = join(projectRoot, 'dist/main.js');

const quietGuildId = '320000000000000001';
const quietChannelId = '550000000000000001';
const writer = '150000000000000001';

/** A guild that receives all invalid dispatches, and one in which people write. */
function makeGuilds({ guilds }: DiscordServer): void {
  guilds.create({
    id: fuzzedGuildId,
    name: 'Kitchen',
    channels: [
      { id: general, name: 'general', type: 'text' },
      { id: lobby, name: 'Lobby', type: 'voice' },
    ],
    memberCount: 10,
  });
  const channels = [{ id: quietChannelId, name: 'quiet', type: 'text' }] as const;
  guilds.create({ id: quietGuildId, name: 'Library', channels: [...channels], memberCount: 10 });
}

function say({ world, faults }: DiscordServer, fuzzed: FuzzCase): void {
  if (fuzzed.kind === 'frame') faults.say(fuzzed.frame);
  else world.emit({ event: fuzzed.event as Dispatch['event'], guildId: null, intents: 0, json: () => fuzzed.json });
}

function write(server: DiscordServer, atMs: number): void {
  server.perform(quietGuildId, { atMs, ev: 'msg', user: writer, channel: quietChannelId, amount: 1 });
}

/** The bot handles everything in order, so once it has answered a question, it has handled everything before. */
async function dealtWith({ people }: DiscordServer, bot: RealProcess): Promise<void> {
  const asked = { guildId: quietGuildId, channelId: quietChannelId, userId: writer, name: 'status' };
  let answers = people.useCommand(asked);
  for (let looks = 0; looks < 600 && !bot.hasEnded && answers.messages().length === 0; looks += 1) {
    // After three seconds Discord accepts no answer.
    if (looks % 40 === 39) answers = people.useCommand(asked);
    await delay(100);
  }
}

async function messagesIn(data: string): Promise<number> {
  const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
  const store = openSqliteStore({ path: join(data, 'census.db'), migrationsDirectory, isReadOnly: true });
  let messages = 0;
  for await (const { blobs } of store.readCounters(quietGuildId, hoursOfMonth(monthOf(Date.now())))) {
    for (const blob of blobs) {
      readColumns(blob, (_hour, event, _channel, _member, amount) => {
        if (event === 'msg') messages += amount;
      });
    }
  }
  await store.close();
  return messages;
}
