import { describe, expect, it } from 'vitest';
import { atMost, ratioAtLeast, ratioAtMost } from './benchmark.ts';
import { figure, noteLines, outcomeJson, outcomeLine, summaryLine, tableHead } from './outcome-table.ts';

const faster = ratioAtMost('full report', 'ms', 94.26, 188.52, 0.5);
const slower = ratioAtLeast('export', 'rows/s', 404_000, 492_000, 1.2);
const small = atMost('bytes a counter', 'B', 4.123, 4.5);

describe('the table of outcomes', () => {
  it('says what each is, and whether its target holds', () => {
    const lines = [tableHead, outcomeLine(faster), outcomeLine(slower), outcomeLine(small)];
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['what', 'ours', 'reference', 'ratio', 'target'],
      ['full report', '94.3 ms', '189 ms', '0.50 ×', '≤ 0.5', 'holds'],
      ['export', '404,000 rows/s', '492,000 rows/s', '0.82 ×', '≥ 1.2', 'MISSED'],
      ['bytes a counter', '4.12 B', '≤ 4.5 B', 'holds'],
    ]);
  });

  it('has its columns one below the other', () => {
    const ends = [faster, slower].map((outcome) => outcomeLine(outcome).indexOf('×'));
    expect(new Set(ends).size).toBe(1);
    expect(tableHead.indexOf('ratio') + 'ratio'.length).toBe((ends[0] ?? 0) + 1);
  });

  it('counts the targets that hold, and names the others', () => {
    expect(summaryLine([faster, small])).toBe('2 of 2 targets hold.');
    expect(summaryLine([faster, slower, small])).toBe('2 of 3 targets hold; missed: export.');
  });

  it('breaks a long note between words', () => {
    const lines = noteLines('some words '.repeat(30).trim()).split('\n');
    expect(lines.map((line) => line.slice(0, 4))).toEqual(['  · ', '    ', '    ']);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it.each([
    [0, '0'],
    [0.04567, '0.0457'],
    [4.567, '4.57'],
    [45.67, '45.7'],
    [456.7, '457'],
    [1_234_567.8, '1,234,568'],
  ])('shows %d as %s', (value, text) => {
    expect(figure(value)).toBe(text);
  });

  it('is a list for programs, too', () => {
    expect(JSON.parse(outcomeJson([faster, small]))).toEqual([
      {
        name: 'full report',
        unit: 'ms',
        ours: 94.26,
        reference: 188.52,
        ratio: 0.5,
        target: '≤ 0.5',
        holds: true,
      },
      {
        name: 'bytes a counter',
        unit: 'B',
        ours: 4.123,
        reference: null,
        ratio: null,
        target: '≤ 4.5 B',
        holds: true,
      },
    ]);
  });
});
