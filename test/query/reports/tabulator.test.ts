import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeColumns } from '../../../src/columns/columns.ts';
import type { TabulationPlan } from '../../../src/columns/tabulation.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { CorruptColumns } from '../../../src/core/errors.ts';
import { reportTypes } from '../../../src/core/report.ts';
import type { ReportPiece } from '../../../src/query/reports/report-pieces.ts';
import { Tabulator } from '../../../src/query/reports/tabulator.ts';
import { monthHours, someCounters } from '../../columns/some-counters.ts';

const plan: TabulationPlan = { type: 'full', channel: null, range: monthHours };

async function* piecesOf(counters: readonly Counter[]): AsyncGenerator<ReportPiece> {
  const hours = new Set(counters.map((counter) => counter.hour));
  for (const hour of [...hours].sort((a, b) => a - b)) {
    const blobs = [0, 1].map((half) => {
      return encodeColumns(counters.filter((counter, index) => counter.hour === hour && index % 2 === half));
    });
    yield { kind: 'counters', hours: { from: hour, to: hour + 1 }, blobs };
  }
}

describe('a tabulator', () => {
  it('finds the same again, also for several reports at once, and its progress ascends to 1', async () => {
    const tabulator = new Tabulator();
    await fc.assert(
      fc.asyncProperty(
        someCounters({ members: 9 }),
        fc.subarray([...reportTypes, ...reportTypes]),
        async (all, types) => {
          const shares: number[] = [];
          const found = await Promise.all(
            types.map((type, index) => {
              const onProgress = (share: number) => index === 0 && shares.push(share);
              return tabulator.tabulate({ ...plan, type }, piecesOf(all), onProgress);
            }),
          );
          for (const [index, type] of types.entries()) {
            expect(found[index]).toEqual(await new Tabulator().tabulate({ ...plan, type }, piecesOf(all), () => {}));
          }
          expect(shares).toEqual([...shares].sort((a, b) => a - b));
          expect(shares.at(-1)).toBe(types.length === 0 ? undefined : 1);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('lets the event loop turn while it sums a large month', async () => {
    const counters = Array.from({ length: 1200 }, (_, member): Counter => {
      return { hour: monthHours.from, metric: 'msg', channel: 1, member, amount: 1 };
    });
    const columns = Array.from({ length: 744 }, (_, hour) =>
      encodeColumns(counters.map((counter) => ({ ...counter, hour: monthHours.from + hour }))),
    );
    const pieces = async function* (): AsyncGenerator<ReportPiece> {
      for (const blob of columns) yield { kind: 'counters', hours: monthHours, blobs: [blob] };
    };
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const [bucket] = await new Tabulator().tabulate(plan, pieces(), () => {});
    isOver = true;
    expect(bucket?.messages).toMatchObject({ users: 1200, total: 744 * 1200 });
    expect(turns).toBeGreaterThan(4);
  });

  it('fails with the error of the source, which it ends, and goes on with the next report', async () => {
    const tabulator = new Tabulator();
    const counters: Counter[] = [{ hour: monthHours.from, metric: 'msg', channel: 1, member: 3, amount: 5 }];
    let isLeft = false;
    const failing = async function* (): AsyncGenerator<ReportPiece> {
      try {
        yield* piecesOf(counters);
        throw new Error('the disk is gone');
      } finally {
        isLeft = true;
      }
    };
    await expect(tabulator.tabulate(plan, failing(), () => {})).rejects.toThrow('the disk is gone');
    expect(isLeft).toBe(true);
    const [bucket] = await tabulator.tabulate(plan, piecesOf(counters), () => {});
    expect(bucket?.messages).toEqual({ users: 1, total: 5, squares: 25n });
  });

  it('fails on unreadable columns, and goes on with the next report', async () => {
    const tabulator = new Tabulator();
    const counters = Array.from({ length: 20 }, (_, member): Counter => {
      return { hour: monthHours.from, metric: 'msg', channel: 1, member, amount: 2 };
    });
    const broken = async function* (): AsyncGenerator<ReportPiece> {
      yield* piecesOf(counters);
      const blob = encodeColumns(counters);
      yield { kind: 'counters', hours: monthHours, blobs: [blob.with(4, (blob[4] as number) ^ 0xff)] };
    };
    await expect(tabulator.tabulate(plan, broken(), () => {})).rejects.toThrow(CorruptColumns);
    const [bucket] = await tabulator.tabulate(plan, piecesOf(counters), () => {});
    expect(bucket?.messages).toMatchObject({ users: 20, total: 40 });
  });
});
