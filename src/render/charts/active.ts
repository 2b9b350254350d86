import type { KeyItem } from './canvas/key.ts';
import type { Sheet } from './canvas/sheet.ts';
import { type DaysData, daysMarks, leftOf } from './days.ts';
import { type MonthBar, monthBars } from './months.ts';

/** People a day over people in each calendar month. */
export interface ActiveData {
  readonly days: Omit<DaysData, 'key'>;
  readonly months: readonly MonthBar[];
  readonly headings: { readonly days: string; readonly months: string };
  readonly key: readonly KeyItem[];
}

/** Chart (d): a line of days, and under it a bar for each of thirteen months. Each has its own scale from zero. */
export function activeChart({ days, months, headings, key }: ActiveData, sheet: Sheet): string {
  const frame = sheet.frame({ left: leftOf(days), right: 12, lead: 20, height: 112 });
  const under = frame.under(60, 92).fromEdge(12);
  const marks = [
    frame.fromEdge(12).text(0, frame.plot.top - 7, headings.days, 'small'),
    daysMarks(days, frame, name),
    under.text(0, under.plot.top - 8, headings.months, 'small'),
    monthBars(months, under, name),
  ];
  return sheet.svg({ name, frame: under, marks: marks.join(''), below: 22, key });
}

const name = 'active';
