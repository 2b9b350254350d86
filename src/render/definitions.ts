import type { Words } from './words.ts';

/** The words of answers that not everyone knows, in the order of a list. */
const defined = [
  'active',
  'voiceUsers',
  'totalUsers',
  'deltaUsers',
  'sigma',
  'manHours',
  'activeByDay',
  'stickiness',
  'estimate',
  'newMembers',
  'justJoined',
  'usual',
  'unusual',
  'notice',
  'gap',
  'token',
  'anonymised',
  'apps',
  'range',
] as const;

export type DefinedWord = (typeof defined)[number];

export interface Definition {
  readonly word: string;
  readonly definition: string;
  readonly [placeholder: string]: string;
}

/** What a word means, by any of its names in that language; null for a word that is not defined. */
export function definitionOf(asked: string, words: Words): Definition | null {
  const name = comparable(asked);
  const id = defined.find((candidate) => namesOf(candidate, words).some((known) => comparable(known) === name));
  if (id === undefined) return null;
  return { word: nameOf(id, words), definition: words.say(`definition.${id}.text`) };
}

/** The words that are explained in one line where they are shown. */
export type ShortlyDefined = 'sigma' | 'manHours' | 'stickiness';

/** `σ: how far members are from the average`. */
export function shortDefinition(id: ShortlyDefined, words: Words): string {
  return words.say('note.meaning', { word: nameOf(id, words), meaning: words.say(`definition.${id}.short`) });
}

/** All words that are defined, each by its first name. */
export function definedWords(words: Words): readonly string[] {
  return defined.map((id) => nameOf(id, words));
}

/** The name by which a word is shown. */
export function nameOf(id: DefinedWord, words: Words): string {
  return namesOf(id, words)[0] ?? '';
}

function namesOf(id: DefinedWord, words: Words): readonly string[] {
  return words.say(`definition.${id}.names`).split(', ');
}

/** Without what people add or leave out: case, quotes, hyphens and the spaces of a name. */
function comparable(text: string): string {
  return text.toLowerCase().replace(/["'“”„`\s_-]/g, '');
}
