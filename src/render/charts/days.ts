import { CountScale, countAxis, gutter, type Tick, timeAxis } from './canvas/axis.ts';
import type { Frame } from './canvas/frame.ts';
import type { KeyItem } from './canvas/key.ts';
import { emptyText, hatches, readouts } from './canvas/marks.ts';
import type { Sheet } from './canvas/sheet.ts';
import { type EventLabel, placeLabels } from './event-labels.ts';
import { ringLabels } from './ring-labels.ts';
import { centre, type Point, pointsWithDots, seriesPaths } from './series-paths.ts';

/** A number over time, with what is usual behind it: hours, days, weeks or months. */
export interface DaysData {
  /** One for each period, without holes between them. */
  readonly points: readonly DayPoint[];
  readonly ticks: readonly Tick[];
  readonly key: readonly KeyItem[];
  /** What is said in the middle of a chart without a number; null if it has one. */
  readonly empty: string | null;
  readonly axisText: (value: number) => string;
  /** Events, by the index of their periods. Only {@link daysChart} writes them: names leave no server with a card. */
  readonly labels?: readonly EventLabel[];
}

export interface DayPoint extends Point {
  /** What is said of a period that is hatched, once for its neighbours too; null if it is not hatched. */
  readonly hatch: string | null;
  /** The label of a value that is far outside the usual; null without a ring. */
  readonly ring: Ring | null;
  /** Every number of the period, in a page. */
  readonly readout: string;
}

export interface Ring {
  readonly text: string;
  readonly side: 'above' | 'below';
}

/** Chart (a): a line over its usual values. */
export function daysChart(data: DaysData, sheet: Sheet): string {
  const size = { left: leftOf(data), right: 12, height: 200 };
  const labels = placeLabels(data.labels ?? [], data.points.length, sheet.frame({ ...size, lead }));
  const frame = sheet.frame({ ...size, lead: lead + labels.height });
  const marks = labels.draw(frame) + daysMarks(data, frame, name);
  return sheet.svg({ name, frame, marks, below: 22, key: data.key });
}

const name = 'days';
const lead = 6;

/** The gutter that the numbers of its scale need. */
export function leftOf({ points, axisText }: Pick<DaysData, 'points' | 'axisText'>): number {
  return gutter(new CountScale(valuesOf(points), { top: 0, bottom: 200 }), axisText);
}

/** Everything that is drawn in a plot, with its axes. */
export function daysMarks(data: Omit<DaysData, 'key'>, frame: Frame, chart: string): string {
  const { points, ticks, empty, axisText } = data;
  const scale = new CountScale(valuesOf(points), frame.plot);
  const paths = seriesPaths(points, frame, scale);
  const marks = [
    paths.behind,
    countAxis(frame, scale, axisText),
    hatches(chart, points, frame),
    paths.lines,
    dots(points, frame, scale),
    ringLabels(points, frame, scale),
    timeAxis(frame, ticks),
    empty === null ? '' : emptyText(frame, empty),
    frame.placement === 'page' ? readouts(points, frame, scale) : '',
  ];
  return marks.join('');
}

function valuesOf(points: readonly DayPoint[]): readonly number[] {
  return points.flatMap(({ value, usual, bounds }) => [value ?? 0, usual?.high ?? 0, bounds?.high ?? 0]);
}

/** None where they would touch, but for a value that no line reaches. */
function dots(points: readonly DayPoint[], frame: Frame, scale: CountScale): string {
  return pointsWithDots(points)
    .map(({ index, value, isRunning }) => {
      const place = [centre(index, points.length), scale.y(value)] as const;
      return frame.circle(...place, isRunning ? 2.75 : 2.5, isRunning ? 'hollow' : 'dot');
    })
    .join('');
}
