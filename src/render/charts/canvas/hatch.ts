import { element } from './svg.ts';

/** The pattern for what was not observed, in the chart with that name. */
export function hatchPattern(chart: string): string {
  const size = { width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' };
  const stripe = element('path', { class: 'hatch', d: 'M0 0V6' });
  return element('defs', {}, element('pattern', { id: `${chart}-hatch`, ...size }, stripe));
}

/** The fill of a mark that has the pattern. */
export function hatchFill(chart: string): string {
  return `url(#${chart}-hatch)`;
}
