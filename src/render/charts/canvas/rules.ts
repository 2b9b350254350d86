import { type Theme, type Token, themes, tokens } from './theme.ts';

/** The rules that a picture carries. resvg does not know `var()`, so they hold the colours themselves. */
export function pictureRules(theme: Theme): string {
  return `text{font-family:Inter,sans-serif}${rules((token) => themes[theme][token])}`;
}

/** The rules of the charts of a page, which name the colours as `var(--accent)`. */
export function pageRules(): string {
  return rules((token) => `var(--${token})`);
}

/** The colours of a theme for {@link pageRules}, such as `--accent:#1c5fc0`. */
export function pageColours(theme: Theme): string {
  return tokens.map((token) => `--${token}:${themes[theme][token]}`).join(';');
}

type Style = Readonly<Record<string, string | number>>;

function rules(colour: (token: Token) => string): string {
  const text = (token: Token, size: number, weight: 400 | 600 = 400): Style => {
    return { fill: colour(token), 'font-size': `${size}px`, 'font-weight': weight };
  };
  const line = (token: Token, width: number, rest: Style = {}): Style => {
    return { fill: 'none', stroke: colour(token), 'stroke-width': width, ...rest };
  };
  const area = (token: Token, rest: Style = {}): Style => ({ fill: colour(token), ...rest });
  const rounded = { 'stroke-linejoin': 'round', 'stroke-linecap': 'round' };
  const styles: Readonly<Record<string, Style>> = {
    card: area('card'),
    title: text('text', 16, 600),
    sub: text('soft', 13),
    said: text('signal', 13, 600),
    axis: text('soft', 13),
    key: text('soft', 12),
    value: text('text', 14, 600),
    small: text('text', 12, 600),
    name: text('text', 14),
    big: text('text', 24, 600),
    mark: text('signal', 13, 600),
    unusual: area('signal'),
    halo: { stroke: colour('card'), 'stroke-width': 3, 'stroke-linejoin': 'round', 'paint-order': 'stroke' },
    grid: line('grid', 1),
    base: line('usualEdge', 1),
    band: area('usual'),
    bounds: area('accent', { 'fill-opacity': 0.24 }),
    line: line('accent', 2.25, rounded),
    guess: line('accent', 1.25, { 'stroke-dasharray': '3 3' }),
    running: line('accent', 2.25, { 'stroke-dasharray': '2 3' }),
    spark: line('prev', 1.5, rounded),
    usual: { fill: colour('usual'), stroke: colour('usualEdge') },
    old: line('prev', 1, { 'stroke-opacity': 0.55 }),
    dot: area('accent'),
    hollow: { fill: colour('card'), stroke: colour('accent'), 'stroke-width': 1.75 },
    ring: line('signal', 2),
    lone: { fill: colour('card'), stroke: colour('signal'), 'stroke-width': 1.75 },
    alert: area('signal'),
    bar: area('accent'),
    before: area('usualEdge'),
    part: { fill: colour('accent'), 'fill-opacity': 0.35, stroke: colour('accent'), 'stroke-dasharray': '2 3' },
    cell: { stroke: colour('card'), 'stroke-width': 1 },
    track: area('usual'),
    under: line('card', 3.25),
    bracket: line('text', 1.75),
    hatch: line('hatch', 1.25),
    ...Object.fromEntries(steps.map((step) => [step, area(step)])),
  };
  return Object.entries(styles)
    .map(([name, style]) => `.${name}{${declarations(style)}}`)
    .join('');
}

const steps = ['q0', 'q1', 'q2', 'q3', 'q4', 'q5', 'q6'] as const;

function declarations(style: Style): string {
  return Object.entries(style)
    .map(([property, value]) => `${property}:${value}`)
    .join(';');
}
