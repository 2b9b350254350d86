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
    ...days.map((day, index) => numberOf(day, index, frame, scale)),
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

/** Above its dot; beside the line's end where the line comes from above. */
function numberOf({ value, valueText, ring }: WeekDay, index: number, frame: Frame, scale: CountScale): string {
  if (value === null) return '';
  const at = centre(index, 7);
  const width = textWidth(valueText, 14, 600);
  const place = placeAt(frame, at, width);
  const classes = ring === null ? 'value halo' : 'value unusual halo';
  return frame.text(at, scale.y(value) - (ring === null ? 9 : 12), valueText, classes, place);
}
