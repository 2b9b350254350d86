import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { counterMetrics } from '../../src/core/metric.ts';
import { hoursOfMonth, monthOfHour } from '../../src/core/time.ts';
import { RowSpool, type SpooledRow } from '../../src/import/row-spool.ts';
import { seededBytes } from '../seeded-bytes.ts';
import { aFolder, march2018 } from './an-import.ts';

const { from, to } = hoursOfMonth(march2018);
const word = fc.integer({ min: 0, max: 2 ** 32 - 3 });
const base = fc.record({
  source: word,
  place: word,
  hour: fc.integer({ min: from - 700, max: to + 700 }),
  channel: fc.option(word),
  person: fc.oneof(word, fc.constantFrom('not counted' as const, null)),
});
const row: fc.Arbitrary<SpooledRow> = fc.oneof(
  fc
    .record({ metric: fc.constantFrom(...counterMetrics), amount: fc.maxSafeNat() })
    .chain((count) => base.map((facts) => ({ ...facts, ...count, message: null }))),
  fc
    .nat(2 ** 30)
    .chain((id) => base.map((facts) => ({ ...facts, metric: 'msg' as const, amount: 1, message: id * 2 ** 13 }))),
);

it('gives every row back with its month, in the order in which they came', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 20 }), fc.integer({ min: 1, max: 400 }), async (rows, times) => {
      const spool = new RowSpool(join(aFolder(), 'spool'), seededBytes('spool'));
      const all = Array.from({ length: times }, () => rows).flat();
      for (const each of all) spool.add(monthOfHour(each.hour), each);
      const months = [...new Set(all.map(({ hour }) => monthOfHour(hour)))].sort((a, b) => a - b);
      expect(spool.months).toEqual(months);
      for (const month of months) {
        const ofMonth = all.filter(({ hour }) => monthOfHour(hour) === month);
        expect([...spool.rowsOf(month)]).toEqual(ofMonth);
        expect(spool.countOf(month)).toBe(ofMonth.length);
      }
      spool.close();
    }),
    { numRuns: 12 },
  );
}, 60_000);

it('has no name on the disk while it is in use, and no row in plain', () => {
  const folder = aFolder();
  const spool = new RowSpool(join(folder, 'spool'), seededBytes('spool'));
  const plain = { source: 0x11223344, place: 0x55667788, hour: from, metric: 'msg', amount: 1, message: 5 } as const;
  for (let nth = 0; nth < 5_000; nth += 1) spool.add(march2018, { ...plain, channel: 0x1234567, person: 0x7654321 });
  expect(readdirSync(folder)).toEqual([]);
  if (process.platform === 'linux') {
    const open = readdirSync('/proc/self/fd').filter((fd) => targetOf(fd).startsWith(folder));
    expect(open).toHaveLength(1);
    const bytes = readFileSync(`/proc/self/fd/${open[0]}`);
    expect(bytes.length).toBeGreaterThan(100_000);
    expect(bytes.includes(Buffer.from([0x44, 0x33, 0x22, 0x11]))).toBe(false);
    expect(
      new Set(
        Array.from({ length: 4 }, (_, block) => bytes.subarray(block * 28_672, block * 28_672 + 28).toString('hex')),
      ).size,
    ).toBe(4);
  }
  expect([...spool.rowsOf(march2018)]).toHaveLength(5_000);
  spool.close();
  expect(readdirSync(folder)).toEqual([]);
});

function targetOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return ''; // Closed meanwhile.
  }
}
