import { type Attributes, element, rounded, xmlText } from './svg.ts';

/** Where a chart stands: by itself as a picture of 400 px, or in a page that may have any width. */
export type Placement = 'picture' | 'page';

/** The plot of a chart, in px of the picture. The gutters of a page are its own. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export type Anchor = 'start' | 'middle' | 'end';

/** How a text stands at its place. */
export interface TextPlace {
  readonly anchor?: Anchor;
  /** To the right, in px. */
  readonly shift?: number;
}

/**
 * Writes the marks of a chart. Across, a mark has its place as a share of the plot's width: in a picture that becomes px,
 * in a page per cent, so that one SVG fits every width. Down, it has px in both.
 *
 * Paths know no per cent. In a page they stand in an inner SVG of 1,000 units that is stretched, see {@link paths}.
 */
export class Frame {
  readonly placement: Placement;
  readonly plot: Plot;

  constructor(placement: Placement, plot: Plot) {
    this.placement = placement;
    this.plot = plot;
  }

  /** A second plot under this one, as wide. */
  under(lead: number, height: number): Frame {
    const top = this.plot.bottom + lead;
    return new Frame(this.placement, { ...this.plot, top, bottom: top + height });
  }

  /** The same plot from another place on the left of a picture. */
  fromEdge(left: number): Frame {
    return this.placement === 'page' ? this : new Frame(this.placement, { ...this.plot, left });
  }

  /** The width of the plot in px. A page is taken for one of middling width. */
  get width(): number {
    return this.placement === 'page' ? pageWidth : this.plot.right - this.plot.left;
  }

  /** A share across, for an attribute. */
  across(share: number): string {
    if (this.placement === 'page') return `${Math.round(share * 10_000) / 100 + 0}%`;
    return rounded(this.inPath(share));
  }

  /** A share across, for a path. */
  inPath(share: number): number {
    if (this.placement === 'page') return share * pathUnits;
    return this.plot.left + share * this.width;
  }

  /** Paths with places of {@link inPath}. */
  paths(paths: string): string {
    if (this.placement === 'picture' || paths === '') return paths;
    const height = this.plot.bottom + belowPlot;
    const view = { viewBox: `0 0 ${pathUnits} ${height}`, preserveAspectRatio: 'none' };
    return element('svg', { class: 'paths', ...view, width: '100%', height }, paths);
  }

  text(
    share: number,
    y: number,
    text: string,
    classes: string,
    { anchor = 'start', shift = 0 }: TextPlace = {},
  ): string {
    const isShifted = this.placement === 'page' && shift !== 0;
    const x = this.placement === 'page' ? this.across(share) : rounded(this.inPath(share) + shift);
    const place = { x, y, dx: isShifted ? shift : null, 'text-anchor': anchor === 'start' ? null : anchor };
    return element('text', { class: classes, ...place }, xmlText(text));
  }

  circle(share: number, y: number, r: number, classes: string): string {
    return element('circle', { class: classes, cx: this.across(share), cy: y, r });
  }

  /** From a share to another. */
  rect(from: number, to: number, { y, height, ...rest }: RectPlace): string {
    const width = this.placement === 'page' ? this.across(to - from) : rounded((to - from) * this.width);
    return element('rect', { x: this.across(from), y, width, height, ...rest });
  }

  /** A line from one place to another. */
  line([from, y1]: Place, [to, y2]: Place, classes: string): string {
    return element('line', { class: classes, x1: this.across(from), y1, x2: this.across(to), y2 });
  }
}

export type RectPlace = Attributes & { readonly y: number; readonly height: number };
export type Place = readonly [share: number, y: number];

const pageWidth = 600;
const pathUnits = 1_000;

/** The part of a page's chart under the plot, in px. */
export const belowPlot = 26;
