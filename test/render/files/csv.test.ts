import { describe, expect, it } from 'vitest';
import { csvCell, csvLines } from '../../../src/render/files/csv.ts';

describe('CSV', () => {
  it('ends lines with CRLF and leaves null empty', () => {
    expect(csvLines([['a', 1], [null, 0.1 + 0.2], []])).toBe('a,1\r\n,0.30000000000000004\r\n\r\n');
  });

  it.each([
    ['#general', '#general'],
    ['#a,b', '"#a,b"'],
    ['#say "hi"', '"#say ""hi"""'],
    ['#two\nlines', '"#two\nlines"'],
    ['#two\rlines', '"#two\rlines"'],
    ['#=1+1', '#=1+1'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@x', "'@x"],
    ['\tx', "'\tx"],
    ['＝1', "'＝1"],
    ['', ''],
  ])('prints %j as %j', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });

  it('leaves numbers alone', () => {
    expect(csvLines([[-5, 1e21]])).toBe('-5,1e+21\r\n');
  });
});
