import { randomBytes } from 'node:crypto';
import { createLog } from '../../../src/log.ts';
import { aConfig } from '../../a-config.ts';
import { BenchClock } from '../measuring/bench-clock.ts';
import { startApp } from './built.ts';
import { answerQuestions } from './other-process.ts';

export interface StartQuestion {
  readonly directory: string;
  readonly apiUrl: string;
  readonly nowMs: number;
}

export interface StartAnswer {
  /** Until the gateway was connected and had sent its guilds. */
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly residentMb: number;
}

answerQuestions<StartQuestion, StartAnswer>(async ({ directory, apiUrl, nowMs }) => {
  const startMs = performance.now();
  const before = process.cpuUsage();
  const app = await startApp(aConfig({ discordApiUrl: apiUrl, dataDirectory: directory }), {
    clock: new BenchClock(nowMs),
    random: randomBytes,
    log: createLog('error', process.stderr),
    flushEveryMs: 10_000,
  });
  const { user, system } = process.cpuUsage(before);
  const answer = {
    wallMs: performance.now() - startMs,
    cpuMs: (user + system) / 1000,
    residentMb: process.memoryUsage.rss() / 2 ** 20,
  };
  await app.stop();
  return answer;
});
