import { Mistake } from '../../render/mistake.ts';
import { quoteInput } from '../../render/quote.ts';

/** How a file is sent: as plain CSV, or compressed. */
export const fileFormats = ['csv', 'csv.gz'] as const;
export type FileFormat = (typeof fileFormats)[number];

/**
 * The format that a typed command names by a word such as `format:csv`, anywhere in it, and the text without that word.
 *
 * @throws {Mistake} for an unknown format, or for two.
 */
export function takeFormat(text: string): { readonly format: FileFormat | null; readonly rest: string } {
  const words = text.match(formatWord) ?? [];
  const [word] = words;
  if (word === undefined) return { format: null, rest: text };
  if (words.length > 1) throw new Mistake('format.twice');
  return { format: readFormat(word.trim().slice('format:'.length)), rest: text.replace(formatWord, ' ').trim() };
}

const formatWord = /(?<!\S)format:\S*/gi;

/** @throws {Mistake} for anything else. */
export function readFormat(text: string): FileFormat {
  const format = fileFormats.find((known) => known === text.toLowerCase());
  if (format === undefined) throw new Mistake('format.unknown', { given: quoteInput(text) });
  return format;
}
