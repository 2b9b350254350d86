import { closeDay } from '../../../src/columns/day/close-day.ts';
import { atMost, type Benchmark, type Outcome } from '../benchmark.ts';
import { type GeneratedHour, generatedMonth } from '../fixtures/generated-month.ts';
import { columnsOf } from '../fixtures/month-at-rest.ts';
import { countersInWords, largeMonth, middlingMonth } from '../fixtures/month-sizes.ts';
import { median } from '../measuring/median.ts';
import { figure } from '../outcome-table.ts';

/** Processor time, without the disk. */
export const closingDays: Benchmark = {
  name: 'closing-days',
  summary: 'how long it takes to lay out a day that is over and to derive what reports need, and in which slices',
  async run(bench) {
    const outcomes: Outcome[] = [];
    for (const size of [largeMonth(bench.isQuick), middlingMonth]) {
      const words = countersInWords(size);
      const days = firstDays({ seed: bench.seed, ...size }, bench.isQuick ? 3 : 7);
      const taken = days.map(({ day, blobs }) => closed(day, blobs));
      const [msPerDay, longest] = [
        median(taken.slice(1).map(({ ms }) => ms)),
        Math.max(...taken.slice(1).map(longestOf)),
      ];
      bench.note(
        `closing a day, ${words}: the first one, before anything is compiled, ${figure(taken[0]?.ms ?? 0)} ms`,
      );
      outcomes.push(
        atMost(`closing a day of a month of ${words}`, 'ms CPU', msPerDay, 35),
        atMost(`longest slice of closing a day, ${words}`, 'ms CPU', longest, 20),
      );
    }
    return outcomes;
  },
};

interface DayToClose {
  readonly day: number;
  readonly blobs: readonly Uint8Array[];
}

function firstDays(size: Parameters<typeof generatedMonth>[0], count: number): readonly DayToClose[] {
  const byDay = new Map<number, Uint8Array[]>();
  for (const hour of hoursOf(size, count)) {
    const day = Math.floor(hour.hour / 24);
    byDay.set(day, [...(byDay.get(day) ?? []), columnsOf(hour)]);
  }
  return Array.from(byDay, ([day, blobs]) => ({ day, blobs }));
}

function* hoursOf(size: Parameters<typeof generatedMonth>[0], days: number): Generator<GeneratedHour> {
  let hours = 0;
  for (const hour of generatedMonth(size)) {
    if (hours === days * 24) return;
    hours += 1;
    yield hour;
  }
}

interface Closing {
  readonly ms: number;
  readonly longestMs: number;
}

function closed(day: number, blobs: readonly Uint8Array[]): Closing {
  let [ms, longestMs] = [0, 0];
  const closing = closeDay(day, blobs);
  for (;;) {
    const before = process.cpuUsage();
    const step = closing.next();
    const { user, system } = process.cpuUsage(before);
    const took = (user + system) / 1000;
    ms += took;
    longestMs = Math.max(longestMs, took);
    if (step.done) return { ms, longestMs };
  }
}

function longestOf({ longestMs }: Closing): number {
  return longestMs;
}
