import { hatchFill } from './hatch.ts';
import { element, rounded, xmlText } from './svg.ts';
import { textWidth } from './text-width.ts';

/** A sign of the chart and what it means. */
export interface KeyItem {
  readonly sign: Sign;
  readonly text: string;
  /** On the left of the sign. */
  readonly before?: string;
}

export type Sign = keyof typeof signs;

/** The key of a picture, in rows that are as wide as they may be. */
export function keyRows(items: readonly KeyItem[], width: number): readonly (readonly KeyItem[])[] {
  const rows: KeyItem[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const needed = widthOf(item);
    if (used + gap + needed > width) {
      rows.push([]);
      used = -gap;
    }
    rows.at(-1)?.push(item);
    used += gap + needed;
  }
  return rows;
}

/** A row of the key, from a place on the left; `y` is the base line of its texts. */
export function keyRow(chart: string, items: readonly KeyItem[], left: number, y: number): string {
  let x = left;
  return items
    .map((item) => {
      const { sign, text, before = '' } = item;
      const signAt = x + (before === '' ? 0 : textWidth(before, 12) + beside);
      const textAt = signAt + signWidth(sign) + beside;
      const beforeText = before === '' ? '' : keyText(x, y, before);
      x += widthOf(item) + gap;
      return beforeText + signs[sign](signAt, y - 4, chart) + keyText(textAt, y, text);
    })
    .join('');
}

const [ruleWidth, beside, gap] = [18, 5, 10];
const stepWidth = 15;

function signWidth(sign: Sign): number {
  return sign === 'steps' ? 6 * stepWidth : ruleWidth;
}

function widthOf({ sign, text, before = '' }: KeyItem): number {
  const left = before === '' ? 0 : textWidth(before, 12) + beside;
  return left + signWidth(sign) + beside + textWidth(text, 12);
}

function keyText(x: number, y: number, text: string): string {
  return element('text', { class: 'key', x, y }, xmlText(text));
}

/** How each sign is drawn: from `x`, 18 px wide, `y` its middle. */
const signs = {
  line: (x: number, y: number) => rule('line', x, y) + dot('dot', x, y, 2.5),
  guess: (x: number, y: number) => rule('guess', x, y),
  running: (x: number, y: number) => rule('running', x, y) + dot('hollow', x, y, 2.75),
  old: (x: number, y: number) => rule('old', x, y),
  band: (x: number, y: number) => box('band', x, y),
  bounds: (x: number, y: number) => box('bounds', x, y),
  notObserved: (x: number, y: number, chart: string) => {
    return element('rect', { x: x + 1, y: y - 5, width: 16, height: 10, fill: hatchFill(chart) });
  },
  ring: (x: number, y: number) => dot('ring', x, y, 5),
  lone: (x: number, y: number) => dot('lone', x, y, 3),
  bar: (x: number, y: number) => box('bar', x, y),
  before: (x: number, y: number) => box('before', x, y),
  part: (x: number, y: number) => box('part', x, y),
  bracket: (x: number, y: number) => element('path', { class: 'bracket', d: bracketPath(x + 1, x + 17, y, 5) }),
  steps: (x: number, y: number) => {
    const boxes = [1, 2, 3, 4, 5, 6].map((step) => {
      const place = { x: x + (step - 1) * stepWidth, y: y - 5, width: stepWidth, height: 10 };
      return element('rect', { class: `q${step} cell`, ...place });
    });
    return boxes.join('');
  },
} as const;

function rule(className: string, x: number, y: number): string {
  return element('path', { class: className, d: `M${rounded(x)} ${rounded(y)}H${rounded(x + ruleWidth)}` });
}

function dot(className: string, x: number, y: number, r: number): string {
  return element('circle', { class: className, cx: x + ruleWidth / 2, cy: y, r });
}

function box(className: string, x: number, y: number): string {
  return element('rect', { class: className, x: x + 1, y: y - 5, width: 16, height: 10 });
}

/** A range as `|—|`, with ends that reach `reach` px up and down. */
export function bracketPath(from: number, to: number, y: number, reach: number): string {
  const [x1, x2, top, bottom] = [from, to, y - reach, y + reach].map(rounded);
  return `M${x1} ${top}V${bottom}M${x1} ${rounded(y)}H${x2}M${x2} ${top}V${bottom}`;
}
