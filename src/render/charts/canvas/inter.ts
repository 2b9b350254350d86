import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Typeface } from './typeface.ts';

/** The weights of Inter that pictures are written in. */
export type Weight = 400 | 600;

/** The files of the font. They stay where they are when the sources are compiled, so dist finds them in src too. */
export const interFiles: Readonly<Record<Weight, string>> = {
  400: fontFile('Inter-Regular.ttf'),
  600: fontFile('Inter-SemiBold.ttf'),
};

function fontFile(name: string): string {
  return fileURLToPath(new URL(`../../../../src/render/charts/fonts/${name}`, import.meta.url));
}

/** Inter in a weight. Its file is read when it is first asked for. */
export function inter(weight: Weight): Typeface {
  const known = read.get(weight) ?? new Typeface(readFileSync(interFiles[weight]));
  read.set(weight, known);
  return known;
}

const read = new Map<Weight, Typeface>();
