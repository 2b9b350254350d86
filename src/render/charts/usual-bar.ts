import { Frame } from './canvas/frame.ts';
import { element } from './canvas/svg.ts';
import type { Span } from './series-paths.ts';

/** A change and the changes that are usual, as shares: 0.2 is a fifth more. */
export interface UsualBarData {
  /** Null without a percentage. */
  readonly change: number | null;
  readonly usual: Span | null;
  /** It lies outside of all that is usual. */
  readonly isUnusual: boolean;
}

/**
 * Where a change stands: 14 px high and as wide as its place, with no change in the middle. A band is what is usual, the
 * dot is the change: a ring outside of it. The plain track is left where either is not known. The words beside it say
 * the same.
 */
export function usualBar({ change, usual, isUnusual }: UsualBarData): string {
  const frame = new Frame('page', { left: 0, right: 0, top: 0, bottom: height });
  const middle = height / 2;
  const reach = 1.15 * Math.max(smallest, ...[change, usual?.low, usual?.high].map((share) => Math.abs(share ?? 0)));
  const at = (share: number) => 0.5 + share / (2 * reach);
  const marks = [
    frame.line([0, middle], [1, middle], 'grid'),
    usual === null
      ? ''
      : frame.rect(at(usual.low), at(usual.high), { class: 'usual', y: 2, height: height - 4, rx: 3 }),
    usual === null ? '' : frame.line([0.5, 2], [0.5, height - 2], 'base'),
    change === null || usual === null ? '' : frame.circle(at(change), middle, 4, isUnusual ? 'ring' : 'dot'),
  ];
  return element('svg', { class: 'usual-bar', width: '100%', height, 'aria-hidden': 'true' }, marks.join(''));
}

const height = 14;

/** Changes of less than that would fill the bar otherwise. */
const smallest = 0.01;
