import { languageOf } from '../../../../core/locality/language.ts';
import type { Words } from '../../../../render/words.ts';
import { calendarLanguages } from './calendar-language.ts';

/** Periods that people ask for often, as they are written in the language of the answer. */
export function usualPeriods({ locale }: Pick<Words, 'locale'>): readonly string[] {
  const language = languageOf(locale);
  return calendarLanguages.find(({ tag }) => tag === language)?.usualPeriods ?? inEnglish;
}

const inEnglish: readonly string[] = [
  ...['last month', 'this month', 'last week', 'this week', 'yesterday', 'today'],
  ...['last 7 days', 'last 30 days', 'this quarter', 'last quarter', 'this year', 'last year'],
];
