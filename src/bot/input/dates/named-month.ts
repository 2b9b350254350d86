import type { Month } from '../../../core/time.ts';
import { Mistake } from '../../../render/mistake.ts';
import { monthNamed } from './calendar-words.ts';

/** A month and whether its year was given. */
export interface NamedMonth {
  readonly month: Month;
  readonly hasYear: boolean;
}

/**
 * A month by its name or in digits: `June`, `June 2018`, `2018-06`, `6/2018`. Without a year, it is the most recent one.
 * Returns undefined for any other text.
 *
 * @param text In lower case, with single spaces.
 * @throws {Mistake} for a month that does not exist, such as `2018-13`.
 */
export function namedMonth(text: string, thisMonth: Month): NamedMonth | undefined {
  const [, name = '', givenYear] = /^([a-z]{3,9})\.?(?:(?:,| of)? (\d{4}))?$/.exec(text) ?? [];
  const place = monthNamed(name);
  if (place !== undefined) {
    const month = givenYear === undefined ? mostRecent(place, thisMonth) : Number(givenYear) * 12 + place;
    return { month, hasYear: givenYear !== undefined };
  }
  const [, year, number] = /^(\d{4})[-/.](\d{1,2})$/.exec(text) ?? yearLast(text);
  if (year === undefined) return undefined;
  if (Number(number) < 1 || Number(number) > 12) throw new Mistake('dates.noSuchMonth', { month: Number(number) });
  return { month: Number(year) * 12 + Number(number) - 1, hasYear: true };
}

/** The month with this place in its year, from 0, that began last. */
export function mostRecent(place: number, thisMonth: Month): Month {
  return thisMonth - ((thisMonth - place) % 12);
}

function yearLast(text: string): readonly (string | undefined)[] {
  const [all, number, year] = /^(\d{1,2})[-/.](\d{4})$/.exec(text) ?? [];
  return [all, year, number];
}
