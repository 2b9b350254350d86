import { setTimeout as delay } from 'node:timers/promises';
import { MonthLife } from '../../src/months/month-life.ts';
import type { CountingBot } from './counting-bot.ts';
import { benchHours, benchMonth } from './generated-month.ts';

/** While a month is closed nothing is counted; what comes waits in memory, and is counted afterwards. */
export interface Pause {
  startMs: number;
  endMs: number;
  /** How many events waited. */
  waited: number;
}

/** A few seconds after the end of the month it is closed, as the bot does it. Notes when nothing could be counted. */
export async function closeCountedMonth(bot: CountingBot, pause: Pause): Promise<void> {
  let flushes = 0;
  const months = new MonthLife({
    ...bot,
    monthEnd: { verdict: async () => ({ next: benchMonth + 1 }) },
    flusher: {
      flush() {
        flushes += 1;
        if (flushes === 2) pause.startMs = performance.now(); // The last of the month.
        return bot.flusher.flush();
      },
      alone: (work) => bot.flusher.alone(work),
    },
    rotation: {
      prepare: () => bot.rotation.prepare(),
      async rotateTo(month) {
        const receipt = await bot.rotation.rotateTo(month);
        pause.endMs = performance.now(); // What waited is counted next.
        pause.waited = Math.round(bot.collector.waitingShare * waitingAtMost);
        return receipt;
      },
    },
    onWait: () => {},
    onUnknownVoice: () => {},
    onMonthOpened: () => {},
  });
  bot.clock.setTo(benchHours.to * 3_600_000 + 6_000);
  await delay(20); // Messages of the new month have begun to wait.
  await months.close();
}

/** As many events have room in memory. */
const waitingAtMost = 200_000;
