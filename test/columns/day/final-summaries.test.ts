import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeColumns } from '../../../src/columns/columns.ts';
import type { DaySummary, Sums } from '../../../src/columns/day/day-summary.ts';
import {
  type FinalSummaries,
  fewestPeople,
  finalSummaries,
  type MonthToPrune,
} from '../../../src/columns/day/final-summaries.ts';
import { decodeFinalSummaries, encodeFinalSummaries } from '../../../src/columns/day/final-summaries-bytes.ts';
import { summariseDay } from '../../../src/columns/day/summarise-day.ts';
import { atOnce } from '../../../src/core/async/steps.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { CorruptColumns } from '../../../src/core/errors.ts';
import { dayOfHour, hourOfWeek } from '../../../src/core/time.ts';
import { monthHours } from '../some-counters.ts';

/** Counters of up to 12 people in 4 hours of each of 10 days. */
const someMonth = fc.uniqueArray(
  fc.record({
    day: fc.nat(9),
    hourOfDay: fc.nat(3),
    metric: fc.constantFrom('msg' as const, 'voice' as const),
    channel: fc.integer({ min: 1, max: 4 }),
    member: fc.nat(11),
    amount: fc.integer({ min: 1, max: 9 }),
  }),
  { selector: ({ amount: _, ...place }) => JSON.stringify(place), maxLength: 400, size: 'max' },
);

const months = someMonth.map((places) =>
  places.map(({ day, hourOfDay, metric, channel, member, amount }): Counter => {
    const hour = monthHours.from + 24 * day + hourOfDay;
    return { hour, metric, channel, member, amount: amount * (metric === 'voice' ? 1000 : 1) };
  }),
);

function toPrune(counters: readonly Counter[]): MonthToPrune {
  const byDay = groups(counters, ({ hour }) => dayOfHour(hour));
  const days = [...byDay].sort(([a], [b]) => a - b).map(([day, of]) => atOnce(summariseDay(day, [encodeColumns(of)])));
  const byChannel = groups(counters, ({ channel }) => channel);
  const channels = Array.from(byChannel, ([channel, of]) => ({ channel, ...naiveSums(of) }));
  return { days, channels, activeDays: [], unreadable: [], isImported: false };
}

function naiveSums(counters: readonly Counter[]): Sums {
  const written = counters.filter(({ metric }) => metric === 'msg');
  const talked = counters.filter(({ metric }) => metric === 'voice');
  const different = (of: readonly Counter[]) => new Set(of.map(({ member }) => member)).size;
  return {
    people: different(counters),
    writers: different(written),
    talkers: different(talked),
    messages: written.reduce((sum, { amount }) => sum + amount, 0),
    voiceSeconds: talked.reduce((sum, { amount }) => sum + amount / 1000, 0),
  };
}

describe('the final summaries of a month', () => {
  it('keep no number of 1 to 4 people of an hour, a channel or a channel on a day, and no voice of so few', async () => {
    await fc.assert(
      fc.asyncProperty(months, async (counters) => {
        const kept = await finalSummaries(toPrune(counters));
        const cells = [...kept.hours, ...kept.channelDays];
        const people = cells.flatMap((cell) => [
          cell.people,
          cell.written?.writers ?? null,
          cell.voice?.talkers ?? null,
        ]);
        const ofMonth = kept.channels.flatMap((of) => [
          of.people,
          of.written?.writers ?? null,
          of.voice?.talkers ?? null,
        ]);
        const voice = kept.days.map((day) => day.voice?.talkers ?? null);
        for (const count of people) expect(count === null || count >= fewestPeople).toBe(true);
        for (const count of [...ofMonth, ...voice])
          expect(count === null || count === 0 || count >= fewestPeople).toBe(true);
      }),
    );
  });

  it('keep what is kept as it was, and the guild exactly by day and by hour of the week', async () => {
    await fc.assert(
      fc.asyncProperty(months, async (counters) => {
        const month = toPrune(counters);
        const kept = await finalSummaries(month);
        expect(kept.days).toEqual(
          month.days.map(({ hours, channels, talkers, voiceSeconds, ...day }, index) => {
            const { voice } = kept.days[index] ?? { voice: null };
            return { ...day, voice: voice === null ? null : { talkers, voiceSeconds } };
          }),
        );
        for (const [hour, found] of kept.hoursOfWeek.entries()) {
          const of = month.days.flatMap(({ hours }) => hours.filter((each) => hourOfWeek(each.hour) === hour));
          expect(found).toEqual({ people: sum(of, 'people'), messages: sum(of, 'messages') });
        }
        const earlier = (cell: { day: number; channel: number }) =>
          month.days.find(({ day }) => day === cell.day)?.channels.find(({ channel }) => channel === cell.channel);
        for (const cell of kept.channelDays) {
          if (cell.written !== null) expect(earlier(cell)).toMatchObject(cell.written);
          if (cell.voice !== null) expect(earlier(cell)).toMatchObject(cell.voice);
        }
        const messages = kept.channels.reduce((total, { written }) => total + (written?.messages ?? 0), 0);
        expect(messages + kept.otherMessages).toBe(naiveSums(counters).messages);
      }),
    );
  });

  it('leave nothing of 1 to 4 people between a total and what is kept in it', async () => {
    await fc.assert(
      fc.asyncProperty(months, async (counters) => {
        const month = toPrune(counters);
        for (const { cells, kept } of totalsOf(month, await finalSummaries(month))) {
          const withheld = cells.filter((people, index) => people > 0 && !kept[index]);
          const isNothing = withheld.length === 0 || kept.every((isKept) => !isKept);
          expect(isNothing || Math.max(...withheld) >= fewestPeople).toBe(true);
        }
      }),
    );
  });

  it('survive as bytes', async () => {
    await fc.assert(
      fc.asyncProperty(months, async (counters) => {
        const activeDays = [
          { day: 17_600, active: 3, week: { low: 3, high: 9, estimate: null }, thirtyDays: 0, calendarMonth: 4 },
          {
            day: 17_601,
            active: 0,
            week: { notKnown: 'deleted' },
            thirtyDays: { low: 1, high: 2, estimate: 1 },
            calendarMonth: 4,
          },
        ];
        const kept = await finalSummaries({ ...toPrune(counters), activeDays, unreadable: [17_610], isImported: true });
        const bytes = encodeFinalSummaries(kept);
        expect(decodeFinalSummaries(bytes)).toEqual(kept);
        for (const end of [0, 1, Math.floor(bytes.length / 2), bytes.length - 1]) {
          expect(() => decodeFinalSummaries(bytes.subarray(0, end))).toThrow(CorruptColumns);
        }
      }),
      { numRuns: 20 },
    );
  });
});

