import { inter, type Weight } from './inter.ts';

/** The width of a text in Inter, in px; `size` is the font's, in px too. */
export function textWidth(text: string, size: number, weight: Weight = 400): number {
  const face = inter(weight);
  let width = 0;
  for (const character of text) width += face.advance(character.codePointAt(0) ?? 0);
  return width * size;
}

/** The text if it fits, else as much of it as does, with an ellipsis. */
export function fitted(text: string, width: number, size: number, weight: Weight = 400): string {
  if (textWidth(text, size, weight) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join('').trimEnd()}…`, size, weight) > width)
    characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

/** The lines of a text that is broken at its spaces. A word that is wider than a line is cut. */
export function wrapped(text: string, width: number, size: number, weight: Weight = 400): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, size, weight) <= width) lines[lines.length - 1] = longer;
    else lines.push(fitted(word, width, size, weight));
  }
  return lines;
}
