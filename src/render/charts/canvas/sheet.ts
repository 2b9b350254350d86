import type { Frame, Placement } from './frame.ts';
import type { KeyItem } from './key.ts';

/** What a chart is drawn on: a picture, or a place in a page. */
export interface Sheet {
  readonly placement: Placement;
  /** Where the plot lies. */
  frame(size: PlotSize): Frame;
  /** The whole SVG. */
  svg(drawing: Drawing): string;
}

/** The plot of a chart, in px. */
export interface PlotSize {
  /** The gutters of a picture. */
  readonly left: number;
  readonly right: number;
  /** Between the head of a picture and the plot. */
  readonly lead: number;
  readonly height: number;
}

export interface Drawing {
  /** Of the chart: its ids begin with it. */
  readonly name: string;
  readonly frame: Frame;
  readonly marks: string;
  /** What the axis needs under the plot, in px. */
  readonly below: number;
  /** A page explains the signs in words of its own. */
  readonly key: readonly KeyItem[];
}
