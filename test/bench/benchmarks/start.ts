import { rmSync } from 'node:fs';
import { atMost, type Benchmark } from '../benchmark.ts';
import { botAtRest } from '../fixtures/bot-at-rest.ts';
import { benchHours } from '../fixtures/generated-month.ts';
import { countersInWords, largeMonth } from '../fixtures/month-sizes.ts';
import { median } from '../measuring/median.ts';
import type { IdleDiscordAnswer, IdleDiscordQuestion } from '../processes/idle-discord-process.ts';
import { OtherProcess } from '../processes/other-process.ts';
import type { StartAnswer, StartQuestion } from '../processes/start-process.ts';

export const start: Benchmark = {
  name: 'start',
  summary: 'how long a bot with a large month takes until it counts, when Discord answers at once',

  async run(bench) {
    const size = largeMonth(bench.isQuick);
    const answers = { large: await startsOf(size), new: await startsOf(null) };

    async function startsOf(month: typeof size | null): Promise<readonly StartAnswer[]> {
      const found: StartAnswer[] = [];
      const rounds = bench.isQuick ? 2 : 5;
      for (let round = 0; round < rounds; round += 1) {
        const name = `bot-${month === null ? 'new' : 'large'}-${round}`;
        const directory = month === null ? `${bench.directory}/${name}` : await botAtRest(bench, name, month);
        bench.progress(round / rounds, 'starting');
        found.push(await startOf(directory));
        rmSync(directory, { recursive: true });
      }
      return found;
    }

    async function startOf(directory: string): Promise<StartAnswer> {
      const discord = new OtherProcess<IdleDiscordQuestion, IdleDiscordAnswer>('./idle-discord-process.js');
      const bot = new OtherProcess<StartQuestion, StartAnswer>('./start-process.js');
      try {
        const { apiUrl } = await discord.ask({ nowMs: startedAtMs, channels: size.channels });
        return await bot.ask({ directory, apiUrl, nowMs: startedAtMs });
      } finally {
        await bot.end();
        await discord.end();
      }
    }

    const medianOf = (which: keyof typeof answers, value: (answer: StartAnswer) => number) =>
      median(answers[which].map(value));
    const cpuMs = medianOf('large', (answer) => answer.cpuMs);
    const wallMs = medianOf('large', (answer) => answer.wallMs);
    bench.note(
      `of it ${cpuMs.toFixed(0)} ms of CPU; ${medianOf('large', ({ residentMb }) => residentMb).toFixed(0)} MB`,
    );
    bench.note(`with nothing counted yet it takes ${medianOf('new', (answer) => answer.wallMs).toFixed(0)} ms`);
    return [atMost(`start to READY, ${countersInWords(size)}, ${size.members} members`, 'ms', wallMs, 2_000)];
  },
};

/** When the month is counted, but not over. */
const startedAtMs = (benchHours.to - 0.5) * 3_600_000;
