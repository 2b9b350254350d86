import { expect, test } from 'vitest';
import { comparedRange, upToNow } from '../../../src/query/hours/compared-range.ts';

test.each([
  ['today', '2025-11-15', '2025-11-16', '2025-11-15T14:00', '2025-11-15T14', '2025-11-14T00', '2025-11-14T14'],
  ['this week', '2025-11-10', '2025-11-16', '2025-11-15T14:00', '2025-11-15T14', '2025-11-03T00', '2025-11-08T14'],
  ['this month', '2025-11-01', '2025-11-16', '2025-11-15T14:00', '2025-11-15T14', '2025-10-01T00', '2025-10-15T14'],
  [
    'this month, after a shorter one',
    ...['2025-03-01', '2025-04-01', '2025-03-30T14:00', '2025-03-30T14', '2025-02-01T00', '2025-02-28T14'],
  ],
  [
    'the last 30 days',
    '2025-10-17',
    '2025-11-16',
    '2025-11-15T14:00',
    '2025-11-15T14',
    '2025-09-17T00',
    '2025-10-16T14',
  ],
  ['a past month', '2025-10-01', '2025-11-01', '2025-11-15T14:00', '2025-11-01T00', '2025-09-01T00', '2025-10-01T00'],
  ['a past week', '2025-11-03', '2025-11-10', '2025-11-15T14:00', '2025-11-10T00', '2025-10-27T00', '2025-11-03T00'],
  [
    'up to yesterday',
    '2025-11-13',
    '2025-11-15',
    '2025-11-15T00:10',
    '2025-11-15T00',
    '2025-11-11T00',
    '2025-11-13T00',
  ],
  [
    'until the nearest hour',
    '2025-11-15',
    '2025-11-16',
    '2025-11-15T13:31',
    '2025-11-15T14',
    '2025-11-14T00',
    '2025-11-14T14',
  ],
  [
    'and not a later one',
    '2025-11-15',
    '2025-11-16',
    '2025-11-15T14:29',
    '2025-11-15T14',
    '2025-11-14T00',
    '2025-11-14T14',
  ],
  [
    'at midnight at least an hour',
    '2025-11-15',
    '2025-11-16',
    '2025-11-15T00:10',
    '2025-11-15T01',
    '2025-11-14T00',
    '2025-11-14T01',
  ],
  [
    'with an end in the future',
    '2025-11-14',
    '2025-12-31',
    '2025-11-15T14:00',
    '2025-11-15T14',
    '2025-11-12T00',
    '2025-11-13T14',
  ],
])(
  '%s is compared with the same part of the time before',
  (_what, from = '', to = '', now = '', end = '', ...before) => {
    const [range, nowMs] = [{ from: hour(from), to: hour(to) }, Date.parse(`${now}Z`)];
    expect(upToNow(range, nowMs)).toEqual({ from: hour(from), to: hour(`${end}:00`) });
    expect(comparedRange(range, 'periodBefore', nowMs)).toEqual({
      from: hour(`${before[0]}:00`),
      to: hour(`${before[1]}:00`),
    });
  },
);

function hour(text: string): number {
  return Date.parse(text.length === 10 ? text : `${text}Z`) / 3_600_000;
}
