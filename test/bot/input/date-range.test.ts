import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseDateRange } from '../../../src/bot/input/date-range.ts';
import { hourOf } from '../../../src/core/time.ts';
import { Mistake } from '../../../src/render/mistake.ts';
import { readRange } from './read-range.ts';

interface Cases {
  readonly now: string;
  readonly cases: readonly (readonly [string | null, string])[];
}
const given: Cases & { at_other_times: Cases[] } = JSON.parse(
  readFileSync(new URL('date-ranges.json', import.meta.url), 'utf8'),
);
const wednesday = Date.parse('2026-11-18T23:55:10Z');
const zones = ['UTC', 'America/New_York', 'America/St_Johns', 'Asia/Kolkata', 'Pacific/Auckland', 'Pacific/Kiritimati'];

describe.each(zones)('on a host in %s', (zone) => {
  const before = process.env.TZ;
  beforeEach(() => {
    process.env.TZ = zone;
    // Node applies a new TZ at once on its main thread. Otherwise, the tests would prove nothing.
    expect(new Date(wednesday).toString()).toContain(offsets[zone]);
  });
  afterEach(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  for (const { now, cases } of [given, ...given.at_other_times]) {
    test.each(cases)(`%j at ${now} is %s`, (text, expected) => {
      expect(readRange(text, Date.parse(now))).toBe(expected);
    });
  }

  test.each([
    ['  LAST   Month ', '2026-10-01..2026-11-01'],
    ['this month', '2026-11-01..2026-11-19'],
    ['November', '2026-11-01..2026-11-19'],
    ['november 2026', '2026-11-01..2026-11-19'],
    ['2026-11', '2026-11-01..2026-11-19'],
    ['2018-01', '2018-01-01..2018-02-01'],
    ['2018-13', 'ERR'],
    ['sept 2018', '2018-09-01..2018-10-01'],
    ['May', '2026-05-01..2026-06-01'],
    ['december 2026', 'ERR'],
    ['a month ago', '2026-10-18..2026-10-19'],
    ['a week ago', '2026-11-11..2026-11-12'],
    ['two weeks ago', '2026-11-04..2026-11-05'],
    ['1 year ago', '2025-11-18..2025-11-19'],
    ['5d ago', '2026-11-13..2026-11-14'],
    ['last 1 day', '2026-11-17..2026-11-18'],
    ['last 2 weeks', '2026-11-02..2026-11-16'],
    ['last 3 months', '2026-08-01..2026-11-01'],
    ['last 0 days', 'ERR'],
    ['monday', '2026-11-16..2026-11-17'],
    ['last Tuesday', '2026-11-17..2026-11-18'],
    ['wednesday', '2026-11-11..2026-11-12'],
    ['thurs', '2026-11-12..2026-11-13'],
    ['Friday, 12 January 2018', '2018-01-12..2018-01-13'],
    ['Monday, 12 January 2018', 'ERR'],
    ['12th of January 2018', '2018-01-12..2018-01-13'],
    ['Jan 12, 2018', '2018-01-12..2018-01-13'],
    ['12 jan', '2026-01-12..2026-01-13'],
    ['2018-01-12 TO 2018-01-14', '2018-01-12..2018-01-14'],
    ['2018-01-12  to  14 jan', '2018-01-12..2018-01-14'],
    ['12 dec to 5 jan', '2025-12-12..2026-01-05'],
    ['monday to wednesday', '2026-11-16..2026-11-18'],
    ['2026-11-01 to 2026-12-24', '2026-11-01..2026-12-24'],
    ['1 nov to 24 dec', '2026-11-01..2026-12-24'],
    ['yesterday to tomorrow', '2026-11-17..2026-11-19'],
    ['tomorrow', 'ERR'],
    ['last month to yesterday', 'ERR'],
    ['2018-01-01 to this week', 'ERR'],
    ['june to july', 'ERR'],
    ['2026-W46', 'ERR'],
    ['20180112', 'ERR'],
    ['1-2-2018', 'ERR'],
    ['2018-01-12T23:30:00-05:00', 'ERR'],
    ['last night', 'ERR'],
    ['now', 'ERR'],
    ['next week', 'ERR'],
    ['99999 days ago', 'ERR'],
    ['1989-12-31', 'ERR'],
    ['1990-01-01', '1990-01-01..1990-01-02'],
    ['to yesterday', 'ERR'],
    ['yesterday to', 'ERR'],
  ])('%j is %s', (text, expected) => {
    expect(readRange(text, wednesday)).toBe(expected);
  });
});

const offsets: Readonly<Record<string, string>> = {
  UTC: '23:55:10 GMT+0000',
  'America/New_York': '18:55:10 GMT-0500',
  'America/St_Johns': '20:25:10 GMT-0330',
  'Asia/Kolkata': '05:25:10 GMT+0530',
  'Pacific/Auckland': '12:55:10 GMT+1300',
  'Pacific/Kiritimati': '13:55:10 GMT+1400',
};

test('the same day a month earlier is the last day of a shorter month', () => {
  expect(readRange('a month ago', Date.parse('2026-03-31T12:00:00Z'))).toBe('2026-02-28..2026-03-01');
});

const word = fc.constantFrom(
  ...'2018-01-12 12 jan 2018 29 feb 31 june to ago days day 3 a last this next week month year monday on of the'.split(
    ' ',
  ),
  ...'yesterday before today 5pm noon est -5 1.5 2026-11-18 2030 , december 0 99999 may sun in until and'.split(' '),
  ...'since from - – .. 1.2.2018 13/10/2025 2/29 quarter weekend end first q1 jnue yesteday years 10-13 now'.split(' '),
);
/** Lone surrogates included. */
const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const anyText = fc.oneof(
  fc.string({ unit: codeUnit }),
  fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' ')),
);
const anyTime = fc.integer({ min: Date.parse('2016-01-01'), max: Date.parse('2060-01-01') });

test('any text is a range of whole days that begins by today, or a Mistake', () => {
  fc.assert(
    fc.property(anyText, anyTime, (text, nowMs) => {
      try {
        const { from, to } = parseDateRange(text, nowMs);
        expect([from % 24, to % 24]).toEqual([0, 0]);
        expect(from).toBeLessThan(to);
        expect(from).toBeLessThanOrEqual(hourOf(nowMs));
      } catch (error) {
        expect(error).toBeInstanceOf(Mistake);
      }
    }),
    { numRuns: 1000 },
  );
});

test("the host's time zone does not matter for any text", () => {
  const before = process.env.TZ;
  const readIn = (zone: string, text: string, nowMs: number): string => {
    process.env.TZ = zone;
    return readRange(text, nowMs);
  };
  try {
    fc.assert(
      fc.property(anyText, anyTime, (text, nowMs) => {
        const [here, ...elsewhere] = zones.map((zone) => readIn(zone, text, nowMs));
        expect(elsewhere).toEqual(elsewhere.map(() => here));
      }),
      { numRuns: 250 },
    );
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
});
