import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hourMs, hourOfWeek, weekdayOfHour } from '../../src/core/time.ts';

it('the day and the hour of the week are those of the calendar, with Monday first, also before 1970', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (hour) => {
      const date = new Date(hour * hourMs);
      const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(date.toUTCString().slice(0, 3));
      expect(weekdayOfHour(hour)).toBe(weekday);
      expect(hourOfWeek(hour)).toBe(weekday * 24 + date.getUTCHours());
    }),
  );
});
