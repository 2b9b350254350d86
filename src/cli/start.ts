import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { type Surroundings, startApp } from '../app/app.ts';
import { LanesToDivide } from '../app/lanes-to-divide.ts';
import { SystemClock } from '../app/system-clock.ts';
import { type Config, loadEnvironmentFile, readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import type { CliCommand } from './cli-command.ts';
import { outlivingLog } from './io/closed-output.ts';

/** After a crash, so many milliseconds of counting are to be had again from Discord's replay. */
const flushEveryMs = 10_000;

/** A planned stop takes no longer than this, whatever hangs. */
const stopWithinMs = 4_500;

/** The bot. Runs until a signal, or until it cannot go on. */
export const start: CliCommand = {
  name: 'start',
  summary: 'the bot',
  help: `Usage: npm start

Connects to Discord and counts. Set it up as the README says: the token and all else stand in .env,
which .env.example explains. Stop it with Ctrl+C or SIGTERM (the process id stands in DATA_DIR/pid).`,
  async run() {
    loadEnvironmentFile('.env');
    const config = readConfig();
    const log = createLog(config.logLevel, outlivingLog(process.stdout, process.stderr), config.discordToken);
    process.once('uncaughtException', (err) => {
      log.error(
        { err },
        'this is a bug in Census: it stops, and goes on from its last writing when it is started again',
      );
      process.exit(1);
    });
    // Before anything is begun, so that the first signal is not the end of it all. A second one is.
    const signal = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
    const surroundings = { clock: new SystemClock(), random: randomBytes, log, flushEveryMs };
    for (let areMoreShardsRequired = false; ; ) {
      const end = await runUntil(signal, config, { ...surroundings, areMoreShardsRequired });
      if (!(end instanceof LanesToDivide)) return end;
      areMoreShardsRequired = end.isRequired;
      log.info({}, 'the number of shards changes: Census goes on over the new number');
    }
  },
};

/**
 * One run of the bot, until the signal or until it cannot go on. Gives the exit code, or why it is to be started again.
 */
async function runUntil(
  signal: Promise<unknown>,
  config: Config,
  surroundings: Omit<Surroundings, 'signal'>,
): Promise<number | LanesToDivide> {
  const { log } = surroundings;
  const stopping = new AbortController();
  const starting = startApp(config, { ...surroundings, signal: stopping.signal });
  const started = starting.catch((error: unknown) => {
    if (error instanceof LanesToDivide) return error;
    throw error;
  });
  const app = await Promise.race([started, signal.then(() => null)]);
  if (app instanceof LanesToDivide) return app;
  if (app === null) {
    // A start can take an hour, while a month that ended is counted to its end. The next one goes on with it.
    stopping.abort();
    const stopped = starting
      .then((late) => late.stop())
      .catch((err: unknown) => {
        if (err !== stopping.signal.reason) log.error({ err }, 'the start could not be ended cleanly');
      });
    await Promise.race([stopped, setTimeout(stopWithinMs)]);
    log.info({}, 'stopped while starting');
    process.exit(0);
  }
  const end = await Promise.race([signal, app.failed]).then(
    () => 0,
    (err: unknown) => {
      if (err instanceof LanesToDivide) return err;
      log.error({ err }, 'Census cannot go on');
      return 1;
    },
  );
  const isDividing = end instanceof LanesToDivide;
  // A stop before a division takes as long as it needs, unless the signal comes.
  void (isDividing ? signal : Promise.resolve())
    .then(() => setTimeout(stopWithinMs, undefined, { ref: false }))
    .then(() => process.exit(isDividing ? 0 : end));
  await app.stop();
  if (!isDividing) log.info({}, 'stopped');
  return end;
}
