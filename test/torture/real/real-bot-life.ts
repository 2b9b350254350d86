import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { laneOf } from '../../../src/core/snowflake.ts';
import { RealBot } from './real-bot.ts';
import { exportedRows, guildsIn, idsFoundIn, shownGaps } from './real-data.ts';
import { planLives, sessionLifeSeconds } from './real-plan.ts';
import { RealProcess } from './real-process.ts';
import { judge, sumOf, type Verdict } from './real-verdict.ts';
import { readRealWorld } from './real-world.ts';

export interface BotLifeOptions {
  readonly kills: number;
  /** The number of its gateway shards, with a server on each. */
  readonly shards: number;
  readonly seed: number;
  /** An empty directory for all files. */
  readonly directory: string;
  /** The path of a built `main.js`. */
  readonly program: string;
  readonly onKill: () => void;
}

export interface BotFigures extends Verdict {
  readonly kills: number;
  /** Ends by SIGTERM, except for the last one. */
  readonly plannedStops: number;
  readonly events: number;
  /** Sessions that were begun with IDENTIFY. All other starts resumed one. */
  readonly sessions: number;
  readonly gaps: number;
  readonly gapSeconds: number;
  /** Ids of people that were found in a file or in the bot's output. */
  readonly userIdsFound: number;
}

const eventsPerSecond = 40;

/**
 * Runs one bot on one simulated Discord, both as processes. The bot is killed again and again, then its counts are
 * compared.
 */
export async function killAgainAndAgain(options: BotLifeOptions): Promise<BotFigures> {
  const { directory, program, seed, kills, shards } = options;
  const record = join(directory, 'world');
  const data = join(directory, 'data');
  mkdirSync(data);
  const lives = planLives(seed, kills);
  const seconds = lives.reduce((sum, { livesMs, pauseMs }) => sum + livesMs + pauseMs, 0) / 1000;
  const life = ['--rate', `${eventsPerSecond}`, '--seconds', seconds.toFixed(1), '--wait-for-bot', '--record', record];
  const ports = ['--port', '0', '--session-life', `${sessionLifeSeconds}`];
  const sharding = ['--shards', `${shards}`, '--max-concurrency', `${shards}`];
  const discord = new RealProcess(program, ['simulator', '--seed', `${seed}`, ...life, ...ports, ...sharding]);
  const records =
    shards === 1 ? [record] : Array.from({ length: shards }, (_, shard) => join(record, `shard-${shard}`));
  let bot: RealBot | null = null;
  try {
    const [, url = ''] = await discord.printed(/DISCORD_API_URL=(\S+)/);
    bot = new RealBot(program, shards, { DISCORD_API_URL: url, DISCORD_TOKEN: 'any', DATA_DIR: data });
    await bot.beginsToCount();
    for (const next of lives) {
      await bot.live(next);
      if (next.signal === 'SIGKILL') options.onKill();
    }
    while (!records.every((one) => existsSync(join(one, 'case.json')))) await delay(100);
    await bot.catchesUp(data);
    await discord.end('SIGTERM');
    const [, sessions] = await discord.printed(/sessions begun: (\d+)/);
    const figures = await compare({ program, records, data, bot });
    return { ...figures, kills, plannedStops: lives.length - kills, sessions: Number(sessions) };
  } finally {
    await bot?.end('SIGKILL');
    if (!discord.hasEnded) await discord.end('SIGKILL');
  }
}

interface Compared {
  readonly program: string;
  /** The world folder of the server on each shard. */
  readonly records: readonly string[];
  readonly data: string;
  readonly bot: RealBot;
}

async function compare({ program, records, data, bot }: Compared) {
  const guildIds = await guildsIn(data);
  if (guildIds.length !== records.length) throw new Error(`${guildIds.length} servers were counted`);
  if (idsFoundIn(data, guildIds) < guildIds.length) throw new Error('a scan that misses a guild finds nothing');
  const ofGuilds = guildIds.map(async (guildId) => {
    const world = readRealWorld(records[laneOf(guildId, records.length)] ?? '');
    const gaps = await shownGaps(data, guildId);
    const rows = await exportedRows(program, data, guildId);
    return {
      ...judge(world, rows, { gaps, aways: bot.aways, endMs: bot.endedMs }),
      events: world.events,
      gaps: gaps.length,
      gapSeconds: gaps.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs) / 1000, 0),
      userIdsFound: idsFoundIn(data, world.userIds) + world.userIds.filter((id) => bot.printed.includes(id)).length,
    };
  });
  return sumOf(await Promise.all(ofGuilds));
}