interface Total {
  /** The people of each number in the total. */
  readonly cells: readonly number[];
  readonly kept: readonly boolean[];
}

/** The totals that may be known, for each kind of number, with the numbers in them. */
function totalsOf({ days, channels }: MonthToPrune, kept: FinalSummaries): Total[] {
  const hours = days.flatMap((day) => day.hours);
  const cells = days.flatMap(({ day, channels: of }) => of.map((each) => ({ ...each, day })));
  const hourAt = new Map(kept.hours.map((each) => [each.hour, each]));
  const cellAt = new Map(kept.channelDays.map((each) => [`${each.day} ${each.channel}`, each]));
  const dayAt = new Map(kept.days.map((each) => [each.day, each]));
  const channelAt = new Map(kept.channels.map((each) => [each.channel, each]));
  const total = <Of>(of: readonly Of[], people: (each: Of) => number, isKept: (each: Of) => boolean): Total => {
    return { cells: of.map(people), kept: of.map((each) => people(each) > 0 && isKept(each)) };
  };
  const grouped = <Of>(of: readonly Of[], by: (each: Of) => number) => [...groups(of, by).values()];
  const ofHours = [...grouped(hours, ({ hour }) => dayOfHour(hour)), ...grouped(hours, ({ hour }) => hourOfWeek(hour))];
  const ofCells = [...grouped(cells, ({ day }) => day), ...grouped(cells, ({ channel }) => channel)];
  const keyOf = ({ day, channel }: (typeof cells)[number]) => `${day} ${channel}`;
  return [
    ...ofHours.map((of) => total(of, writersOf, ({ hour }) => isKnown(hourAt.get(hour)?.written))),
    ...ofHours.map((of) => total(of, talkersOf, ({ hour }) => isKnown(hourAt.get(hour)?.voice))),
    ...ofHours.slice(days.length).map((of) => total(of, peopleOf, ({ hour }) => isKnown(hourAt.get(hour)?.people))),
    ...ofCells.map((of) => total(of, writersOf, (cell) => isKnown(cellAt.get(keyOf(cell))?.written))),
    ...ofCells.map((of) => total(of, talkersOf, (cell) => isKnown(cellAt.get(keyOf(cell))?.voice))),
    total<DaySummary>(days, talkersOf, ({ day }) => isKnown(dayAt.get(day)?.voice)),
    total(channels, talkersOf, ({ channel }) => isKnown(channelAt.get(channel)?.voice)),
  ];
}

function groups<Of>(of: readonly Of[], by: (each: Of) => number): Map<number, Of[]> {
  const found = new Map<number, Of[]>();
  for (const each of of) found.set(by(each), [...(found.get(by(each)) ?? []), each]);
  return found;
}

function isKnown(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function peopleOf({ people }: Sums): number {
  return people;
}

function writersOf({ writers }: Sums): number {
  return writers;
}

function talkersOf({ talkers }: Sums): number {
  return talkers;
}

function sum(of: readonly Sums[], name: 'people' | 'messages'): number {
  return of.reduce((total, each) => total + each[name], 0);
}
