import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { chatExport, csv, firstHour, importOf, twoMonths } from '../import/an-import.ts';

describe('npm run import of damaged files', () => {
  it('names a bad line and continues: the first ten, then only their number', async () => {
    const bad = Array.from({ length: 12 }, () => 'yesterday,1,general\n').join('');
    const { code, errors, printed } = await importOf({ 'a.csv': `${twoMonths}${bad}` });
    expect(errors.slice(0, 1)).toEqual(['a.csv, line 5: ts: expected a time in Unix seconds']);
    expect(errors.slice(9)).toEqual(['a.csv, line 14: ts: expected a time in Unix seconds', '… and 2 more like these']);
    expect(printed[0]).toBe('March 2018: 2 messages, 2 members, 2 channels');
    expect(printed).toContain('Left out, what could not be read: 12');
    expect(code).toBe(1);
  });

  it('imports the whole months of a gzip that is cut off', async () => {
    const lines = Array.from({ length: 5000 }, (_, n) => [firstHour + Math.floor(n / 3), `${n}`, 'general'] as const);
    const whole = gzipSync(csv(...lines));
    const { code, errors, printed } = await importOf({ 'a.csv.gz': whole.subarray(0, whole.length - 2000) });
    expect(errors[0]).toMatch(/^a\.csv\.gz, after line \d+: expected more: the gzip is cut off or damaged there$/);
    expect(printed[0]).toBe('March 2018: 2232 messages, 2232 members, 1 channel');
    expect(printed[1]).toMatch(/^April 2018: is not whole: a file is cut off; \d+ rows left out$/);
    expect(code).toBe(1);
  });

  it('imports the other months of a counter file that is cut off', async () => {
    const day = (month: string) => `${month}-05 10:00:00,msg,h$a,#general,2\r\n`;
    const { errors, printed } = await importOf({
      'userstats/2018-03-05.csv.gz': gzipSync(day('2018-03')).subarray(0, -8),
      'userstats/2018-03-06.csv.gz': gzipSync(day('2018-03').replace('-05', '-06')),
      'userstats/2018-04-05.csv.gz': gzipSync(day('2018-04')),
    });
    expect(errors).toHaveLength(1);
    expect(printed[0]).toBe('April 2018: 2 messages, 1 member, 1 channel');
    expect(printed[1]).toMatch(/^March 2018: is not whole/);
  });

  it('names a gzip of which nothing can be read', async () => {
    const { code, errors, printed } = await importOf({
      'a.csv.gz': gzipSync(twoMonths),
      'b.csv.gz': gzipSync(twoMonths).subarray(0, 12),
    });
    expect(errors).toEqual(['b.csv.gz, from its beginning: expected a gzip that can be read']);
    expect([code, printed.length]).toEqual([1, 5]);
  });

  describe('with a value that does not end', () => {
    const length = 3_000_000;
    const hugeText = 'x'.repeat(length);
    const bad = { hour: firstHour + 1, user: '310000000000000002', nth: 1 };
    const good = { hour: firstHour, user: '310000000000000001' };

    it.each([
      ['text', JSON.stringify(hugeText)],
      ['text of escapes', `"${'\\n'.repeat(length)}"`],
      ['number', `${'1'.repeat(length)}`],
      ['name', `{"${hugeText}":1}`],
    ])('stops at a %s in JSON, in one sentence, and imports nothing of its month', async (_what, value) => {
      const marker = '"a marker"';
      const file = chatExport({}, [good, { ...bad, changes: { content: 'a marker' } }]).replace(marker, value);
      const { code, errors, printed } = await importOf({ 'a.json': file });
      const cutOff = 'expected no text of more than 1048576 characters; nothing of the file is read from there on';
      expect(errors.slice(0, 1)).toEqual([`a.json, after message 1: ${cutOff}`]);
      expect(printed[0]).toMatch(/^March 2018: is not whole/);
      expect(code).toBe(1);
    });

    it.each(['user', 'channel'])('names the line with a %s in CSV', async (column) => {
      const row = { user: '7', channel: 'general', [column]: hugeText };
      const { errors, printed } = await importOf({
        'a.csv': `${twoMonths}${(firstHour + 801) * 3600},${row.user},${row.channel}\n`,
      });
      expect(errors).toEqual(['a.csv, line 5: expected a line of less than 65536 characters']);
      expect(printed[0]).toBe('March 2018: 2 messages, 2 members, 2 channels');
    });
  });

  it('names a time that no range could ever ask for', async () => {
    const { errors, printed } = await importOf({ 'a.csv': `${twoMonths}5,1,general\n${2 ** 29},1,general\n` });
    expect(errors).toEqual([5, 6].map((line) => `a.csv, line ${line}: ts: expected a time from 1990 on`));
    expect(printed[0]).toBe('March 2018: 2 messages, 2 members, 2 channels');
  });

  it('rejects a file without a single good row', async () => {
    const nothing = `ts,user,channel\n${'x,y\n'.repeat(1001)}`;
    await expect(importOf({ 'a.csv': nothing })).rejects.toThrow('a.csv: expected activity CSV, but nothing in it is');
  });
});
