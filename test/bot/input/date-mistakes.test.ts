import { expect, test } from 'vitest';
import { rangeOrSentence } from './read-range.ts';

const wednesday = Date.parse('2026-11-18T23:55:10Z');

const until = 'Put `to` between the two days; the second is not counted.';
const wholeDays = 'A range is made of whole days, in UTC. Write `today`, `yesterday` or a day such as `2026-11-17`.';
const notYet = 'A range begins today or earlier. Today is 18 November 2026 in UTC.';
const general =
  ' is not a day or a period. Write `2026-11-17`, `yesterday`, `last 7 days` or `October 2026`, or two days such as ' +
  '`2026-11-17 to 2026-11-18`.';
const twoReadings =
  ' can be two days, because day and month are written in different orders in different countries. ' +
  'Write `2018-02-01` for 1 February 2018 or `2018-01-02` for 2 January 2018.';
const noMonth13 = 'There is no month 13: a year has 12. Write the year first, then the month, then the day.';

test.each([
  ['2018-01-12 until 2018-01-14', until],
  ['monday through friday', until],
  ['between monday and friday', until],
  ['10–13 November 2025', 'Put `to` between two whole days; the second is not counted: `2025-11-10 to 2025-11-14`.'],
  ['1.2.2018', `\`1.2.2018\`${twoReadings}`],
  ['01/02/2018', `\`01/02/2018\`${twoReadings}`],
  ['1-2-2018 to today', `\`1-2-2018\`${twoReadings}`],
  ['14.3.24', '`14.3.24` is a day without a year of four digits. Write it like `2026-11-17`.'],
  ['14/3', '`14/3` is a day without a year of four digits. Write it like `2026-11-17`.'],
  ['2025-02-29', 'February 2025 has 28 days.'],
  ['29 Feb 2027', 'February 2027 has 28 days.'],
  ['30 feb', '`feb` has at most 29 days.'],
  ['31 june', '`june` has at most 30 days.'],
  ['32 Jan 2018', 'January 2018 has 31 days.'],
  ['2018-01-00', 'January 2018 has 31 days.'],
  ['2018-13-01', noMonth13],
  ['2018-13', noMonth13],
  ['13/13/2018', noMonth13],
  ['Monday, 12 January 2018', '12 January 2018 is a Friday.'],
  ['2030-01-01', notYet],
  ['december 2026', notYet],
  ['next week', notYet],
  ['in 5 days', notYet],
  ['this weekend', notYet],
  [
    '2018-01-14 to 2018-01-12',
    'The start of the range is later than its end. Write `2018-01-12 to 2018-01-14`; the second day is not counted.',
  ],
  ['2018-01-12 to 2018-01-12', 'The second day of a range is not counted. For one day, write it alone: `2018-01-12`.'],
  ['-7d', `\`-7d\`${general}`], // It might be the last seven days.
  ['- 7 days', `\`- 7 days\`${general}`],
  [
    'from october',
    'The end of the range is missing. Write `since october`, or put `to` and a second day after the first.',
  ],
  ['2 hours ago', wholeDays],
  ['5pm', wholeDays],
  ['14:00', wholeDays],
  ['last night', wholeDays],
  ['now', wholeDays],
  ['2018-01-12T23:30:00-05:00', wholeDays],
  ['yesterday EST', 'All days are in UTC. Write the day without a time zone.'],
  ['12 Jan 100 BC', 'A range begins in 1990 or later.'],
  ['0018-01-12', 'A range begins in 1990 or later.'],
  ['1989', 'A range begins in 1990 or later.'],
  ['99999 days ago', 'A range begins in 1990 or later.'],
  ['1 jan to 2 jan to 3 jan', 'A range has one start and one end. Put `to` between two days, once.'],
  [
    'last month to yesterday',
    '`last month` is more than one day, so it cannot be one end of a range. Write `2026-10-01 to 2026-11-17`.',
  ],
  [
    'june to july',
    '`june` is more than one day, so it cannot be one end of a range. Write `2026-06-01 to 2026-08-01`.',
  ],
  [
    'yesterday to last month',
    '`last month` is more than one day, so it cannot be one end of a range. Write `2026-10-01 to 2026-11-01`.',
  ],
  [
    'from yesterday',
    'The end of the range is missing. Write `since yesterday`, or put `to` and a second day after the first.',
  ],
  ['last mnth', '`last mnth` is not a day or a period. Did you mean `last month`?'],
  ['Yesteday', '`Yesteday` is not a day or a period. Did you mean `yesterday`?'],
  ['yesteday to today', '`yesteday to today` is not a day or a period. Did you mean `yesterday to today`?'],
  ['lastmonth', '`lastmonth` is not a day or a period. Did you mean `last month`?'],
  ['20180112', '`20180112` is not a day or a period. Did you mean `2018-01-12`?'],
  ['garbage', `\`garbage\`${general}`],
  ['tomorow', `\`tomorow\`${general}`],
  ['-5 days ago', `\`-5 days ago\`${general}`],
  ['2018-01-12 foo', `\`2018-01-12 foo\`${general}`],
  [
    'garbage to 2018-01-12',
    'The start of the range, `garbage`, is not a day. Write a day such as `2026-11-17`, `yesterday` or `7 days ago`.',
  ],
  [
    '2018-01-12 to garbage',
    'The end of the range, `garbage`, is not a day. Write a day such as `2026-11-17`, `today` or `3 days ago`.',
  ],
  ['1 day '.repeat(10_000), 'A range has at most 64 characters, such as `last month` or `2026-11-11 to 2026-11-18`.'],
])('%.40j is answered with what to type', (text, sentence) => {
  expect(rangeOrSentence(text, wednesday)).toBe(sentence);
});

test('a range may begin where the oldest numbers begin, and no earlier', () => {
  const options = { earliestMs: Date.parse('1985-05-17T12:00:00Z') };
  expect(rangeOrSentence('1985-05-17', wednesday, options)).toBe('1985-05-17..1985-05-18');
  expect(rangeOrSentence('1985-05-16', wednesday, options)).toBe(
    'Nothing was counted before 17 May 1985. Ask for that day or a later one.',
  );
  expect(rangeOrSentence('12 Jan 100 BC', wednesday, options)).toBe(
    'Nothing was counted before 17 May 1985. Ask for that day or a later one.',
  );
});

test('a range that was over before anything was counted is answered with since when there are numbers', () => {
  const options = { earliestMs: Date.parse('2026-11-10T12:00:00Z') };
  const sentence = 'Nothing was counted before 10 November 2026. Ask for that day or a later one.';
  expect(rangeOrSentence('last month', wednesday, options)).toBe(sentence);
  expect(rangeOrSentence('9 Nov', wednesday, options)).toBe(sentence);
  expect(rangeOrSentence('10 Nov', wednesday, options)).toBe('2026-11-10..2026-11-11');
  expect(rangeOrSentence('last quarter to now', wednesday, options)).toContain('is more than one day');
  expect(rangeOrSentence('this year', wednesday, options)).toBe('2026-01-01..2026-11-19');
});
