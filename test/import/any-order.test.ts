import { describe, expect, it } from 'vitest';
import { art } from '../cast.ts';
import { chatExport, csv, firstHour, importOf } from './an-import.ts';

const [ann, bob, carol] = ['110000000000000001', '110000000000000002', '110000000000000003'] as const;
const months = { february: firstHour - 600, march: firstHour + 10, april: firstHour + 800 };

const newestFirst = [
  { hour: months.april, user: ann },
  { hour: months.march + 9, user: bob },
  { hour: months.march, user: carol },
  { hour: months.february + 300, user: ann },
  { hour: months.february, user: bob },
];

describe('npm run import takes rows in any order', () => {
  it('as a chat export newest first', async () => {
    const { code, printed, errors } = await importOf({ 'general.json': chatExport({}, newestFirst) });
    expect([code, errors]).toEqual([0, []]);
    expect(printed).toEqual([
      'February 2018: 2 messages, 2 members, 1 channel',
      'March 2018: 2 messages, 2 members, 1 channel',
      'April 2018: 1 message, 1 member, 1 channel',
      '3 months were imported for Kitchen.',
    ]);
  });

  it('as a CSV file that is not sorted', async () => {
    const { code, printed } = await importOf({
      'a.csv': csv(
        [months.april, '1', 'general'],
        [months.february, '1', 'general'],
        [months.april, '2', 'general'],
        [months.march, '3', 'general'],
      ),
    });
    expect(code).toBe(0);
    expect(printed.slice(0, 3)).toEqual([
      'February 2018: 1 message, 1 member, 1 channel',
      'March 2018: 1 message, 1 member, 1 channel',
      'April 2018: 2 messages, 2 members, 1 channel',
    ]);
  });

  it('and leaves out the months that a file lacks which is cut off: the earlier ones, if it is newest first', async () => {
    const whole = chatExport({}, newestFirst);
    const cutOff = whole.slice(0, whole.lastIndexOf('"author"', whole.lastIndexOf('"id": "110000000000000001"')));
    const other = chatExport({ id: art, name: 'art' }, [{ hour: months.february, nth: 9, user: ann }]);
    const { code, printed } = await importOf({ 'general.json': cutOff, 'art.json': other });
    expect(printed.slice(0, 3)).toEqual([
      'April 2018: 1 message, 1 member, 1 channel',
      'February 2018: is not whole: a file is cut off; 1 row left out',
      'March 2018: is not whole: a file is cut off; 2 rows left out',
    ]);
    expect(code).toBe(1);
  });

  it('with all months left out, if the rows of the file had no order', async () => {
    const mixed = [newestFirst[2], newestFirst[0], newestFirst[4], newestFirst[1]].flatMap((each) => each ?? []);
    const whole = chatExport({}, mixed);
    const { printed } = await importOf({ 'general.json': whole.slice(0, whole.lastIndexOf('"author"')) });
    expect(printed.filter((line) => line.includes('is not whole'))).toHaveLength(3);
  });
});

describe('npm run import of a CSV file from a spreadsheet', () => {
  const twoLines = `ts,user,channel\n${(firstHour + 1) * 3600}, ann, general\n${(firstHour + 1) * 3600},ann,general\n`;

  it.each([
    ['spaces around its cells', twoLines],
    ['spaces in its header', twoLines.replace('ts,user,channel', ' TS, user, channel ')],
    ['semicolons', twoLines.replaceAll(',', ';')],
    ['tabs', twoLines.replaceAll(',', '\t')],
    ['a byte order mark', `\uFEFF${twoLines}`],
  ])('takes %s', async (_what, file) => {
    const { code, printed } = await importOf({ 'a.csv': file });
    expect([code, printed[0]]).toEqual([0, 'March 2018: 2 messages, 1 member, 1 channel']);
  });

  it('names the comma that counters need', async () => {
    const dump = 'Period;Event;User hash (monthly);Channel;Count\n';
    await expect(importOf({ 'dump.csv': dump })).rejects.toThrow(
      'dump.csv: expected commas between the cells, but found semicolons',
    );
  });

  it('takes a year before Discord, but none before chats', async () => {
    const at = (year: number) => `${Date.UTC(year, 0) / 1000},ann,irc\n`;
    const { errors, printed } = await importOf({ 'a.csv': `ts,user,channel\n${at(2013)}${at(1989)}${at(1990)}` });
    expect(printed.slice(0, 2)).toEqual([
      'January 1990: 1 message, 1 member, 1 channel',
      'January 2013: 1 message, 1 member, 1 channel',
    ]);
    expect(errors).toEqual(['a.csv, line 3: ts: expected a time from 1990 on']);
  });
});
