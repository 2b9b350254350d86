import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';
import { UserError } from '../core/errors.ts';
import { type DemoGuild, demoGuildOn } from '../simulator/population/demo-guild.ts';
import { setUpDemoGuild } from '../simulator/population/demo-guild-setup.ts';
import { livePopulation } from '../simulator/population/population.ts';
import { DiscordServer } from '../simulator/server/discord-server.ts';
import type { Shard } from '../simulator/server/gateway/sharding.ts';
import type { WorldEvent } from '../simulator/worlds/world-event.ts';
import { WorldRecorder } from '../simulator/worlds/world-recorder.ts';
import type { CliCommand } from './cli-command.ts';
import { print } from './io/command-io.ts';
import { makeOutputFolder } from './io/output-file.ts';
import { signalled } from './io/signals.ts';
import { parseArguments } from './options.ts';

/** A Discord on loopback in real time, for a bot that is started beside it. */
export const simulator: CliCommand = {
  usage: `Usage: npm run simulator -- --port N [options]

Serves Discord's API on this machine and lets a generated community live in it. Start a bot beside it with
DISCORD_API_URL=http://127.0.0.1:N/api DISCORD_TOKEN=any npm start.

  --port N             where it listens
  --seed S             the same seed makes the same community (default 1)
  --rate R             events a second (default 5)
  --seconds T          how long the community lives; afterwards it only serves (default: until SIGTERM)
  --wait-for-bot       the community waits until a bot has connected all its shards
  --record DIR         writes every event into this world folder, case.json last
  --session-life S     how many seconds a bot may be away and still resume its session (default: no limit)
  --shards N           recommends N gateway shards, 1 to 64, and has a server with a community on each (default 1).
                       They share the rate evenly; their world folders are DIR/shard-0, DIR/shard-1 and so on.
  --max-concurrency M  how many sessions may begin within 5 seconds, each of another bucket (default 1)

As on Discord, a session is refused within 5 seconds of another one of its bucket. After 1000 sessions in 24 hours the
token becomes invalid.
Runs until SIGTERM or Ctrl+C.`,
  async run(args, io) {
    const options = readOptions(args);
    const { stdout, clock } = io;
    const sessionLifeMs = options.sessionLife * 1000;
    const { shards, maxConcurrency } = options;
    const settings = { token: null, shards, maxConcurrency };
    const server = new DiscordServer({ clock, sessionLifeMs, identifyEveryMs, settings });
    const shardIds = Array.from({ length: shards }, (_, shardId) => shardId);
    const communities = shardIds.map((shardId) => settle(server, { shardId, shardCount: shards }, options, clock));
    const stopping = new AbortController();
    const signal = signalled(io).then(() => stopping.abort());
    await server.start(options.port).catch((error: unknown) => Promise.reject(portFault(error, options.port)));
    print(stdout, `listening: DISCORD_API_URL=${server.apiUrl}`);

    const connected = () => Promise.all(shardIds.map((shardId) => server.connected(shardId)));
    if (options.waitsForBot) await Promise.race([connected().then(() => delay(untilSeenMs)), signal]);
    const untilMs = clock.now() + options.seconds * 1000;
    await live(communities, options, clock, untilMs, stopping.signal);
    for (const { finish } of communities) finish();
    if (!stopping.signal.aborted) print(stdout, `the community is asleep after ${options.seconds} s; still serving`);
    await signal;
    await server.stop();
    print(stdout, `sessions begun: ${server.identifies}`);
    return 0;
  },
};

function portFault(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new UserError(`--port: expected a free one, but ${port} is in use by another program`, { cause: error });
  }
  if (code === 'EACCES') {
    return new UserError(`--port: this user may not listen on ${port}; give one above 1023`, { cause: error });
  }
  return error;
}

interface Options {
  readonly port: number;
  readonly seed: number;
  readonly rate: number;
  readonly seconds: number;
  readonly sessionLife: number;
  readonly waitsForBot: boolean;
  readonly record: string | undefined;
  readonly shards: number;
  readonly maxConcurrency: number;
}

