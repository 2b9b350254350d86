import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NaiveDay, rangeOf, type Unit } from './naive-calendar.ts';
import { rangeOrSentence } from './read-range.ts';

const anyTime = fc.integer({ min: Date.parse('2000-01-01'), max: Date.parse('2060-01-01') });
const endless = new NaiveDay(Date.parse('9000-01-01'));

test('a day with its year is that day in every form', () => {
  check(({ day, today, form }) => {
    const { year, month, dayOfMonth: number, monthName: name, weekdayName: weekday } = day;
    const forms = [
      day.iso,
      `${year}/${month}/${number}`,
      `${number} ${name} ${year}`,
      `${number}. ${name.slice(0, 3)} ${year}`,
      `${name} ${number}, ${year}`,
      `the ${number}th of ${name} ${year}`,
      `${weekday}, ${number} ${name.toUpperCase()} ${year}`,
      ...(number > 12
        ? [`${number}.${month}.${year}`, `${month}/${number}/${year}`, `${number}-${month}-${year}`]
        : []),
    ];
    const text = forms[form % forms.length] ?? '';
    return [text, today.isBefore(day) ? notYet(today) : rangeOf([day])];
  });
});

test('a day without a year, or a weekday, is the most recent one', () => {
  check(({ day, today, form }) => {
    const { month, dayOfMonth, monthName, weekdayName } = day;
    const sameDay = today.backTo((other) => other.month === month && other.dayOfMonth === dayOfMonth);
    const sameWeekday = today.plus(-1).backTo((other) => other.weekdayName === weekdayName);
    const forms: Case[] = [
      [`${dayOfMonth} ${monthName}`, rangeOf([sameDay])],
      [`${monthName.slice(0, 3)} ${dayOfMonth}`, rangeOf([sameDay])],
      [weekdayName, rangeOf([sameWeekday])],
      [`last ${weekdayName.slice(0, 3)}`, rangeOf([sameWeekday])],
      [`since ${dayOfMonth} ${monthName}`, rangeOf([sameDay, today])],
      [`since ${weekdayName}`, rangeOf([sameWeekday, today])],
    ];
    return forms[form % forms.length] ?? (forms[0] as Case);
  });
});

test('a month, quarter or year has its days, up to today if it is the current one', () => {
  check(({ day, today, form }) => {
    const { year, month, monthName } = day;
    const quarter = Math.ceil(month / 3);
    const whole = (unit: Unit) => {
      const isCurrent = day.allOf(unit, endless).some(({ iso }) => iso === today.iso);
      const days = day.allOf(unit, isCurrent ? today : endless);
      return (days[0] as NaiveDay).iso > today.iso ? notYet(today) : rangeOf(days);
    };
    const inMonth = today.backTo((other) => other.month === month);
    const forms: Case[] = [
      [`${monthName} ${year}`, whole('month')],
      [`${year}-${month}`, whole('month')],
      [`${month}/${year}`, whole('month')],
      [`Q${quarter} ${year}`, whole('quarter')],
      [`${year}`, whole('year')],
      [monthName, rangeOf(inMonth.allOf('month', today))],
    ];
    return forms[form % forms.length] ?? (forms[0] as Case);
  });
});

test('the last days, weeks, months, quarters and years are whole ones before the current', () => {
  check(({ today, form, count }) => {
    const unit = (['day', 'week', 'month', 'quarter', 'year'] as const)[form % 5] ?? 'day';
    const current = today.allOf(unit, today);
    const days: NaiveDay[] = [];
    let before = (current[0] as NaiveDay).plus(-1);
    for (let taken = 0; taken < count; taken++) {
      const all = before.allOf(unit, endless);
      days.unshift(...all);
      before = (all[0] as NaiveDay).plus(-1);
    }
    if ((days[0] as NaiveDay).year < 1990) return [`${count} days ago`, rangeOf([today.plus(-count)])];
    const forms: Case[] = [
      [`last ${count} ${unit}s`, rangeOf(days)],
      [`the past ${count} ${unit}`, rangeOf(days)],
      [`this ${unit === 'day' ? 'week' : unit}`, rangeOf(today.allOf(unit === 'day' ? 'week' : unit, today))],
      [`${count} days ago`, rangeOf([today.plus(-count)])],
    ];
    return forms[count % forms.length] ?? (forms[0] as Case);
  });
});

test('two days are the days from the first up to the second, without it', () => {
  check(({ day, today, form, count }) => {
    const end = day.plus(count);
    const [first, last] = [`${day.dayOfMonth} ${day.monthName}`, `${end.dayOfMonth} ${end.monthName} ${end.year}`];
    const forms = [
      `${day.iso} to ${end.iso}`,
      `from ${day.iso} TO ${last}`,
      `${first} ${day.year} - ${end.iso}`,
      `${day.iso} – ${last}`,
      `${day.iso}..${end.iso}`,
      `${first} to ${last}`,
    ];
    return [forms[form % forms.length] ?? '', today.isBefore(day) ? notYet(today) : `${day.iso}..${end.iso}`];
  });
});

type Case = readonly [text: string, expected: string];

interface Drawn {
  readonly day: NaiveDay;
  readonly today: NaiveDay;
  readonly form: number;
  readonly count: number;
}

function check(draw: (drawn: Drawn) => Case): void {
  fc.assert(
    fc.property(anyTime, anyTime, fc.nat(59), fc.integer({ min: 1, max: 12 }), (timeMs, nowMs, form, count) => {
      const [text, expected] = draw({ day: new NaiveDay(timeMs), today: new NaiveDay(nowMs), form, count });
      expect([text, rangeOrSentence(text, nowMs)]).toEqual([text, expected]);
    }),
    { numRuns: 100 },
  );
}

function notYet({ dayOfMonth, monthName, year }: NaiveDay): string {
  return `A range begins today or earlier. Today is ${dayOfMonth} ${monthName} ${year} in UTC.`;
}
