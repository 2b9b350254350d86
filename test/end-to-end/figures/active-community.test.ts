import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { exportCounters } from '../../../src/cli/export.ts';
import { importHistory } from '../../../src/cli/import.ts';
import { aTerminal } from '../../cli/a-terminal.ts';
import { parseCsv } from '../../render/files/naive-csv.ts';

const zulip = process.env.CENSUS_LEAN_ZULIP;
const dayMs = 86_400_000;

describe.skipIf(zulip === undefined)('three years of a real community (CENSUS_LEAN_ZULIP names the file)', () => {
  it('have the DAU and the calendar months of the raw file, and true numbers within the bounds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'census-active-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [data, out] = [join(folder, 'data'), join(folder, 'active.csv')];
    onTestFinished(() => void vi.restoreAllMocks());
    expect(await importHistory.run([zulip ?? '', '--data', data], aTerminal().io)).toBe(0);
    const range = '2023-01-01 to 2026-01-01';
    expect(await exportCounters.run(['active', '--data', data, '--range', range, '--out', out], aTerminal().io)).toBe(
      0,
    );

    const writers = writersByDay(zulip ?? '');
    const errors: Record<'WAU' | 'MAU', number[]> = { WAU: [], MAU: [] };
    const lines = parseCsv(readFileSync(out, 'utf8')).slice(1);
    expect(lines).toHaveLength(1096);
    for (const [date = '', ...cells] of lines) {
      const [dau, wau, wauLow, wauHigh, mau, mauLow, mauHigh, calendarMonth] = cells.map(Number) as Eight;
      const day = Date.parse(date) / dayMs;
      const distinct = (days: number) => distinctWriters(writers, day - days + 1, day);
      expect([date, dau, calendarMonth]).toEqual([date, distinct(1), distinct(Number(date.slice(8)))]);
      for (const [name, days, estimate, low, high] of [
        ['WAU', 7, wau, wauLow, wauHigh],
        ['MAU', 30, mau, mauLow, mauHigh],
      ] as const) {
        const truth = distinct(days);
        expect(truth).toBeGreaterThanOrEqual(low);
        expect(truth).toBeLessThanOrEqual(high);
        if (low === high) expect(estimate).toBe(truth);
        else errors[name].push(Math.abs(estimate - truth) / truth);
      }
    }
    for (const [name, all] of Object.entries(errors)) {
      const mean = all.reduce((sum, error) => sum + error, 0) / all.length;
      console.info(
        `${name} over a month's end: ${all.length} days, mean error ${(100 * mean).toFixed(2)} %, ` +
          `greatest ${(100 * Math.max(...all)).toFixed(1)} %`,
      );
      expect(mean).toBeLessThan(0.03);
    }
  }, 120_000);
});

type Eight = [number, number, number, number, number, number, number, number];

/** By day since the Unix epoch. */
function writersByDay(path: string): ReadonlyMap<number, ReadonlySet<string>> {
  const days = new Map<number, Set<string>>();
  for (const line of gunzipSync(readFileSync(path)).toString().split('\n').slice(1)) {
    const [seconds, user] = line.split(',');
    if (user === undefined) continue;
    const day = Math.floor(Number(seconds) / 86_400);
    days.set(day, (days.get(day) ?? new Set<string>()).add(user));
  }
  return days;
}

function distinctWriters(writers: ReadonlyMap<number, ReadonlySet<string>>, from: number, to: number): number {
  const distinct = new Set<string>();
  for (let day = from; day <= to; day += 1) for (const user of writers.get(day) ?? []) distinct.add(user);
  return distinct.size;
}
