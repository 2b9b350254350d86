/** How the days are written in a language other than English. All texts are in lower case and without accents. */
export interface CalendarLanguage {
  /** A BCP 47 tag, by which the names of months and weekdays are known. */
  readonly tag: string;
  /** What several words mean together, or one word by those beside it. They are replaced first, in this order. */
  readonly phrases: readonly (readonly [RegExp, string])[];
  /** What a word means in English; an empty text for one that means nothing here. */
  readonly words: Readonly<Record<string, string>>;
  /** Periods that people ask for often, as they are written in the language. */
  readonly usualPeriods: readonly string[];
}

/** The same meaning for several words, divided by spaces. */
export function meaning(english: string, words: string): Readonly<Record<string, string>> {
  return Object.fromEntries(words.split(' ').map((word) => [word, english]));
}
