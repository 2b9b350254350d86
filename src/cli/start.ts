import { setTimeout } from 'node:timers/promises';
import { type Surroundings, startApp } from '../app/app.ts';
import { LanesToDivide } from '../app/ending.ts';
import { type Config, readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import type { CliCommand } from './cli-command.ts';
import { outlivingLog } from './io/closed-output.ts';
import type { CommandIo } from './io/command-io.ts';
import { signalled } from './io/signals.ts';

/** After a crash, Discord's replay brings back the events of this many milliseconds. */
const flushEveryMs = 10_000;

/** The maximum duration of a planned stop, whatever hangs. */
const stopWithinMs = 4_500;

/** The bot. Runs until a signal, or until it cannot continue. */
export const start: CliCommand = {
  usage: `Usage: npm start

Connects to Discord and counts. Set it up as described in the README: the token and all other settings are in .env,
and .env.example explains them. Stop it with Ctrl+C or SIGTERM (the process id is in DATA_DIR/pid).`,
  async run(_args, io) {
    const config = readConfig(io.environment());
    const log = createLog(config.logLevel, outlivingLog(io.stdout, io.stderr), config.discordToken);
    io.onUncaught((err) => {
      log.error(
        { err },
        'this is a bug in Census: it stops, and continues from its last write when it is started again',
      );
      io.exit(1);
    });
    // Listens from the start, so that the first signal stops the bot in order. A second one ends the process.
    const signal = signalled(io);
    const { clock, random } = io;
    for (let areMoreShardsRequired = false; ; ) {
      const surroundings = { clock, random, log, flushEveryMs, areMoreShardsRequired };
      const end = await runUntil(signal, config, surroundings, io);
      if (!(end instanceof LanesToDivide)) return end;
      areMoreShardsRequired = end.isRequired;
      log.info({}, 'the number of shards changes: Census goes on over the new number');
    }
  },
};

/**
 * One run of the bot, until the signal or until it cannot continue. Returns the exit code, or why it must be started
 * again.
 */
async function runUntil(
  signal: Promise<void>,
  config: Config,
  surroundings: Omit<Surroundings, 'signal'>,
  io: CommandIo,
): Promise<number | LanesToDivide> {
  const { log } = surroundings;
  const stopping = new AbortController();
  const starting = startApp(config, { ...surroundings, signal: stopping.signal });
  const app = await Promise.race([starting.catch(endOfDivision), signal.then(() => null)]);
  if (app instanceof LanesToDivide) return app;
  if (app === null) {
    // A start can take an hour, while the last month is completed. The next start continues with it.
    stopping.abort();
    const stopped = starting
      .then((late) => late.stop())
      .catch((err: unknown) => {
        if (err !== stopping.signal.reason) log.error({ err }, 'the start could not be ended cleanly');
      });
    await Promise.race([stopped, setTimeout(stopWithinMs)]);
    log.info({}, 'stopped while starting');
    io.exit(0);
    return 0;
  }
  const end = await Promise.race([signal.then(() => 0), app.failed.catch(endOfDivision)]).catch((err: unknown) => {
    log.error({ err }, 'Census cannot go on');
    return 1;
  });
  const isDividing = end instanceof LanesToDivide;
  // A stop before a division takes as long as it needs, unless the signal comes.
  void exitLate(isDividing ? signal : Promise.resolve(), isDividing ? 0 : end, io);
  await app.stop();
  if (!isDividing) log.info({}, 'stopped');
  return end;
}

/** Returns the reason if the bot is to be started again, which is not a failure; else rethrows it. */
function endOfDivision(error: unknown): LanesToDivide {
  if (error instanceof LanesToDivide) return error;
  throw error;
}

/** Ends the process if it has not ended by itself in time after `since`. */
async function exitLate(since: Promise<void>, code: number, { exit }: CommandIo): Promise<void> {
  await since;
  await setTimeout(stopWithinMs, undefined, { ref: false });
  exit(code);
}
