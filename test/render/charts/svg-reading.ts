import { inter } from '../../../src/render/charts/canvas/inter.ts';
import { textWidth } from '../../../src/render/charts/canvas/text-width.ts';

/** An element of an SVG, as a strict reader of XML finds it. */
export interface SvgElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly SvgElement[];
  /** Its own text, unescaped. */
  readonly text: string;
}

/**
 * Reads what our charts write: elements, attributes in double quotes, and the five named entities.
 *
 * @throws {Error} It is not well-formed.
 */
export function readSvg(source: string): SvgElement {
  if (/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(source))
    throw new Error('forbidden character');
  const token =
    /<(?<close>\/)?(?<name>[a-z][a-zA-Z]*)(?<attributes>(?: [a-zA-Z0-9-]+="[^"<]*")*)(?<empty>\/)?>|(?<text>[^<]+)/y;
  const open: Open[] = [];
  let root: SvgElement | null = null;
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const found = token.exec(source)?.groups;
    if (found === undefined || root !== null) throw new Error(`not well-formed at ${at}: ${source.slice(at, at + 40)}`);
    if (found.text !== undefined) {
      const inner = open.at(-1);
      if (inner === undefined) throw new Error('text outside of the root');
      inner.text += unescaped(found.text);
      continue;
    }
    if (found.close === undefined)
      open.push({ name: found.name ?? '', attributes: attributesOf(found.attributes ?? ''), children: [], text: '' });
    if (found.close === undefined && found.empty === undefined) continue;
    const closed = open.pop();
    if (closed === undefined || closed.name !== found.name) throw new Error(`${found.name} is closed at ${at}`);
    const outer = open.at(-1);
    if (outer === undefined) root = closed;
    else outer.children.push(closed);
  }
  if (root === null) throw new Error('an element is not closed');
  return root;
}

interface Open extends SvgElement {
  readonly children: SvgElement[];
  text: string;
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(/ ([a-zA-Z0-9-]+)="([^"<]*)"/g)].map(
    ([, name = '', value = '']) => [name, unescaped(value)] as const,
  );
  if (new Set(found.map(([name]) => name)).size < found.length) throw new Error('an attribute stands twice');
  return new Map(found);
}

function unescaped(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(text)) throw new Error('a bare ampersand');
  const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&([a-z0-9#]+);/g, (_, name: string) => characters[name] ?? '');
}

/** An element and everything in it. */
export function allOf(element: SvgElement): readonly SvgElement[] {
  return [element, ...element.children.flatMap(allOf)];
}

/** A text of a picture and where it stands, in px. */
export interface PlacedText {
  readonly text: string;
  readonly size: number;
  readonly left: number;
  readonly right: number;
  readonly y: number;
  readonly classes: readonly string[];
}

/** The texts of a picture, measured with the widths of Inter. */
export function textsOf(picture: SvgElement): readonly PlacedText[] {
  const rules = picture.children.find(({ name }) => name === 'style')?.text ?? '';
  return allOf(picture)
    .filter(({ name }) => name === 'text')
    .map(({ attributes, text }) => {
      const classes = (attributes.get('class') ?? '').split(' ');
      const style = classes.map((each) => new RegExp(`\\.${each}\\{([^}]*)\\}`).exec(rules)?.[1] ?? '').join(';');
      const size = Number(/font-size:([\d.]+)px/.exec(style)?.[1]);
      const weight = /font-weight:600/.test(style) ? 600 : 400;
      const width = textWidth(text, size, weight);
      const anchor = attributes.get('text-anchor') ?? 'start';
      const left = Number(attributes.get('x')) - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0);
      return { text, size, left, right: left + width, y: Number(attributes.get('y')), classes };
    });
}

/** The characters of a picture's texts that Inter lacks: they would be drawn as nothing. */
export function lacking(texts: readonly PlacedText[]): readonly string[] {
  return texts.flatMap(({ text }) => [...text].filter((character) => !inter(400).has(character.codePointAt(0) ?? 0)));
}
