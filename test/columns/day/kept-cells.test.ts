import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, keptCells } from '../../../src/columns/day/kept-cells.ts';

const least = 5;

const tables = fc
  .uniqueArray(fc.record({ row: fc.nat(3), column: fc.nat(3), people: fc.integer({ min: 1, max: 9 }) }), {
    selector: ({ row, column }) => `${row} ${column}`,
    maxLength: 16,
  })
  .map((cells): readonly Cell[] => cells);

describe('the kept cells of a table', () => {
  it('are all large ones if there is no small one', () => {
    const cells = [1, 2, 3].map((row) => ({ row, column: 1, people: 5 }));
    expect(keptCells(cells, least)).toEqual(new Set(cells));
  });

  it('leave out the smallest large cell of a column with a small one', () => {
    const [small, large, larger] = [1, 7, 9].map((people, row): Cell => ({ row, column: 1, people })) as [
      Cell,
      Cell,
      Cell,
    ];
    expect(keptCells([small, larger, large], least)).toEqual(new Set([larger]));
    expect(keptCells([small, large], least)).toEqual(new Set());
  });

  it('leave out fewer large cells than there are rows and columns, if large cells connect all of them', () => {
    fc.assert(
      fc.property(tables, (cells) => {
        const large = [0, 1, 2, 3].flatMap((line) => [
          { row: line, column: 4, people: 7 },
          { row: 4, column: line, people: 7 },
        ]);
        const whole = [...cells, ...large, { row: 4, column: 4, people: 8 }];
        const count = whole.filter(({ people }) => people >= least).length;
        expect(count - keptCells(whole, least).size).toBeLessThan(10);
      }),
    );
  });

  it('never help to tell a sum of small cells, which the totals of rows and columns without kept cells do not tell', () => {
    fc.assert(
      fc.property(tables, (cells) => {
        const kept = keptCells(cells, least);
        const withheld = cells.filter((cell) => !kept.has(cell));
        expect([...kept].every(({ people }) => people >= least)).toBe(true);
        const sums = toldSums(withheld, [...kept]);
        const totals = new Set(sums.filter(({ ofKept }) => !ofKept).map(({ told }) => keyOf(told)));
        for (const { told } of sums) {
          const isLarge = told.some(({ people }) => people >= least);
          expect(isLarge || totals.has(keyOf(told)), keyOf(told)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('are needed: without a withheld large cell, a row would tell', () => {
    const cells = [1, 7].map((people, column): Cell => ({ row: 0, column, people }));
    const told = toldSums(cells.slice(0, 1), cells.slice(1)).filter(({ ofKept }) => ofKept);
    expect(told).toContainEqual({ told: cells.slice(0, 1), ofKept: true });
  });
});

function keyOf(cells: readonly Cell[]): string {
  return cells.map(({ row, column }) => `${row},${column}`).join(' ');
}

/**
 * The withheld cells whose sum is the sum of some rows less that of some columns, or the other way round, less kept cells.
 * `ofKept`: a row or column with a kept cell is among them.
 */
function toldSums(withheld: readonly Cell[], kept: readonly Cell[]) {
  return subsets([0, 1, 2, 3]).flatMap((rows) =>
    subsets([0, 1, 2, 3]).flatMap((columns) => {
      const isIn = ({ row, column }: Cell) =>
        [rows.includes(row as number), columns.includes(column as number)] as const;
      const onlyRow = withheld.filter((cell) => isIn(cell)[0] && !isIn(cell)[1]);
      const onlyColumn = withheld.filter((cell) => isIn(cell)[1] && !isIn(cell)[0]);
      if (onlyRow.length > 0 && onlyColumn.length > 0) return [];
      return [{ told: [...onlyRow, ...onlyColumn], ofKept: kept.some((cell) => isIn(cell)[0] || isIn(cell)[1]) }];
    }),
  );
}

function subsets(of: readonly number[]): number[][] {
  return Array.from({ length: 2 ** of.length }, (_, bits) => of.filter((index) => ((bits >>> index) & 1) === 1));
}
