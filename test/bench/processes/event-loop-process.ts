import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Erasure } from '../../../src/collect/erasure.ts';
import { seesAllChannels } from '../../../src/core/channel.ts';
import { Person } from '../../../src/core/person.ts';
import { type ExportGrain, reportTypes } from '../../../src/core/report.ts';
import { Pruning } from '../../../src/months/pruning.ts';
import { MonthActivities } from '../../../src/query/active/month-activities.ts';
import { unknownCircumstances } from '../../../src/query/circumstances.ts';
import { reportGroupings } from '../../../src/query/questions/report.ts';
import { Questions } from '../../../src/query/questions.ts';
import { Tabulator } from '../../../src/query/reports/tabulator.ts';
import { Exporter } from '../../../src/render/files/exporter.ts';
import { announcedForMs } from '../../../src/store/month-store.ts';
import { closeCountedMonth } from '../fixtures/closed-month.ts';
import { type CountingBot, openCountingBot } from '../fixtures/counting-bot.ts';
import { userIdOf } from '../fixtures/filled-vault.ts';
import { benchHours, benchMonth, type MonthSize } from '../fixtures/generated-month.ts';
import { benchGuildId } from '../fixtures/month-at-rest.ts';
import { type LoopDelay, loopDelayDuring } from '../measuring/loop-delay.ts';
import { answerQuestions } from './other-process.ts';

export interface EventLoopQuestion {
  readonly directory: string;
  readonly size: MonthSize;
  /** Of how many days the month's exports are. */
  readonly exportDays: number;
}

export interface EventLoopAnswer {
  /** While nothing was done but to count a thousand messages a second. */
  readonly control: LoopDelay;
  readonly apart: readonly (LoopDelay & { readonly activity: string; readonly wallMs: number })[];
  /** Over all activities. */
  readonly whole: LoopDelay;
}

answerQuestions<EventLoopQuestion, EventLoopAnswer>(async ({ directory, size, exportDays }) => {
  const bot = await openCountingBot(directory, size);
  const stream = setInterval(() => bot.write(), 1);
  await delay(1_000);
  await bot.flusher.flush();
  const control = await loopDelayDuring(() => delay(5_000));

  const apart: EventLoopAnswer['apart'][number][] = [];
  const whole = await loopDelayDuring(async () => {
    for (const [activity, work] of activitiesOf(bot, exportDays)) {
      const startMs = performance.now();
      const held = await loopDelayDuring(work);
      apart.push({ activity, ...held, wallMs: performance.now() - startMs });
    }
  });
  clearInterval(stream);
  await bot.flusher.flush();
  await bot.close();
  return { control, apart, whole };
});

/** In an order in which each can follow on the one before. */
function activitiesOf(bot: CountingBot, exportDays: number): readonly (readonly [string, () => Promise<unknown>])[] {
  const { store, clock, flusher } = bot;
  const tabulator = new Tabulator();
  const circumstances = unknownCircumstances;
  const questions = new Questions({ store, clock, tabulator, activities: new MonthActivities(store), circumstances });
  const erasure = new Erasure({ ...bot, isBehind: () => false });
  const { signal } = new AbortController();
  const pruning = new Pruning({
    clock,
    store,
    questions,
    keepMonths: 1,
    announcements: { announcePlannedDeletions: () => {}, announceDeleted: () => {} },
    signal,
  });
  const forgetting = async () => {
    await store.announceDeletions(benchMonth + 1, clock.now() - announcedForMs);
    await pruning.run(benchMonth + 2);
  };
  const exportRange = { from: benchHours.from, to: benchHours.from + exportDays * 24 };

  const report = async () => {
    for (const type of reportTypes) {
      const asked = { guildId: benchGuildId, channel: null, range: benchHours, view: seesAllChannels } as const;
      await questions.ask({ ...asked, about: 'report', by: reportGroupings[type] });
    }
  };
  const exporting = (grain: ExportGrain) =>
    pipeline(new Exporter(store, clock, grain).stream({ guildId: benchGuildId, range: exportRange }), nowhere());
  const flushing = async () => {
    for (let flush = 0; flush < 20; flush += 1) {
      await delay(100);
      await flusher.flush();
    }
  };
  /** One who was in every hour of the month, and one who hardly was there. */
  const erasing = async () => {
    for (const rank of [3, 30_000]) {
      await erasure.erase({ guildId: benchGuildId, person: new Person(userIdOf(rank)), joinedAtMs: null });
    }
  };
  return [
    ['flushing', flushing],
    ['compacting', () => store.compact(benchHours.to)],
    ['reporting', report],
    ['exporting by the hour', () => exporting('hour')],
    ['exporting by the day', () => exporting('day')],
    ['erasing', erasing],
    [
      'all of these together',
      () => Promise.all([flushing(), report(), exporting('hour'), exporting('day'), erasing()]),
    ],
    ['rotating', () => closeCountedMonth(bot, { startMs: 0, endMs: 0, waited: 0 })],
    ['forgetting the month', forgetting],
  ];
}

/** Takes what is written as a disk would; to put all of it together would hold the loop for longer than to make it. */
function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
