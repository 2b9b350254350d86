import { type Language, languageOf, languages } from '../../core/locality/language.ts';
import { english, type MessageKey, Words } from '../words.ts';
import de from './de.json' with { type: 'json' };
import es from './es.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };

/**
 * The words of a language, by a BCP 47 tag such as `es-419`; English for a language that Census does not speak. Clock times
 * are of the time zone.
 *
 * @param timezone An IANA name.
 */
export function wordsFor(locale: string | null | undefined, timezone = 'UTC'): Words {
  const language = languageOf(locale) ?? languages[0];
  const key = `${language} ${timezone}`;
  const words = known.get(key) ?? spoken[language].in(timezone);
  known.set(key, words);
  return words;
}

/** What a language calls itself. */
export function ownNameOf(language: Language): string {
  const [tag = language] = language.split('-');
  const name = new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? language;
  return name.slice(0, 1).toLocaleUpperCase(tag) + name.slice(1);
}

/** A sentence that a language lacks is said in English. */
function spokenIn(language: Language, messages: Readonly<Partial<Record<MessageKey, string>>>): Words {
  return new Words(language, english.withSentences(messages));
}

const spoken: Readonly<Record<Language, Words>> = {
  'en-US': english,
  de: spokenIn('de', de),
  fr: spokenIn('fr', fr),
  es: spokenIn('es', es),
};

/** By language and time zone. There are at most four for each time zone that a guild has chosen. */
const known = new Map<string, Words>();
