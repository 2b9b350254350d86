import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Reporter } from '../../src/query/reporter.ts';
import { benchHours, generatedMonth, type MonthSize } from './generated-month.ts';
import { benchGuildId, monthAtRest } from './month-at-rest.ts';
import { requireSameNumbers } from './report-contender.ts';
import { TypedArrayReports } from './typed-array-reports.ts';

const size: MonthSize = { seed: 3, counters: 20_000, members: 800, channels: 20 };

describe('a generated month', () => {
  it('is the same for the same seed, and another for another', () => {
    const [once, again, other] = [size, size, { ...size, seed: 4 }].map((wanted) => [...generatedMonth(wanted)]);
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
  });

  it('has as many counters as were asked for, in all of its hours', () => {
    const hours = [...generatedMonth(size)];
    expect(hours.reduce((sum, { length }) => sum + length, 0)).toBe(size.counters);
    expect(hours.map(({ hour }) => hour)).toEqual(Array.from({ length: 744 }, (_, index) => benchHours.from + index));
  });

  it('has each counter once, ascending by event, channel and member', () => {
    for (const { length, isVoice, channels, members } of generatedMonth(size)) {
      const places = Array.from({ length }, (_, index) => {
        const [event, channel, member] = [isVoice[index], channels[index], members[index]].map(Number);
        return ((event ?? 0) * 2 ** 8 + (channel ?? 0)) * 2 ** 24 + (member ?? 0);
      });
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
    }
  });
});

describe('a generated month at rest', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'census-bench-test-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('is reported as arrays in memory add it up', async () => {
    const store = await monthAtRest(directory, size);
    try {
      const reporter = new Reporter(store, { now: () => benchHours.to * 3_600_000 });
      const request = { guildId: benchGuildId, type: 'full', channel: null, range: benchHours } as const;
      const { rows } = await reporter.report(request);
      const arrays = new TypedArrayReports(size, () => {}).full();
      expect(rows[0]?.messages).toBeGreaterThan(size.counters / 2);
      requireSameNumbers(rows, arrays, 'arrays');
      const [row] = rows;
      if (row === undefined) throw new Error('a full report has one row');
      const wrong = [{ ...row, messagesPerUser: row.messagesPerUser * (1 + 1e-8) }];
      expect(() => requireSameNumbers(wrong, arrays, 'arrays')).toThrow('messagesPerUser of row 1');
    } finally {
      await store.close();
    }
  });
});