/** A server with its community. */
interface Community {
  readonly guild: DemoGuild;
  readonly seed: number;
  readonly perform: (event: WorldEvent) => void;
  /** Completes the recording. */
  readonly finish: () => void;
}

/** The minimum time between two sessions of a bucket, as on Discord. */
const identifyEveryMs = 5_000;

const mostShards = 64;

/** This long after it has connected, a bot has surely seen the guild and must count everything in it. */
const untilSeenMs = 1_000;

/** The time between two wake-ups, in milliseconds. */
const tickMs = 20;

/** Creates the community of a shard's server. */
function settle(server: DiscordServer, shard: Shard, { seed, record }: Options, clock: Clock): Community {
  const guild = demoGuildOn(shard);
  const { id: guildId } = setUpDemoGuild(server, guild, shard);
  let recorder: WorldRecorder | null = null;
  if (record !== undefined) {
    makeOutputFolder(record);
    const directory = shard.shardCount === 1 ? record : join(record, `shard-${shard.shardId}`);
    makeOutputFolder(directory);
    recorder = new WorldRecorder(directory, { ...guild, startMs: clock.now() });
  }
  return {
    guild,
    seed: seed + shard.shardId,
    perform: (event) => {
      server.perform(guildId, event);
      recorder?.record(event);
    },
    finish: () => recorder?.finish(),
  };
}

/** Applies the events of each population in their order, at the given rate of all events together. */
async function live(
  communities: readonly Community[],
  { rate }: Options,
  clock: Clock,
  untilMs: number,
  signal: AbortSignal,
): Promise<void> {
  const startMs = clock.now();
  const forever = { fromMs: startMs, toMs: Number.POSITIVE_INFINITY };
  const lives = communities.map(({ guild, seed, perform }) => ({
    events: livePopulation({
      seed,
      members: guild.residents,
      channels: guild.channels,
      moderatorRoleId: guild.roles[0]?.id,
      ...forever,
    }),
    perform,
  }));
  for (let performed = 0; !signal.aborted; ) {
    const nowMs = clock.now();
    if (nowMs >= untilMs) return;
    for (const due = ((nowMs - startMs) / 1000) * rate; performed < due; performed++) {
      const life = lives[performed % lives.length];
      life?.perform({ ...(life.events.next().value as WorldEvent), atMs: clock.now() });
    }
    // The wait is interrupted only by the end of the process.
    await delay(tickMs, undefined, { signal }).catch(() => {});
  }
}

function readOptions(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    port: text,
    seed: text,
    rate: text,
    seconds: text,
    record: text,
    'session-life': text,
    shards: text,
    'max-concurrency': text,
    'wait-for-bot': flag,
  };
  const { values } = parseArguments('simulator', { args: [...args], options });
  const number = (name: Exclude<keyof typeof values, 'record' | 'wait-for-bot'>, fallback?: number) => {
    const given = values[name];
    const value = given === undefined ? fallback : Number(given);
    if (value === undefined || !(value >= 0)) {
      throw new UserError(`--${name}: expected a number, got ${given ?? 'nothing'}`);
    }
    return value;
  };
  const port = number('port');
  if (!Number.isInteger(port) || port > 65_535) throw new UserError(`--port: expected 0 to 65535, got ${port}`);
  const shards = number('shards', 1);
  if (!Number.isInteger(shards) || shards < 1 || shards > mostShards) {
    throw new UserError(`--shards: expected 1 to ${mostShards}, got ${shards}`);
  }
  const maxConcurrency = number('max-concurrency', 1);
  if (!Number.isInteger(maxConcurrency) || maxConcurrency < 1) {
    throw new UserError(`--max-concurrency: expected a whole number from 1 on, got ${maxConcurrency}`);
  }
  return {
    port,
    seed: number('seed', 1),
    rate: number('rate', 5),
    seconds: number('seconds', Number.POSITIVE_INFINITY),
    sessionLife: number('session-life', Number.POSITIVE_INFINITY),
    waitsForBot: values['wait-for-bot'] ?? false,
    record: values.record,
    shards,
    maxConcurrency,
  };
}
