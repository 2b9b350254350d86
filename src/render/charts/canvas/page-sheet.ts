import { belowPlot, Frame } from './frame.ts';
import { hatchPattern } from './hatch.ts';
import type { Drawing, PlotSize, Sheet } from './sheet.ts';
import { element, xmlText } from './svg.ts';

/**
 * A place in a page: as wide as it is there, with the page's own rules and words around it. Its days and hours have a
 * readout each, which the rules show while the mouse or a finger is on them.
 */
export class PageSheet implements Sheet {
  readonly placement = 'page';
  readonly #alt: string;
  readonly #height: number | null;

  /** @param alt What the chart shows, for those who do not see it. @param height Of the plot in px, if not that of a picture. */
  constructor(alt: string, height: number | null = null) {
    this.#alt = alt;
    this.#height = height;
  }

  frame({ lead, height }: PlotSize): Frame {
    return new Frame(this.placement, { left: 0, right: 0, top: lead, bottom: lead + (this.#height ?? height) });
  }

  svg({ name, frame, marks }: Drawing): string {
    const title = element('title', { id: `${name}-title` }, xmlText(this.#alt));
    const size = { width: '100%', height: frame.plot.bottom + belowPlot };
    const label = { role: 'img', 'aria-labelledby': `${name}-title` };
    return element('svg', { class: 'chart', ...size, ...label }, title + hatchPattern(name) + marks);
  }
}
