/** The attributes of an element. One that is null is left out. */
export type Attributes = Readonly<Record<string, string | number | null>>;

/** An element of an SVG. Its attributes are escaped, and numbers rounded to a tenth; `content` stands as it is. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : xmlText(String(value))}"`);
  const opening = `<${name}${written.join('')}`;
  return content === '' ? `${opening}/>` : `${opening}>${content}</${name}>`;
}

/** To a tenth, and never `-0`. */
export function rounded(value: number): string {
  return String(Math.round(value * 10) / 10 + 0);
}

/** Without the characters that XML does not allow, and with those escaped that it uses itself. */
export function xmlText(text: string): string {
  return text.replace(forbidden, '').replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Everything outside of the production `Char` of XML 1.0. */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
