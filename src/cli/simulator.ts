import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../core/user-error.ts';
import { demoGuild } from '../simulator/demo-guild.ts';
import { DiscordServer } from '../simulator/discord-server.ts';
import { furnishGuild } from '../simulator/furnished-guild.ts';
import { livePopulation } from '../simulator/population.ts';
import type { WorldEvent } from '../simulator/world-event.ts';
import { WorldRecorder } from '../simulator/world-recorder.ts';
import { SystemClock } from '../system-clock.ts';
import type { CliCommand } from './cli-command.ts';
import { makeOutputFolder } from './output-folder.ts';
import { parseArguments } from './parse-arguments.ts';

/** A Discord on loopback that lives in real time, for a bot that is started beside it. */
export const simulator: CliCommand = {
  name: 'simulator',
  summary: 'a simulated Discord in real time, for a bot that is started beside it',
  help: `Usage: npm run simulator -- --port N [options]

Serves Discord's API on this machine and lets a generated community live in it. Start a bot beside it with
DISCORD_API_URL=http://127.0.0.1:N/api DISCORD_TOKEN=any npm start.

  --port N          where it listens
  --seed S          the same seed gives the same community (default 1)
  --rate R          events a second (default 5)
  --seconds T       how long the community lives; afterwards it only serves (default: until SIGTERM)
  --wait-for-bot    the community sleeps until a bot has connected
  --record DIR      writes every event into this world folder, case.json last
  --session-life S  so many seconds a bot may be away and still resume its session (default: for ever)

Runs until SIGTERM or Ctrl+C.`,
  async run(args) {
    const options = readOptions(args);
    const clock = new SystemClock();
    const sessionLifeMs = options.sessionLife * 1000;
    const server = new DiscordServer({ clock, sessionLifeMs, settings: { token: null } });
    const { id: guildId } = furnishGuild(server, demoGuild);
    const world = { ...demoGuild, startMs: clock.now() };
    if (options.record !== undefined) makeOutputFolder(options.record);
    const recorder = options.record === undefined ? null : new WorldRecorder(options.record, world);
    const stopping = new AbortController();
    const signal = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]).then(() => stopping.abort());
    await server.start(options.port).catch((error: unknown) => Promise.reject(portFault(error, options.port)));
    console.log(`listening: DISCORD_API_URL=${server.apiUrl}`);

    if (options.waitsForBot) await Promise.race([server.connected().then(() => delay(untilSeenMs)), signal]);
    const untilMs = clock.now() + options.seconds * 1000;
    await live(options, clock, untilMs, stopping.signal, (event) => {
      server.perform(guildId, event);
      recorder?.record(event);
    });
    recorder?.finish();
    if (!stopping.signal.aborted) console.log(`the community is asleep after ${options.seconds} s; still serving`);
    await signal;
    await server.stop();
    console.log(`sessions begun: ${server.identifies}`);
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
}

/** So long after it has connected, a bot has surely seen the guild, and has to count all that happens in it. */
const untilSeenMs = 1_000;

/** Between two wake-ups, in milliseconds. */
const tickMs = 20;

/** What a population does in the order in which it does it, but as many events a second as were asked for. */
async function live(
  { seed, rate }: Options,
  clock: SystemClock,
  untilMs: number,
  signal: AbortSignal,
  perform: (event: WorldEvent) => void,
): Promise<void> {
  const startMs = clock.now();
  const forever = { fromMs: startMs, toMs: Number.POSITIVE_INFINITY };
  const events = livePopulation({ seed, members: demoGuild.residents, channels: demoGuild.channels, ...forever });
  for (let performed = 0; !signal.aborted; ) {
    const nowMs = clock.now();
    if (nowMs >= untilMs) return;
    for (const due = ((nowMs - startMs) / 1000) * rate; performed < due; performed++) {
      perform({ ...(events.next().value as WorldEvent), atMs: clock.now() });
    }
    // Only the end of the process interrupts the wait.
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
    'wait-for-bot': flag,
  };
  const { values } = parseArguments('simulator', { args: [...args], options });
  const number = (name: 'port' | 'seed' | 'rate' | 'seconds' | 'session-life', fallback?: number) => {
    const given = values[name];
    const value = given === undefined ? fallback : Number(given);
    if (value === undefined || !(value >= 0)) {
      throw new UserError(`--${name}: expected a number, got ${given ?? 'nothing'}`);
    }
    return value;
  };
  const port = number('port');
  if (!Number.isInteger(port) || port > 65_535) throw new UserError(`--port: expected 0 to 65535, got ${port}`);
  return {
    port,
    seed: number('seed', 1),
    rate: number('rate', 5),
    seconds: number('seconds', Number.POSITIVE_INFINITY),
    sessionLife: number('session-life', Number.POSITIVE_INFINITY),
    waitsForBot: values['wait-for-bot'] ?? false,
    record: values.record,
  };
}
