import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeColumns } from '../../../src/columns/columns.ts';
import type { TabulationPlan } from '../../../src/columns/tabulation.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { CorruptColumns } from '../../../src/core/errors.ts';
import { reportTypes } from '../../../src/core/report.ts';
import { type Tabulator, TabulatorInTurns } from '../../../src/query/tabulator/tabulator.ts';
import { TabulatorInThreads } from '../../../src/query/tabulator/tabulator-in-threads.ts';
import type { CounterChunk } from '../../../src/store/store-reader.ts';
import { reportRows } from '../../columns/report-rows.ts';
import { monthHours, someCounters } from '../../columns/some-counters.ts';
import { projectRoot } from '../../project-root.ts';

/** Threads run compiled code, which `npm test` builds first. */
const script = pathToFileURL(join(projectRoot, 'dist/query/tabulator/tabulation-thread.js'));
const plan: TabulationPlan = { type: 'full', channel: null, range: monthHours };

const inTurns = new TabulatorInTurns();
const inThreads = new TabulatorInThreads({ script, threads: 3, atLeastBytes: 0 });
afterAll(() => inThreads.close());

async function* piecesOf(counters: readonly Counter[]): AsyncGenerator<CounterChunk> {
  const hours = new Set(counters.map((counter) => counter.hour));
  for (const hour of [...hours].sort((a, b) => a - b)) {
    const blobs = [0, 1].map((half) => {
      return encodeColumns(counters.filter((counter, index) => counter.hour === hour && index % 2 === half));
    });
    const hours = { from: hour, to: hour + 1 };
    yield { hours, blobs, hoursOfBlobs: blobs.map(() => hours) };
  }
}

async function rowsBy(tabulator: Tabulator, counters: readonly Counter[], asked: TabulationPlan) {
  const shares: number[] = [];
  const found = await tabulator.tabulate(asked, piecesOf(counters), (share) => shares.push(share));
  expect(shares.every((share, index) => share >= (shares[index - 1] ?? 0) && share <= 1)).toBe(true);
  return reportRows(asked.type, found, String);
}

describe('threads that add up', () => {
  it('find the same totals as a single thread', async () => {
    await fc.assert(
      fc.asyncProperty(
        someCounters({ members: 9 }),
        fc.constantFrom(...reportTypes),
        fc.constantFrom(null, 1, 2),
        fc.subarray([1, 2, 3, 4]),
        async (counters, type, channel, hidden) => {
          const asked = { type, channel, range: monthHours, hidden: new Set(hidden) };
          const alone = await rowsBy(inTurns, counters, asked);
          expect(await rowsBy(inThreads, counters, asked)).toEqual(alone.map((row) => closeTo(row)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('work on several reports at once', async () => {
    const counters = fc.sample(someCounters({ members: 9 }), { numRuns: 1, seed: 7 }).flat();
    const asked = reportTypes.map((type) => ({ ...plan, type }));
    const together = await Promise.all(asked.map((each) => rowsBy(inThreads, counters, each)));
    for (const [index, each] of asked.entries()) {
      const alone = await rowsBy(inTurns, counters, each);
      expect(together[index]).toEqual(alone.map((row) => closeTo(row)));
    }
  });

  it('leave small months to the calling thread', async () => {
    const nowhere = pathToFileURL(join(projectRoot, 'nowhere.js'));
    const tabulator = new TabulatorInThreads({ script: nowhere, threads: 2 });
    const counter: Counter = { hour: monthHours.from, metric: 'msg', channel: 1, member: 1, amount: 2 };
    expect(await rowsBy(tabulator, [counter], plan)).toMatchObject([{ messages: 2, activeUsers: 1 }]);
  });

  it('fail with the error of the source, and go on with the next report', async () => {
    let isLeft = false;
    const failing = async function* (): AsyncGenerator<CounterChunk> {
      try {
        yield { hours: monthHours, blobs: [encodeColumns([])], hoursOfBlobs: [monthHours] };
        throw new Error('the disk is gone');
      } finally {
        isLeft = true;
      }
    };
    await expect(inThreads.tabulate(plan, failing(), () => {})).rejects.toThrow('the disk is gone');
    expect(isLeft).toBe(true);
    expect(await rowsBy(inThreads, [], plan)).toMatchObject([{ messages: 0 }]);
  });

  it('fail on unreadable columns, and go on with the next report', async () => {
    const broken = async function* (): AsyncGenerator<CounterChunk> {
      yield { hours: monthHours, blobs: [Uint8Array.of(1, 255, 255)], hoursOfBlobs: [monthHours] };
    };
    await expect(inThreads.tabulate(plan, broken(), () => {})).rejects.toThrow(CorruptColumns);
    expect(await rowsBy(inThreads, [], plan)).toMatchObject([{ messages: 0 }]);
  });

  it('fail the report if they die, and are replaced', async () => {
    const dying = new URL('data:text/javascript,throw new Error("no memory is left")');
    const tabulator = new TabulatorInThreads({ script: dying, threads: 2, atLeastBytes: 0 });
    const report = () => rowsBy(tabulator, [], plan);
    await expect(report()).rejects.toThrow('a tabulating thread has died');
    await expect(report()).rejects.toThrow('a tabulating thread has died');
    await tabulator.close();
  });

  it('fail their unfinished reports when they are closed', async () => {
    const silent = new URL('data:text/javascript,import("node:worker_threads").then((t) => t.parentPort.ref())');
    const tabulator = new TabulatorInThreads({ script: silent, threads: 2, atLeastBytes: 0 });
    const report = rowsBy(tabulator, [], plan);
    const failure = expect(report).rejects.toThrow('were closed');
    await new Promise((resolve) => setImmediate(resolve));
    await tabulator.close();
    await failure;
  });
});

/** Threads add in a different order, which can change the last digit of a deviation. */
function closeTo(row: object): object {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'number' ? expect.closeTo(value, 9) : value]),
  );
}
