import de from './de.json' with { type: 'json' };
import es from './es.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };

/** How days are written in a language other than English. All but the usual periods is in lower case, without accents. */
export interface CalendarLanguage {
  /** A BCP 47 tag, by which the names of months and weekdays are known. */
  readonly tag: string;
  /** What several words mean together, or one word by those beside it. They are replaced first, in this order. */
  readonly phrases: readonly (readonly [RegExp, string])[];
  /** By what it means in English: words. Those under an empty text mean nothing here. */
  readonly words: Readonly<Record<string, readonly string[]>>;
  /** How a comparison with the year before, and with the time just before, is written. */
  readonly yearBefore: RegExp;
  readonly periodBefore: RegExp;
  /** Periods that people ask for often, as they are written in the language. */
  readonly usualPeriods: readonly string[];
}

export const calendarLanguages: readonly CalendarLanguage[] = [de, fr, es].map(
  ({ phrases, yearBefore, periodBefore, ...language }) => ({
    ...language,
    yearBefore: new RegExp(yearBefore),
    periodBefore: new RegExp(periodBefore),
    phrases: phrases.map(([pattern = '', meaning = '']) => [new RegExp(pattern, 'g'), meaning] as const),
  }),
);
