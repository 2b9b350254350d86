import { type Language, languages } from '../../core/locality/language.ts';
import { english, type MessageKey } from '../words.ts';
import { wordsFor } from './languages.ts';

/** A text in English and, by the tags that Discord knows, in every language that has it. */
export interface LocalText {
  readonly text: string;
  readonly all: Readonly<Record<string, string>>;
}

/** A sentence without placeholders in every language; without any text for a key that there is not. */
export function localTexts(key: string): LocalText {
  const isKey = (name: string): name is MessageKey => english.keys.includes(name as MessageKey);
  if (!isKey(key)) return { text: '', all: {} };
  const texts = languages.map((language) => [tags[language] ?? language, wordsFor(language).say(key)] as const);
  return { text: english.say(key), all: Object.fromEntries(texts) };
}

/** Discord shows `es-ES` to readers of `es-419` and `en-US` to those of `en-GB` (API reference, "Localization"). */
const tags: Readonly<Partial<Record<Language, string>>> = { es: 'es-ES' };
