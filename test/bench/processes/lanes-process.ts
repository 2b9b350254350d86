import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { SystemClock } from '../../../src/app/system-clock.ts';
import { createLog } from '../../../src/log.ts';
import { aConfig } from '../../a-config.ts';
import { loopDelayDuring } from '../measuring/loop-delay.ts';
import { startApp } from './built.ts';
import { answerQuestions } from './other-process.ts';

export interface LanesQuestion {
  readonly directory: string;
  readonly apiUrl: string;
  readonly flushEveryMs: number;
  /** In how many flushes it is looked at. */
  readonly flushes: number;
}

export interface LanesAnswer {
  /** Until every shard was connected and had received its servers. */
  readonly openMs: number;
  readonly residentMb: number;
  /** The share of one core that it took. */
  readonly cpuShare: number;
  /** So long the event loop was held while a little was counted and written. */
  readonly heldMs: number;
}

/** The whole bot. */
answerQuestions<LanesQuestion, LanesAnswer>(async ({ directory, apiUrl, flushEveryMs, flushes }) => {
  const startMs = performance.now();
  const logged = new PassThrough({ encoding: 'utf8' });
  const app = await startApp(aConfig({ discordApiUrl: apiUrl, dataDirectory: directory }), {
    clock: new SystemClock(),
    random: randomBytes,
    log: createLog('info', logged),
    flushEveryMs,
  });
  for (let text = ''; !text.includes('"counting"'); text += String(logged.read() ?? '')) {
    if (logged.readableLength === 0) await once(logged, 'readable');
  }
  logged.resume();
  const openMs = performance.now() - startMs;
  const lookMs = flushes * flushEveryMs;
  const cpuMs = await cpuMsDuring(() => delay(lookMs));
  const { max: heldMs } = await loopDelayDuring(() => delay(lookMs));
  const residentMb = process.memoryUsage.rss() / 2 ** 20;
  await app.stop();
  return { openMs, residentMb, cpuShare: cpuMs / lookMs, heldMs };
});

async function cpuMsDuring(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
