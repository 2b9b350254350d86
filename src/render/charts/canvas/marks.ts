import { leftEdge, placeAt } from './axis.ts';
import type { Frame } from './frame.ts';
import { hatchFill } from './hatch.ts';
import { element } from './svg.ts';
import { textWidth } from './text-width.ts';

/** Hatches what was not observed, over the whole height, and says it once for neighbours, where there is room. */
export function hatches(chart: string, periods: readonly Hatched[], frame: Frame): string {
  const { top, bottom } = frame.plot;
  const hatched = { y: top, height: bottom - top, fill: hatchFill(chart) };
  let end = Number.NEGATIVE_INFINITY;
  return alike(periods)
    .map(({ from, to, hatch }) => {
      const [left, right] = [from / periods.length, to / periods.length];
      const width = textWidth(hatch, 13);
      const middle = (left + right) / 2;
      const start = leftEdge(frame, middle, width, 'plot');
      const isFree = start >= end + 4;
      if (isFree) end = start + width;
      const label = isFree
        ? frame.text(middle, bottom - 6, hatch, 'axis halo', placeAt(frame, middle, width, 'plot'))
        : '';
      return frame.rect(left, right, hatched) + label;
    })
    .join('');
}

export interface Hatched {
  readonly hatch: string | null;
}

/** Neighbours of which the same is said. */
function alike(periods: readonly Hatched[]): readonly { from: number; to: number; readonly hatch: string }[] {
  const found: { from: number; to: number; readonly hatch: string }[] = [];
  for (const [index, { hatch }] of periods.entries()) {
    const last = found.at(-1);
    if (last?.to === index && last.hatch === hatch) last.to = index + 1;
    else if (hatch !== null) found.push({ from: index, to: index + 1, hatch });
  }
  return found;
}

/** What a chart without a number says. */
export function emptyText(frame: Frame, text: string): string {
  const y = (frame.plot.top + frame.plot.bottom) / 2;
  return frame.text(0.5, y, text, 'axis halo', { anchor: 'middle' });
}

/** The readout of each period, in a page. The rules show one while the mouse or a finger is on its period. */
export function readouts(periods: readonly Read[], frame: Frame, scale: { y(value: number): number }): string {
  const { top, bottom } = frame.plot;
  return periods
    .map(({ value, readout }, index) => {
      const [from, to] = [index / periods.length, (index + 1) / periods.length];
      const middle = (from + to) / 2;
      const marks = [
        frame.rect(from, to, { class: 'hit', y: top, height: bottom - top }),
        frame.line([middle, top], [middle, bottom], 'cross'),
        value === null ? '' : frame.circle(middle, scale.y(value), 3.5, 'dot'),
        frame.text(1, top + 2, readout, 'tip halo', { anchor: 'end' }),
      ];
      return element('g', { class: 'd' }, marks.join(''));
    })
    .join('');
}

export interface Read {
  readonly value: number | null;
  readonly readout: string;
}
