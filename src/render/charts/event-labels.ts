import { leftEdge, placeAt } from './canvas/axis.ts';
import { chartText } from './canvas/chart-text.ts';
import type { Frame } from './canvas/frame.ts';
import { fitted, textWidth } from './canvas/text-width.ts';

/** A span of periods with a name. */
export interface EventLabel {
  /** The index of its first period. */
  readonly from: number;
  /** The index after its last period. */
  readonly to: number;
  readonly text: string;
}

/** Labels in rows above a plot. */
export interface PlacedLabels {
  /** What they need above the plot, in px. */
  readonly height: number;
  /** Them over a plot that has that height above it. */
  draw(frame: Frame): string;
}

/**
 * Thin labels of events above a plot, each over a line as long as the event. Labels that would touch stand in rows; what
 * finds no place in the last row keeps its line only.
 *
 * @param periods How many periods the plot has.
 * @param across A frame as wide as the plot's.
 */
export function placeLabels(labels: readonly EventLabel[], periods: number, across: Frame): PlacedLabels {
  const rows: Box[][] = [];
  const placed = labels.map((label): Placed => {
    const text = fitted(chartText(label.text), widest, size);
    const at = (label.from + label.to) / 2 / periods;
    const width = textWidth(text, size);
    const left = leftEdge(across, at, width, 'plot');
    const box = { left, right: left + width };
    const free = Array.from({ length: mostRows }, (_, row) => row).find(
      (row) => !(rows[row] ?? []).some((other) => touch(box, other)),
    );
    const row = text === '' ? undefined : free;
    if (row !== undefined) rows[row] = [...(rows[row] ?? []), box];
    return { label, text, at, width, row: row ?? null };
  });
  return {
    height: labels.length === 0 ? 0 : below + rowHeight * rows.length,
    draw: (frame) => placed.map((each) => drawn(each, periods, frame)).join(''),
  };
}

const [widest, size, mostRows] = [150, 12, 3];
const [rowHeight, below] = [15, 6];

interface Box {
  readonly left: number;
  readonly right: number;
}

interface Placed {
  readonly label: EventLabel;
  readonly text: string;
  /** The middle, as a share across. */
  readonly at: number;
  readonly width: number;
  /** From 0, just above the plot; null without a text. */
  readonly row: number | null;
}

function touch(one: Box, other: Box): boolean {
  return one.left < other.right + 8 && other.left < one.right + 8;
}

function drawn({ label, text, at, width, row }: Placed, periods: number, frame: Frame): string {
  const y = frame.plot.top - 5;
  const line = frame.rect(label.from / periods, label.to / periods, { class: 'before', y, height: 2 });
  if (row === null) return line;
  return line + frame.text(at, y - 4 - rowHeight * row, text, 'key', placeAt(frame, at, width, 'plot'));
}
