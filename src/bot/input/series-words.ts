import type { Period } from '../../query/query.ts';
import { Mistake } from '../../render/mistake.ts';
import { inlineCode, quoteInput } from '../../render/quote.ts';
import { nearest } from './near.ts';

/** What `.over` shows over time, as people write it. */
export const seriesNames = ['messages', 'people', 'voice', 'joins', 'members'] as const;
export type SeriesName = (typeof seriesNames)[number];

/** The periods that people can ask for. */
export const grainNames = ['day', 'week', 'month'] as const satisfies readonly Period[];
export type GrainName = (typeof grainNames)[number];

/** A text such as `people by week last year` in its parts. */
export interface SeriesWords {
  readonly series: SeriesName;
  /** Null if none was given. */
  readonly grain: GrainName | null;
  /** For `parseDateRange`; null if none was given. */
  readonly range: string | null;
}

/**
 * Divides `<messages|people|voice|joins|members> [day|week|month] [range]`.
 *
 * @throws {Mistake} if the first word is none of them.
 */
export function seriesWords(text: string): SeriesWords {
  const [, first = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(text.trim()) ?? [];
  const series = seriesNamed(first);
  const [grainText = '', grain] = /^(?:(?:by|per|each|every) )?(day|week|month)s?(?= |$)/i.exec(rest) ?? [];
  const range = rest.slice(grainText.length).trim();
  return { series, grain: grain === undefined ? null : grainNamed(grain), range: range === '' ? null : range };
}

/** @throws {Mistake} for any other word, with the one that was probably meant. */
export function seriesNamed(text: string): SeriesName {
  const found = seriesNames.find((name) => name === text.toLowerCase());
  if (found !== undefined) return found;
  const names = seriesNames.map(inlineCode).join(', ');
  if (text === '') throw new Mistake('over.missing', { names });
  const meant = nearest(text, seriesNames, (name) => name);
  if (meant === undefined) throw new Mistake('over.unknown', { text: quoteInput(text), names });
  throw new Mistake('over.meant', { text: quoteInput(text), suggestion: inlineCode(meant) });
}

/** @throws {Mistake} for any other word. */
export function grainNamed(text: string): GrainName {
  const found = grainNames.find((name) => name === text.toLowerCase());
  if (found !== undefined) return found;
  throw new Mistake('over.grainUnknown', { text: quoteInput(text), grains: grainNames.map(inlineCode).join(', ') });
}
