import { setTimeout as delay } from 'node:timers/promises';
import type { RotationStep } from '../../../src/months/rotation.ts';
import { closeCountedMonth, type Pause } from '../fixtures/closed-month.ts';
import { openCountingBot } from '../fixtures/counting-bot.ts';
import type { MonthSize } from '../fixtures/generated-month.ts';
import { type LoopDelay, loopDelayDuring } from '../measuring/loop-delay.ts';
import { answerQuestions } from './other-process.ts';

export interface RotationQuestion {
  readonly directory: string;
  readonly size: MonthSize;
}

export interface RotationAnswer {
  /** From the last flush before it to the first after it. */
  readonly totalMs: number;
  /** Meanwhile nothing is counted, and what comes waits in memory. */
  readonly pauseMs: number;
  readonly held: LoopDelay;
  /** When each step was over, from the beginning of the pause. */
  readonly steps: readonly (readonly [RotationStep, number])[];
  /** How many messages came in the pause; all of them are counted after it. */
  readonly waited: number;
}

answerQuestions<RotationQuestion, RotationAnswer>(async ({ directory, size }) => {
  const steps: [RotationStep, number][] = [];
  const pause: Pause = { startMs: 0, endMs: 0, waited: 0 };
  const bot = await openCountingBot(directory, size, (step) => steps.push([step, performance.now() - pause.startMs]));
  const stream = setInterval(() => bot.write(), 1); // About a thousand messages a second.
  await delay(2_000);
  await bot.flusher.flush();
  let totalMs = 0;
  const held = await loopDelayDuring(async () => {
    const startMs = performance.now();
    await closeCountedMonth(bot, pause);
    totalMs = performance.now() - startMs;
  });
  clearInterval(stream);
  await bot.flusher.flush();
  await bot.close();
  return { totalMs, pauseMs: pause.endMs - pause.startMs, held, steps, waited: pause.waited };
});
