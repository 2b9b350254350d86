import { seesAllChannels } from '../../../src/core/channel.ts';
import type { Query, Result } from '../../../src/query/query.ts';
import { type HourOfWeekMeasure, hourOfWeekMeasures } from '../../../src/query/questions/hour-of-week.ts';
import type { RangeFacts } from '../../../src/query/range-facts.ts';
import { notKnown, type Value } from '../../../src/query/value.ts';
import { facts, october } from './some-days.ts';

/** An hour of the week of a made-up result. */
export interface SomeHour {
  readonly people: Value;
  readonly observedShare?: number;
  readonly cover?: Value;
}

/** 168 hours as `hourOfWeek` answers them. */
export function someHours(
  hourOf: (weekday: number, hour: number) => SomeHour,
  changes: { readonly query?: Partial<Query>; readonly facts?: Partial<RangeFacts> } = {},
): Result<HourOfWeekMeasure> {
  const query = {
    about: 'hourOfWeek',
    guildId: '7',
    range: october,
    by: 'hourOfWeek',
    channel: null,
    view: seesAllChannels,
  };
  return {
    query: { ...query, ...changes.query } as Query,
    measures: hourOfWeekMeasures,
    rows: Array.from({ length: 168 }, (_, hour) => {
      const { people, observedShare = 1, cover = notKnown('tooFew') } = hourOf(Math.floor(hour / 24), hour % 24);
      return { key: { kind: 'hourOfWeek', hour }, values: { people, messages: 3, observedShare, cover } };
    }),
    facts: { ...facts, ...changes.facts },
    before: null,
  };
}

/** A community whose days are in Europe: a wave from noon to the evening, lower at the weekend. */
export function busyHour(weekday: number, hour: number): SomeHour {
  const wave = 1 + Math.cos(((hour - 15) / 12) * Math.PI);
  const people = Math.round(10 * (weekday > 4 ? 0.6 : 1) * (1 + wave * 4 + ((weekday * 5 + hour * 3) % 4))) / 10;
  return { people, cover: hour > 3 && hour < 22 ? 1.4 : (weekday + hour) % 3 === 0 ? 0.25 : 0.75 };
}
