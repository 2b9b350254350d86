import type { KeyItem } from './canvas/key.ts';
import type { Sheet } from './canvas/sheet.ts';
import { type DaysData, daysMarks, leftOf } from './days.ts';
import { type MonthBar, monthBars } from './months.ts';

/** People a day over people in each calendar month. */
export interface ActiveData {
  readonly days: Omit<DaysData, 'key'>;
  readonly months: readonly MonthBar[];
  /** Of the months. That of the days stands over the chart. */
  readonly heading: string;
  readonly key: readonly KeyItem[];
}

/** Chart (d): a line of days, and under it a bar for each of thirteen months. Each has its own scale from zero. */
export function activeChart({ days, months, heading, key }: ActiveData, sheet: Sheet): string {
  const frame = sheet.frame({ left: leftOf(days), right: 12, lead: 4, height: 112 });
  const under = frame.under(60, 92).fromEdge(12);
  const marks = [
    daysMarks(days, frame, name),
    under.text(0, under.plot.top - 6, heading, 'sub'),
    monthBars(months, under, name),
  ];
  return sheet.svg({ name, frame: under, marks: marks.join(''), below: 22, key });
}

const name = 'active';
