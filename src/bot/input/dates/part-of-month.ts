import type { Day, Month } from '../../../core/time.ts';
import { type DayRange, firstDayOf, monthOfDay } from './calendar.ts';
import { type NamedMonth, namedMonth } from './named-month.ts';

/**
 * Seven days of a month: `first week of June` means its days 1 to 7, and so on until the `fourth`. `last week of June`
 * and `end of June` mean its last seven days, `start of June` its first. Without a year, it is the most recent June in
 * which these days have begun. Returns undefined for any other text.
 *
 * @param text In lower case, with single spaces.
 */
export function partOfMonth(text: string, today: Day): DayRange | undefined {
  const [, edge, week, monthText = ''] =
    /^(?:(end|start|beginning)|(first|second|third|fourth|last|1st|2nd|3rd|4th) (?:week|7 days|seven days)) of (.+)$/.exec(
      text,
    ) ?? [];
  const place = places[edge ?? week ?? ''];
  const asked = readMonth(monthText, monthOfDay(today));
  if (place === undefined || asked === undefined) return undefined;
  const inMonth = sevenDays(asked.month, place);
  const { from, to } = asked.hasYear || inMonth.from <= today ? inMonth : sevenDays(asked.month - 12, place);
  return { from, to: from <= today && today < to ? today + 1 : to };
}

/** The week of a month, from 0; −1 for the last. */
const places: Readonly<Record<string, number>> = {
  ...{ start: 0, beginning: 0, first: 0, '1st': 0, second: 1, '2nd': 1 },
  ...{ third: 2, '3rd': 2, fourth: 3, '4th': 3, last: -1, end: -1 },
};

function readMonth(text: string, thisMonth: Month): NamedMonth | undefined {
  if (text === 'this month' || text === 'the month') return { month: thisMonth, hasYear: true };
  if (text === 'last month') return { month: thisMonth - 1, hasYear: true };
  return namedMonth(text, thisMonth);
}

function sevenDays(month: Month, place: number): DayRange {
  const from = place < 0 ? firstDayOf(month + 1) - 7 : firstDayOf(month) + 7 * place;
  return { from, to: from + 7 };
}
