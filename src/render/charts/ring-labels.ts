import { type CountScale, leftEdge, placeAt } from './canvas/axis.ts';
import type { Frame } from './canvas/frame.ts';
import { textWidth } from './canvas/text-width.ts';
import { centre } from './series-paths.ts';

/** Rings around what is far outside the usual, each with its label where no other one stands. */
export function ringLabels(points: readonly Ringed[], frame: Frame, scale: CountScale): string {
  const taken: Box[] = [];
  return points
    .map(({ value, ring }, index) => {
      if (value === null || ring === null) return '';
      const [at, y] = [centre(index, points.length), scale.y(value)];
      const circle = frame.circle(at, y, 6, 'ring');
      const box = boxOf(ring, at, y, frame);
      if (taken.some((other) => overlap(box, other))) return circle;
      taken.push(box);
      return (
        circle + frame.text(at, box.bottom, ring.text, 'mark halo', placeAt(frame, at, box.right - box.left, 'plot'))
      );
    })
    .join('');
}

export interface Ringed {
  readonly value: number | null;
  readonly ring: { readonly text: string; readonly side: 'above' | 'below' } | null;
}

interface Box {
  readonly left: number;
  readonly right: number;
  /** The base line. */
  readonly bottom: number;
}

/** A label stands on the outer side of its ring, unless the axis is there. */
function boxOf({ text, side }: NonNullable<Ringed['ring']>, at: number, y: number, frame: Frame): Box {
  const width = textWidth(text, 13, 600);
  const left = leftEdge(frame, at, width, 'plot');
  const below = y + 21;
  const bottom = side === 'below' && below < frame.plot.bottom - 4 ? below : y - 11;
  return { left, right: left + width, bottom };
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right + 6 && other.left < one.right + 6 && Math.abs(one.bottom - other.bottom) < 16;
}
