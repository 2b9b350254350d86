import { scaleLinear } from 'd3-scale';
import type { Frame, TextPlace } from './frame.ts';
import { textWidth } from './text-width.ts';

/** A scale for counts. It begins at zero. */
export class CountScale {
  readonly #scale: (value: number) => number;
  /** Zero and up to four integers below the top. */
  readonly ticks: readonly number[];

  /** @param values What has to find room. @param plot The px of its ends. */
  constructor(values: readonly number[], { top, bottom }: { readonly top: number; readonly bottom: number }) {
    const greatest = Math.max(fewest, headroom * values.reduce((most, value) => Math.max(most, value), 0));
    const scale = scaleLinear([0, greatest], [bottom, top]);
    this.#scale = (value) => Math.round(scale(value) * 10) / 10;
    this.ticks = ticksOf(scale.ticks.bind(scale));
  }

  /** The px of a value, down. */
  y(value: number): number {
    return this.#scale(value);
  }
}

/** A chart of few has a scale all the same. */
const fewest = 5;

/** Room for a label above the greatest value. */
const headroom = 1.12;

const mostTicks = 4;

function ticksOf(ticks: (count: number) => readonly number[]): readonly number[] {
  for (let count = mostTicks; count > 1; count -= 1) {
    const found = ticks(count).filter(Number.isInteger);
    if (found.length - 1 <= mostTicks) return found;
  }
  return [0];
}

/** The grid lines of a scale and their numbers on the left. */
export function countAxis(frame: Frame, scale: CountScale, numberText: (value: number) => string): string {
  return scale.ticks
    .map((tick) => {
      const y = scale.y(tick);
      const line = frame.line([0, y], [1, y], tick === 0 ? 'base' : 'grid');
      return line + frame.text(0, y + 4.5, numberText(tick), 'axis', { anchor: 'end', shift: -6 });
    })
    .join('');
}

/** The gutter that the numbers of a scale need, in px. */
export function gutter(scale: Pick<CountScale, 'ticks'>, numberText: (value: number) => string): number {
  return Math.max(38, ...scale.ticks.map((tick) => Math.ceil(textWidth(numberText(tick), 13)) + 12));
}

/** A place on the axis of time. */
export interface Tick {
  /** Across, as a share of the plot. */
  readonly at: number;
  readonly label: string;
  /** It is left out first. */
  readonly isMinor?: boolean;
}

/** The axis of time under a plot, with as many labels as have room. */
export function timeAxis(frame: Frame, ticks: readonly Tick[]): string {
  const { bottom } = frame.plot;
  return withRoom(frame, ticks)
    .map(({ at, label }) => {
      const placed = frame.text(at, bottom + 18, label, 'axis', placeAt(frame, at, textWidth(label, 13)));
      return frame.line([at, bottom], [at, bottom + 4], 'base') + placed;
    })
    .join('');
}

/** Every tick, or all that are not minor, or those without the last one, or every second, third … of them. */
function withRoom(frame: Frame, ticks: readonly Tick[]): readonly Tick[] {
  if (haveRoom(frame, ticks)) return ticks;
  const major = ticks.filter(({ isMinor = false }) => !isMinor);
  for (let every = 1; every < major.length; every += 1) {
    const some = major.filter((_, index) => index % every === 0);
    const found = [some, some.slice(0, -1)].find((candidate) => haveRoom(frame, candidate));
    if (found !== undefined) return found;
  }
  return major.slice(0, 1);
}

function haveRoom(frame: Frame, ticks: readonly Tick[]): boolean {
  let end = Number.NEGATIVE_INFINITY;
  return ticks.every(({ at, label }) => {
    const width = textWidth(label, 13);
    const from = leftEdge(frame, at, width);
    const isFree = from >= end + betweenLabels;
    end = from + width;
    return isFree;
  });
}

const betweenLabels = 4;

/** How a text of some width is placed near a share across, so that it does not leave the chart, or not the plot. */
export function placeAt(frame: Frame, at: number, width: number, within: Within = 'chart'): TextPlace {
  if (frame.placement === 'picture') {
    const middle = at * frame.width;
    return { anchor: 'middle', shift: leftEdge(frame, at, width, within) + width / 2 - middle };
  }
  if (at < outerPart) return { anchor: 'start', shift: 0 };
  return { anchor: at > 1 - outerPart ? 'end' : 'middle', shift: 0 };
}

/** In a page that may be narrow, what is in these parts stays inside. */
const outerPart = 0.12;

/** What a text stays in. Beside the plot are the numbers of its axis. */
export type Within = 'chart' | 'plot';

/** The left edge of a text around a share, in px from the plot's left edge. */
export function leftEdge(
  { placement, plot, width: all }: Frame,
  at: number,
  width: number,
  within: Within = 'chart',
): number {
  const isFree = placement === 'picture' && within === 'chart';
  const least = isFree ? edge - plot.left : 0;
  const most = isFree ? pictureEdge - plot.left : all;
  return Math.max(least, Math.min(at * all - width / 2, most - width));
}

const edge = 6;
const pictureEdge = 400 - edge;
