import { loadavg } from 'node:os';
import { atMost, type Benchmark } from '../benchmark.ts';
import { botAtRest } from '../fixtures/bot-at-rest.ts';
import { countersInWords, largeMonth } from '../fixtures/month-sizes.ts';
import type { LoopDelay } from '../measuring/loop-delay.ts';
import type { EventLoopAnswer, EventLoopQuestion } from '../processes/event-loop-process.ts';
import { OtherProcess } from '../processes/other-process.ts';

/** What another program takes from us is in it: `control` says how much, while nothing is done but to count. */
export const eventLoop: Benchmark = {
  name: 'event-loop',
  summary: 'how long the event loop is held by whatever is asked of a bot with a large month',

  async run(bench) {
    const size = largeMonth(bench.isQuick);
    const directory = await botAtRest(bench, 'bot', size);
    bench.progress(0, 'doing one thing after the other');
    const bot = new OtherProcess<EventLoopQuestion, EventLoopAnswer>('./event-loop-process.js');
    try {
      const exportDays = bench.isQuick ? 7 : 31;
      const { control, apart, whole } = await bot.ask({ directory, size: { seed: bench.seed, ...size }, exportDays });
      for (const { activity, wallMs, ...held } of apart)
        bench.note(`${activity}, ${wallMs.toFixed(0)} ms: ${inWords(held)}`);
      bench.note(`control, nothing but counting: ${inWords(control)}; load ${loadavg()[0]?.toFixed(1)}`);
      const words = `event loop held, ${countersInWords(size)}`;
      return [
        atMost(`${words}, 99.9th percentile`, 'ms', whole.p999, 50),
        atMost(`${words}, ever`, 'ms', whole.max, 100),
      ];
    } finally {
      await bot.end();
    }
  },
};

function inWords({ p999, max, maxOnTheClock }: LoopDelay): string {
  const [percentile, ever, onTheClock] = [p999, max, maxOnTheClock].map((ms) => ms.toFixed(1));
  return `99.9th percentile ${percentile} ms, ever ${ever} ms (${onTheClock} ms with what other programs took)`;
}
