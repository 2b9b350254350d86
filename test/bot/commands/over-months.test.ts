import { expect, test } from 'vitest';
import { overMonths } from '../../../src/bot/commands/over-months.ts';

const nowMs = Date.parse('2018-03-05T09:30Z');
const hour = (day: string) => Date.parse(day) / 3_600_000;

test.each([
  ['2018-01-30', '2018-02-02', 'Try `February 2018`; for longer, `.active 2018-01-30 to 2018-02-02`.'],
  ['2018-02-03', '2018-03-05', 'For these days, try `.active last 30 days`, or `.report full all this month`.'],
  ['2017-01-01', '2018-01-01', 'Try `December 2017`; for longer, `.active 2017-01-01 to 2018-01-01`.'],
  ['2018-01-01', '2018-12-31', 'Try `February 2018`; for longer, `.active 2018-01-01 to 2018-12-31`.'],
])('what to type instead of a report from %s to %s', (from, to, instead) => {
  expect(sentence(from, to, '2016-05-01T12:00Z')).toBe(`A report covers one calendar month at most. ${instead}`);
});

test('no month is proposed in which nothing was counted', () => {
  expect(sentence('2018-01-01', '2018-12-31', '2018-03-05T08:00Z')).toContain('Try `March 2018`;');
});

function sentence(from: string, to: string, first: string): string {
  const range = { from: hour(from), to: hour(to) };
  return overMonths(range, { nowMs, firstMs: Date.parse(first) }, '.').message;
}
