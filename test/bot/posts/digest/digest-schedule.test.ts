import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DigestSchedule } from '../../../../src/bot/posts/digest/digest-schedule.ts';
import { type Hour, hourMs, hourOf } from '../../../../src/core/time.ts';
import '../../../seeded-properties.ts';

const at = (iso: string): Hour => hourOf(Date.parse(`${iso}:00Z`));
const text = (hour: Hour): string => new Date(hour * hourMs).toISOString().slice(0, 13);

function lastDue(period: 'daily' | 'weekly', hourOfDay: number, timezone: string, now: string): readonly string[] {
  const { from, to } = new DigestSchedule(hourOfDay, timezone).lastDue(period, at(now));
  return [text(from), text(to)];
}

describe('a digest is due', () => {
  it('at its hour in UTC, if no other zone is set', () => {
    const schedule = new DigestSchedule(9);
    const before = { from: at('2024-10-29T00'), to: at('2024-10-30T00') };
    expect(schedule.lastDue('daily', at('2024-10-31T08'))).toEqual(before);
    expect(schedule.lastDue('daily', at('2024-10-31T09'))).toEqual({ from: before.to, to: before.to + 24 });
    expect(schedule.lastDue('daily', at('2024-11-01T08'))).toEqual({ from: before.to, to: before.to + 24 });
  });

  it('on Monday for the week that ended at midnight', () => {
    expect(lastDue('weekly', 9, 'UTC', '2024-10-28T08')).toEqual(['2024-10-14T00', '2024-10-21T00']);
    expect(lastDue('weekly', 9, 'UTC', '2024-10-28T09')).toEqual(['2024-10-21T00', '2024-10-28T00']);
  });

  it.each([
    // In New York the week in UTC ends on Sunday at 20:00.
    ['America/New_York', 9, '2024-10-21T12', '2024-10-21T13'],
    ['America/New_York', 20, '2024-10-20T23', '2024-10-21T00'],
    ['America/New_York', 19, '2024-10-21T22', '2024-10-21T23'],
    ['Asia/Tokyo', 9, '2024-10-20T23', '2024-10-21T00'],
    ['Asia/Tokyo', 8, '2024-10-21T22', '2024-10-21T23'],
    // Half an hour past the full hour in UTC.
    ['Asia/Kolkata', 9, '2024-10-21T03', '2024-10-21T04'],
  ])('at the hour of %s, at %i', (zone, hourOfDay, early, due) => {
    const [week, weekBefore] = [
      ['2024-10-14T00', '2024-10-21T00'],
      ['2024-10-07T00', '2024-10-14T00'],
    ];
    expect(lastDue('weekly', hourOfDay, zone, early)).toEqual(weekBefore);
    expect(lastDue('weekly', hourOfDay, zone, due)).toEqual(week);
  });

  it('in the hour after one that the clock skips', () => {
    // In Berlin 02:00 does not exist on 31 March 2024.
    const schedule = new DigestSchedule(2, 'Europe/Berlin');
    expect(text(schedule.dueAt(at('2024-03-30T00')))).toBe('2024-03-30T01');
    expect(text(schedule.dueAt(at('2024-03-31T00')))).toBe('2024-03-31T01'); // 03:00.
    expect(text(schedule.dueAt(at('2024-04-01T00')))).toBe('2024-04-01T00');
  });

  it('at the first of two equal hours', () => {
    // In Berlin 02:00 is at 00:00 and 01:00 UTC on 27 October 2024.
    const schedule = new DigestSchedule(2, 'Europe/Berlin');
    expect(text(schedule.dueAt(at('2024-10-27T00')))).toBe('2024-10-27T00');
    expect(text(schedule.dueAt(at('2024-10-28T00')))).toBe('2024-10-28T01');
  });

  it('although a whole day is skipped', () => {
    // Samoa had no 30 December 2011.
    const schedule = new DigestSchedule(9, 'Pacific/Apia');
    const dues = [28, 29, 30, 31].map((day) => text(schedule.dueAt(at(`2011-12-${day}T00`))));
    expect(new Set(dues).size).toBe(4);
  });

  it('once for each period, in any zone, through all changes of the clock', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata');
    const hour = fc.integer({ min: at('2023-01-01T00'), max: at('2024-12-31T00') });
    fc.assert(
      fc.property(zones, fc.nat(23), fc.constantFrom('daily', 'weekly'), hour, (zone, hourOfDay, period, start) => {
        const schedule = new DigestSchedule(hourOfDay, zone);
        const length = period === 'daily' ? 24 : 168;
        let last = schedule.lastDue(period, start);
        for (let now = start; now < start + 12 * 24; now += 1) {
          const due = schedule.lastDue(period, now);
          expect(due.to).toBeLessThanOrEqual(now);
          expect([last.to, last.to + length]).toContain(due.to);
          if (due.to !== last.to) expect(naiveIsDue(now, due.to, hourOfDay, zone)).toBe(true);
          else expect(now < due.to + length || !naiveIsDue(now, due.to + length, hourOfDay, zone)).toBe(true);
          last = due;
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** Whether the clock in the zone, from the end of a period on, has shown or passed the hour by now. */
function naiveIsDue(now: Hour, end: Hour, hourOfDay: number, zone: string): boolean {
  const shown = clockIn(zone);
  for (let hour = end; hour <= now; hour += 1) {
    if (shown(hour) % 24 === hourOfDay) return true;
    for (let passed = shown(hour - 1) + 1; passed < shown(hour); passed += 1) {
      if (passed % 24 === hourOfDay) return true;
    }
  }
  return false;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const clocks = new Map<string, number>();

/** What the clock in a zone shows, as hours since the epoch, without the minutes. */
function clockIn(zone: string): (hour: Hour) => number {
  const format =
    formats.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  formats.set(zone, format);
  return (hour) => {
    const key = `${zone} ${hour}`;
    const known = clocks.get(key);
    if (known !== undefined) return known;
    const parts = format.formatToParts(hour * hourMs);
    const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour')) / hourMs;
    clocks.set(key, shown);
    return shown;
  };
}
