import { area, line } from 'd3-shape';
import type { CountScale } from './canvas/axis.ts';
import type { Frame } from './canvas/frame.ts';
import { element } from './canvas/svg.ts';

/** The numbers of one period. */
export interface Point {
  /** What the line goes through; null where it breaks. */
  readonly value: number | null;
  /** Between which numbers the true one lies; null if the value is exact. */
  readonly bounds: Span | null;
  readonly usual: Span | null;
  /** It is not over yet. */
  readonly isRunning: boolean;
}

export interface Span {
  readonly low: number;
  readonly high: number;
}

/** The middle of a period across, as a share. */
export function centre(index: number, periods: number): number {
  return (index + 0.5) / periods;
}

/** The areas and lines of a series, from behind. */
export function seriesPaths(points: readonly Point[], frame: Frame, scale: CountScale): SeriesPaths {
  const bounds = points.map(({ bounds: own, value }) => own ?? (value === null ? null : { low: value, high: value }));
  const areas = [
    spanArea(
      points.map(({ usual }) => usual),
      'band',
      frame,
      scale,
    ),
    ...runs(points, (point, index) => isBounded(point) || isBounded(points[index - 1]) || isBounded(points[index + 1]))
      .filter(({ from, to }) => points.slice(from, to).some(isBounded))
      .map(({ from, to }) => {
        const own = bounds.map((span, index) => (index >= from && index < to ? span : null));
        return spanArea(own, 'bounds', frame, scale);
      }),
  ];
  return { behind: areas.join(''), lines: frame.paths(linesOf(points, frame, scale)) };
}

export interface SeriesPaths {
  /** What is usual, and between which bounds a number lies. */
  readonly behind: string;
  readonly lines: string;
}

function isBounded(point: Point | undefined): boolean {
  return (point?.bounds ?? null) !== null;
}

/** A band through spans. One that stands alone is as wide as its period. */
export function spanArea(spans: readonly (Span | null)[], className: string, frame: Frame, scale: CountScale): string {
  const alone = (index: number) => (spans[index - 1] ?? null) === null && (spans[index + 1] ?? null) === null;
  const path = area<Span | null>()
    .defined((span, index) => span !== null && !alone(index))
    .x((_, index) => frame.inPath(centre(index, spans.length)))
    .y0((span) => scale.y(span?.low ?? 0))
    .y1((span) => scale.y(span?.high ?? 0))
    .digits(1);
  const d = path(spans);
  const boxes = spans.map((span, index) => {
    if (span === null || !alone(index)) return '';
    const [y, bottom] = [scale.y(span.high), scale.y(span.low)];
    const height = Math.max(1, bottom - y);
    return frame.rect(index / spans.length, (index + 1) / spans.length, { class: className, y, height });
  });
  return frame.paths(d === null ? '' : element('path', { class: className, d })) + boxes.join('');
}

type LineKind = 'line' | 'guess' | 'running';

/** The pieces between neighbours, drawn together where they are alike. */
function linesOf(points: readonly Point[], frame: Frame, scale: CountScale): string {
  const path = line<{ readonly index: number; readonly value: number }>()
    .x(({ index }) => frame.inPath(centre(index, points.length)))
    .y(({ value }) => scale.y(value))
    .digits(1);
  const pieces = points.slice(1).map((point, index) => kindOf(points[index], point));
  const drawn: string[] = [];
  for (let from = 0; from < pieces.length; ) {
    const kind = pieces[from] ?? null;
    let to = from + 1;
    while (to < pieces.length && pieces[to] === kind) to += 1;
    const run = points.slice(from, to + 1).map(({ value }, index) => ({ index: from + index, value: value ?? 0 }));
    if (kind !== null) drawn.push(element('path', { class: kind, d: path(run) ?? '' }));
    from = to;
  }
  return drawn.join('');
}

function kindOf(one: Point | undefined, next: Point): LineKind | null {
  if (one === undefined || one.value === null || next.value === null) return null;
  if (next.isRunning) return 'running';
  return isBounded(one) || isBounded(next) ? 'guess' : 'line';
}

/** The points that have a dot: all exact ones of a short series, and those without a neighbour. */
export function pointsWithDots(points: readonly Point[]): readonly DottedPoint[] {
  return points.flatMap(({ value, bounds, isRunning }, index) => {
    if (value === null) return [];
    const isAlone = [index - 1, index + 1].every((near) => (points[near]?.value ?? null) === null);
    const isShown = isAlone || isRunning || (points.length <= mostDots && bounds === null);
    return isShown ? [{ index, value, isRunning }] : [];
  });
}

export interface DottedPoint {
  readonly index: number;
  readonly value: number;
  readonly isRunning: boolean;
}

const mostDots = 45;

/** Neighbours for which a condition holds: from the first to before the last. */
export function runs<Item>(
  items: readonly Item[],
  holds: (item: Item, index: number) => boolean,
): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (const [index, item] of items.entries()) {
    if (!holds(item, index)) continue;
    const last = found.at(-1);
    if (last?.to === index) last.to = index + 1;
    else found.push({ from: index, to: index + 1 });
  }
  return found;
}
