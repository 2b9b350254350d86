import type { Theme } from '../charts/canvas/theme.ts';
import type { Words } from '../words.ts';

/** A picture of a result, as it is sent. */
export interface Picture {
  /** Of its file, such as `people-2024-10.png`. */
  readonly name: string;
  readonly svg: string;
  /** What it shows, for those who do not see it. Discord takes 1,024 characters. */
  readonly alt: string;
}

/** How a picture is written and coloured. */
export interface PictureStyle {
  readonly words: Words;
  readonly theme: Theme;
}

/** The sentences that there are, as far as Discord takes them. */
export function altText(sentences: readonly (string | null)[]): string {
  const text = sentences.filter((sentence) => sentence !== null).join(' ');
  return text.length <= longestAlt ? text : `${text.slice(0, longestAlt - 1)}…`;
}

/** In UTF-16 code units. */
const longestAlt = 1_024;

/** What a picture of an open month warns of; null for a sealed one. */
export function openMonthWarning({ isSealed }: { readonly isSealed: boolean }, words: Words): string | null {
  return isSealed ? null : words.say('picture.notAnonymised');
}
