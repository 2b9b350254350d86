import { expect, test } from 'vitest';
import { eventSpan } from '../../../src/bot/input/event-span.ts';
import { UserError } from '../../../src/core/errors.ts';
import { isoHour } from '../../../src/core/time.ts';

const nowMs = Date.UTC(2024, 9, 20, 12);

function span(from: string, to: string | null = null): string {
  const range = eventSpan(from, to, nowMs);
  return [range.from, range.to].map((hour) => isoHour(hour).slice(0, 13)).join(' ');
}

test.each([
  ['2024-10-12', null, '2024-10-12T00 2024-10-13T00'],
  ['2024-10-12', '2024-10-14', '2024-10-12T00 2024-10-15T00'],
  ['12 Oct 2024', '12 Oct 2024', '2024-10-12T00 2024-10-13T00'],
  ['2024-10-12 18:00', '2024-10-12 21:30', '2024-10-12T18 2024-10-12T22'],
  ['2024-10-12 18:30', '2024-10-13 2am', '2024-10-12T18 2024-10-13T02'],
  ['2024-10-12T18:00Z', '2024-10-12T20:00Z', '2024-10-12T18 2024-10-12T20'],
  ['12 October at 6 pm', null, '2024-10-12T18 2024-10-12T19'],
  ['28 October', '30 October', '2024-10-28T00 2024-10-31T00'],
  ['3 October', null, '2024-10-03T00 2024-10-04T00'],
  ['tomorrow', null, '2024-10-21T00 2024-10-22T00'],
  ['today 20:00', 'today 22:00', '2024-10-20T20 2024-10-20T22'],
])('from %j to %j', (from, to, expected) => {
  expect(span(from, to)).toBe(expected);
});

test.each([
  ['someday', null],
  ['2024-10-12 24:30', '2024-10-12'],
  ['2024-10-12 18:61', null],
  ['2024-10-12', '2024-10-11'],
  ['2024-10-12', '2024-12-12'],
  ['1924-10-12', null],
])('%j to %j is refused', (from, to) => {
  expect(() => eventSpan(from, to, nowMs)).toThrow(UserError);
});
