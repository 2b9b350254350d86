import { Frame } from './frame.ts';
import { hatchPattern } from './hatch.ts';
import { keyRow, keyRows } from './key.ts';
import { pictureRules } from './rules.ts';
import type { Drawing, PlotSize, Sheet } from './sheet.ts';
import { element, rounded, xmlText } from './svg.ts';
import { wrapped } from './text-width.ts';
import type { Theme } from './theme.ts';

/** What stands around the chart of a picture. */
export interface PictureHead {
  readonly theme: Theme;
  /** What the picture shows, for those who do not see it. */
  readonly alt: string;
  /** The finding. */
  readonly title: string;
  /** How it compares, under the title. */
  readonly lines: readonly HeadLine[];
  /** A warning at the foot; null if there is none. */
  readonly foot: string | null;
}

export interface HeadLine {
  readonly text: string;
  /** It is outside the usual. */
  readonly isUnusual?: boolean;
}

export const pictureWidth = 400;

/** The space at the sides of a picture, in px. */
export const margin = 12;

/**
 * A picture by itself, 400 px wide: title, lines, chart, key. Long lines are broken, and the picture grows. It carries
 * its own rules, because nothing outside of it is known where it is shown.
 */
export class PictureSheet implements Sheet {
  readonly placement = 'picture';
  readonly #head: PictureHead;
  readonly #written: string;
  readonly #headBottom: number;

  constructor(head: PictureHead) {
    this.#head = head;
    const texts = [
      ...wrapped(head.title, textWidth, 16, 600).map((text) => ({ text, classes: 'title', height: 20 })),
      ...head.lines.flatMap(({ text, isUnusual = false }) => {
        const classes = isUnusual ? 'said' : 'sub';
        return wrapped(text, textWidth, 13, isUnusual ? 600 : 400).map((line) => ({ text: line, classes, height: 18 }));
      }),
    ];
    let y = 2;
    this.#written = texts
      .map(({ text, classes, height }) => {
        y += height;
        return element('text', { class: classes, x: margin, y }, xmlText(text));
      })
      .join('');
    this.#headBottom = y + 5;
  }

  frame({ left, right, lead, height }: PlotSize): Frame {
    const top = this.#headBottom + lead;
    return new Frame(this.placement, { left, right: pictureWidth - right, top, bottom: top + height });
  }

  svg({ name, frame, marks, below, key }: Drawing): string {
    const { theme, alt, foot } = this.#head;
    const rows = keyRows(key, textWidth);
    const keyTop = frame.plot.bottom + below;
    const keys = rows.map((row, index) => keyRow(name, row, margin, keyTop + 18 * (index + 1)));
    const keyBottom = keyTop + 18 * rows.length;
    const warning = foot === null ? [] : wrapped(foot, textWidth, 13, 600);
    const warnings = warning.map((text, index) => {
      return element('text', { class: 'said', x: margin, y: keyBottom + 19 + 17 * index }, xmlText(text));
    });
    const height = keyBottom + (foot === null ? 0 : 2 + 17 * warning.length) + 10;
    const content = [
      element('title', {}, xmlText(alt)),
      element('style', {}, pictureRules(theme)),
      hatchPattern(name),
      element('rect', { class: 'card', width: pictureWidth, height }),
      this.#written,
      marks,
      ...keys,
      ...warnings,
    ];
    const size = { viewBox: `0 0 ${pictureWidth} ${rounded(height)}`, width: pictureWidth, height };
    return element('svg', { xmlns: 'http://www.w3.org/2000/svg', role: 'img', ...size }, content.join(''));
  }
}

const textWidth = pictureWidth - 2 * margin;
