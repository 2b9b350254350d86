import { rmSync } from 'node:fs';
import { atMost, type Benchmark } from '../benchmark.ts';
import { botAtRest } from '../fixtures/bot-at-rest.ts';
import { largeMonth } from '../fixtures/month-sizes.ts';
import { median } from '../measuring/median.ts';
import { OtherProcess } from '../processes/other-process.ts';
import type { RotationAnswer, RotationQuestion } from '../processes/rotation-process.ts';

export const rotation: Benchmark = {
  name: 'rotation',
  summary: 'how long the closing of a large month takes, and how long nothing can be counted meanwhile',

  async run(bench) {
    const size = largeMonth(bench.isQuick);
    const rounds = bench.isQuick ? 2 : 5;
    const answers: RotationAnswer[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const directory = await botAtRest(bench, `bot-${round}`, size);
      bench.progress(round / rounds, 'closing the month');
      const bot = new OtherProcess<RotationQuestion, RotationAnswer>('./rotation-process.js');
      try {
        answers.push(await bot.ask({ directory, size: { seed: bench.seed, ...size } }));
      } finally {
        await bot.end();
        rmSync(directory, { recursive: true });
      }
    }

    const medianOf = (value: (answer: RotationAnswer) => number) => median(answers.map(value));
    const last = answers.at(-1);
    bench.note(`steps of the last one, ms: ${last?.steps.map(([step, ms]) => `${step} ${ms.toFixed(0)}`).join(' · ')}`);
    bench.note(`${medianOf(({ waited }) => waited)} messages waited meanwhile, and were counted right after it`);
    const members = `${size.members.toLocaleString('en')} members`;
    return [
      atMost(
        `closing a month of ${members}`,
        'ms',
        medianOf(({ totalMs }) => totalMs),
        5_000,
      ),
      atMost(
        `of that, counting waits`,
        'ms',
        medianOf(({ pauseMs }) => pauseMs),
        250,
      ),
      atMost(`of that, the event loop was held at most`, 'ms', Math.max(...answers.map(({ held }) => held.max)), 100),
    ];
  },
};
