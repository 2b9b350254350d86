import { line } from 'd3-shape';
import { element, rounded } from './canvas/svg.ts';

/**
 * A row of periods as small as a word, 64 × 26 px, on a scale of its own: its values stand in a table. The last one has
 * a dot. Null where a period is not known.
 */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const [least, greatest] = [Math.min(...known), Math.max(...known)];
  const x = (index: number) => inset + ((width - 2 * inset) * index) / Math.max(1, values.length - 1);
  const y = (value: number) => {
    if (greatest === least) return height / 2;
    return height - inset - ((height - 2 * inset) * (value - least)) / (greatest - least);
  };
  const path = line<number | null>()
    .defined((value) => value !== null)
    .x((_, index) => x(index))
    .y((value) => y(value ?? 0))
    .digits(1);
  const d = path(values);
  const last = values.findLastIndex((value) => value !== null);
  const marks = [
    d === null ? '' : element('path', { class: 'spark', d }),
    last < 0 ? '' : element('circle', { class: 'dot', cx: x(last), cy: y(values[last] ?? 0), r: 2.5 }),
  ];
  const size = { viewBox: `0 0 ${width} ${height}`, width, height };
  return element('svg', { class: 'sparkline', ...size, 'aria-hidden': 'true' }, marks.join('') || rule());
}

const [width, height, inset] = [64, 26, 4];

/** Of nothing. */
function rule(): string {
  return element('path', { class: 'spark', d: `M${inset} ${rounded(height / 2)}H${width - inset}` });
}
