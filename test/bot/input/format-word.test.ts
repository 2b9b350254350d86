import { describe, expect, it } from 'vitest';
import { takeFormat } from '../../../src/bot/input/format-word.ts';

describe('the format in a typed command', () => {
  it.each([
    ['last month', null, 'last month'],
    ['format:csv', 'csv', ''],
    ['format:csv last month', 'csv', 'last month'],
    ['last FORMAT:CSV.GZ month', 'csv.gz', 'last   month'],
    ['2018-01-12 to 2018-01-14  format:csv', 'csv', '2018-01-12 to 2018-01-14'],
    ['#information:csv today', null, '#information:csv today'],
  ])('%j', (text, format, rest) => {
    expect(takeFormat(text)).toEqual({ format, rest });
  });

  it.each([
    ['format:', 'There is no format'],
    ['format:xlsx today', 'There is no format `xlsx`.'],
    ['format:csv today format:csv.gz', 'A file has one format.'],
  ])('%j is a mistake', (text, said) => {
    expect(() => takeFormat(text)).toThrow(said);
  });
});
