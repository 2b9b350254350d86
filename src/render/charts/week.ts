import { line } from 'd3-shape';
import { CountScale, countAxis, gutter, placeAt, timeAxis } from './canvas/axis.ts';
import type { Frame } from './canvas/frame.ts';
import type { KeyItem } from './canvas/key.ts';
import { emptyText, hatches, readouts } from './canvas/marks.ts';
import type { Sheet } from './canvas/sheet.ts';
import { element } from './canvas/svg.ts';
import { textWidth } from './canvas/text-width.ts';
import type { DayPoint } from './days.ts';
import { centre, pointsWithDots, seriesPaths } from './series-paths.ts';

/** Seven days over the same days of the weeks before. */
export interface WeekData {
  readonly days: readonly WeekDay[];
  /** The days of each earlier week, Monday first; null where they are not known. */
  readonly before: readonly (readonly (number | null)[])[];
  readonly key: readonly KeyItem[];
  readonly empty: string | null;
  readonly axisText: (value: number) => string;
}

export interface WeekDay extends DayPoint {
  /** Such as `Mon 14`. */
  readonly label: string;
  readonly valueText: string;
}

/** Chart (e): this week, with a number at each day. */
export function weekChart({ days, before, key, empty, axisText }: WeekData, sheet: Sheet): string {
  const values = [...before.flat(), ...days.flatMap(({ value, usual }) => [value, usual?.high ?? 0])].map(orZero);
  const left = gutter(new CountScale(values, { top: 0, bottom: height }), axisText);
  const frame = sheet.frame({ left, right: 12, lead: 14, height });
  const scale = new CountScale(values, frame.plot);
  const paths = seriesPaths(days, frame, scale);
  const marks = [
    paths.behind,
    countAxis(frame, scale, axisText),
    hatches(name, days, frame),
    frame.paths(before.map((week) => oldWeek(week, frame, scale)).join('')),
    paths.lines,
    dots(days, frame, scale),
    ...days.map((_, index) => numberOf(days, index, frame, scale)),
    timeAxis(
      frame,
      days.map(({ label }, index) => ({ at: centre(index, days.length), label })),
    ),
    empty === null ? '' : emptyText(frame, empty),
    frame.placement === 'page' ? readouts(days, frame, scale) : '',
  ];
  return sheet.svg({ name, frame, marks: marks.join(''), below: 22, key });
}

const name = 'week';
const height = 184;

function orZero(value: number | null): number {
  return value ?? 0;
}

function oldWeek(week: readonly (number | null)[], frame: Frame, scale: CountScale): string {
  const path = line<number | null>()
    .defined((value) => value !== null)
    .x((_, index) => frame.inPath(centre(index, week.length)))
    .y((value) => scale.y(orZero(value)))
    .digits(1);
  const d = path(week);
  return d === null ? '' : element('path', { class: 'old', d });
}

function dots(days: readonly WeekDay[], frame: Frame, scale: CountScale): string {
  return pointsWithDots(days)
    .map(({ index, value, isRunning }) => {
      const [at, y] = [centre(index, days.length), scale.y(value)];
      const ring = days[index]?.ring === null ? '' : frame.circle(at, y, 6.5, 'ring');
      return frame.circle(at, y, isRunning ? 3 : 2.75, isRunning ? 'hollow' : 'dot') + ring;
    })
    .join('');
}

/** On the outer side of the line: below its dot where the neighbours are above. */
function numberOf(days: readonly WeekDay[], index: number, frame: Frame, scale: CountScale): string {
  const { value = null, valueText = '', ring = null } = days[index] ?? {};
  if (value === null) return '';
  const near = [index - 1, index + 1].flatMap((day) => days[day]?.value ?? []);
  const below = scale.y(value) + (ring === null ? 17 : 21);
  const isLow = near.length > 0 && near.every((other) => other > value) && below < frame.plot.bottom - 2;
  const y = isLow ? below : scale.y(value) - (ring === null ? 9 : 12);
  const at = centre(index, days.length);
  const classes = `value halo${ring === null ? '' : ' unusual'}`;
  return frame.text(at, y, valueText, classes, placeAt(frame, at, textWidth(valueText, 14, 600)));
}
