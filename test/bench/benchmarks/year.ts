import assert from 'node:assert/strict';
import { join } from 'node:path';
import { seesAllChannels } from '../../../src/core/channel.ts';
import type { HourRange } from '../../../src/core/time.ts';
import { MonthActivities } from '../../../src/query/active/month-activities.ts';
import { unknownCircumstances } from '../../../src/query/circumstances.ts';
import { Questions } from '../../../src/query/questions.ts';
import { Tabulator } from '../../../src/query/reports/tabulator.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../../project-root.ts';
import { atMost, type Bench, type Benchmark } from '../benchmark.ts';
import { benchHours } from '../fixtures/generated-month.ts';
import { benchGuildId } from '../fixtures/month-at-rest.ts';
import { countersInWords, largeMonth, middlingMonth } from '../fixtures/month-sizes.ts';
import { benchYear, monthOfCounters, yearAtRest } from '../fixtures/year-at-rest.ts';
import { median } from '../measuring/median.ts';

export const year: Benchmark = {
  name: 'year',
  summary: 'how long the charts of a year of sealed months take: a daily series, hours of the week, channels',

  async run(bench) {
    const size = bench.isQuick ? middlingMonth : largeMonth(false);
    const directory = await yearAtRest(bench, size);
    bench.progress(0.5, 'adding up a month of counters');
    await requireSameAsCounters(bench, size, directory);
    const rounds = bench.isQuick ? 3 : 11;
    const firstMs: number[] = [];
    const laterMs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      bench.progress(round / rounds, 'asking about a year');
      const { questions, close } = openYear(directory);
      firstMs.push(await msOf(questions, benchYear));
      for (let time = 0; time < 3; time += 1) laterMs.push(await msOf(questions, benchYear));
      await close();
    }
    bench.note(`the first time in the process took ${(firstMs[0] as number).toFixed(0)} ms`);
    const words = `daily series, heat map and channels of a year of ${countersInWords(size)} a month`;
    return [
      atMost(`${words}, just opened`, 'ms', median(firstMs.slice(1)), 25),
      atMost(`${words}, asked again`, 'ms', median(laterMs), 8),
    ];
  },
};

function openYear(directory: string) {
  const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
  const store = openSqliteStore({ path: join(directory, 'census.db'), migrationsDirectory, isReadOnly: true });
  const questions = new Questions({
    store,
    clock: { now: () => benchHours.to * 3_600_000 },
    tabulator: new Tabulator(),
    activities: new MonthActivities(store),
    circumstances: unknownCircumstances,
  });
  return { questions, close: () => store.close() };
}

async function ask(questions: Questions, range: HourRange) {
  const query = { guildId: benchGuildId, channel: null, range, view: seesAllChannels } as const;
  return {
    series: (await questions.ask({ ...query, about: 'series', by: 'day' })).rows,
    hours: (await questions.ask({ ...query, about: 'hourOfWeek', by: 'total' })).rows,
    channels: (await questions.ask({ ...query, about: 'channelTable', by: 'total' })).rows,
  };
}

async function msOf(questions: Questions, range: HourRange): Promise<number> {
  const startMs = performance.now();
  await ask(questions, range);
  return performance.now() - startMs;
}

/** What the counters of the generated month give, and that every copied month has the messages of its days. */
async function requireSameAsCounters(
  bench: Bench,
  size: Parameters<typeof monthOfCounters>[1],
  directory: string,
): Promise<void> {
  const derived = openYear(directory);
  const raw = openYear(await monthOfCounters(bench, size));
  try {
    const ofMonth = await ask(derived.questions, benchHours);
    assert.deepEqual(ofMonth, await ask(raw.questions, benchHours));
    const messages = ofMonth.series.map(({ values }) => values.messages as number);
    const { series } = await ask(derived.questions, benchYear);
    for (const { key, values } of series) {
      const day = key.kind === 'period' ? new Date(key.from * 3_600_000).getUTCDate() : 0;
      assert.equal(values.messages, messages[day - 1]);
    }
  } finally {
    await derived.close();
    await raw.close();
  }
}
