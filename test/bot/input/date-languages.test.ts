import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparedRanges, comparedTexts } from '../../../src/bot/input/compared-ranges.ts';
import { parseDateRange } from '../../../src/bot/input/date-range.ts';
import { calendarLanguages } from '../../../src/bot/input/dates/languages/calendar-language.ts';
import { usualPeriods } from '../../../src/bot/input/dates/languages/usual-periods.ts';
import { languages } from '../../../src/core/locality/language.ts';
import { dayMs, type HourRange } from '../../../src/core/time.ts';
import { wordsFor } from '../../../src/render/locales/languages.ts';

/** Wednesday. */
const nowMs = Date.UTC(2026, 10, 25, 12);

function read(text: string): string {
  return said(parseDateRange(text, nowMs));
}

function said({ from, to }: HourRange): string {
  return [from, to].map((hour) => new Date(hour * 3_600_000).toISOString().slice(0, 10)).join('/');
}

/** What is written in English, German, French and Spanish means the same. */
const sayings: readonly (readonly [string, ...string[]])[] = [
  ['yesterday', 'gestern', 'hier', 'ayer'],
  ['today', 'heute', "aujourd'hui", 'hoy'],
  ['2 days ago', 'vorgestern', 'avant-hier', 'anteayer'],
  ['last week', 'letzte Woche', 'la semaine dernière', 'la semana pasada'],
  ['this week', 'diese Woche', 'cette semaine', 'esta semana'],
  ['last month', 'letzten Monat', 'le mois passé', 'el mes anterior', 'Vormonat'],
  ['this year', 'in diesem Jahr', 'cette année', 'este año', 'este ano'],
  ['last weekend', 'letztes Wochenende', 'le week-end dernier', 'el fin de semana pasado'],
  ['last 7 days', 'in den letzten 7 Tagen', 'les sept derniers jours', 'los últimos siete días'],
  ['last two months', 'die letzten zwei Monate', 'les deux derniers mois', 'los últimos dos meses'],
  ['5 days ago', 'vor 5 Tagen', 'il y a cinq jours', 'hace 5 días'],
  ['a month ago', 'vor einem Monat', 'il y a un mois', 'hace un mes'],
  ['last monday', 'letzten Montag', 'lundi dernier', 'el lunes pasado'],
  ['march', 'März', 'mars', 'marzo', 'Maerz', 'im März', 'en marzo', 'MARZ'],
  ['august 2024', 'August 2024', 'août 2024', 'agosto de 2024', 'aout 2024', 'ago 2024', 'Aug. 2024'],
  ['3 march 2024', '3. März 2024', '3 mars 2024', '3 de marzo de 2024', 'le 3 mars 2024', 'am 3. März 2024'],
  ['1 may', '1. Mai', '1er mai', '1.º de mayo', 'el primero de mayo'],
  ['since 1 june', 'seit 1. Juni', 'depuis le 1er juin', 'desde el 1 de junio', 'ab 1. Juni', 'à partir du 1er juin'],
  ['3 may 2024 to 5 may 2024', 'vom 3. bis 5. Mai 2024', 'du 3 au 5 mai 2024', 'del 3 al 5 de mayo de 2024'],
  ['3 may to 7 june', '3. Mai bis 7. Juni', 'du 3 mai au 7 juin', 'desde el 3 de mayo hasta el 7 de junio'],
  ['start of march', 'Anfang März', 'début mars', 'a principios de marzo'],
  ['end of last month', 'Ende letzten Monats', 'fin du mois dernier', 'a finales del mes pasado'],
  ['first week of march', 'erste Woche im März', 'la première semaine de mars', 'la primera semana de marzo'],
  ['q1 2024', '1. Quartal 2024', 'T1 2024', 'primer trimestre de 2024', '1er trimestre 2024'],
  ['5 september 2024', '5. Sept. 2024', '5 sept. 2024', '5 sept 2024'],
];

describe('days in other languages', () => {
  it.each(sayings)('mean the same as %j', (english, ...others) => {
    for (const other of others) expect(read(other), other).toBe(read(english));
  });

  it('keep their mistakes, in the words of the reader', () => {
    const of = (text: string) => () => read(text);
    expect(of('32. Mai')).toThrow('at most 31 days');
    expect(of('Samstag, 12. Januar 2024')).toThrow('12 January 2024 is a Friday.');
    expect(of("du 3 mai jusqu'au 5 mai")).toThrow('Put `to` between the two days');
    expect(of('mañana')).toThrow('A range begins today or earlier');
    expect(of('letzte Banane')).toThrow('`letzte Banane` is not a day');
  });

  it('leave English as it is', () => {
    expect(read('mar')).toBe(read('march'));
    expect(() => read('-5 days ago')).toThrow('`-5 days ago` is not a day');
    expect(() => read('5 mai 2024 to')).toThrow();
  });

  it.each(languages)('are read as they are written by Intl: %s', (language) => {
    const words = wordsFor(language);
    const days = fc.integer({ min: Date.UTC(1991, 0, 1) / dayMs, max: Math.floor(nowMs / dayMs) - 1 });
    const tag = language === 'en-US' ? 'en-GB' : language;
    const forms = [{ dateStyle: 'long' }, { dateStyle: 'full' }, { day: 'numeric', month: 'short', year: 'numeric' }];
    const formats = forms.map((form) => new Intl.DateTimeFormat(tag, { ...form, timeZone: 'UTC' } as never));
    fc.assert(
      fc.property(days, fc.constantFrom(...formats), (day, format) => {
        const range = { from: day * 24, to: day * 24 + 24 };
        expect(read(format.format(day * dayMs))).toBe(said(range));
        const date = new Date(day * dayMs);
        const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
        expect(read(words.month(month))).toMatch(new RegExp(`^${date.toISOString().slice(0, 7)}-01/`));
        expect(read(words.monthOfYear(month))).toContain(`-${date.toISOString().slice(5, 7)}-01/`);
        expect(read(words.shortMonth(month, true))).toBe(read(words.month(month)));
      }),
    );
  });

  it.each(languages)('are suggested in a form that is understood: %s', (language) => {
    const english = usualPeriods(wordsFor('en-US')).map(read);
    expect(usualPeriods(wordsFor(language)).map(read)).toEqual(english);
  });

  it('have no word that two languages understand differently', () => {
    const meanings = new Map<string, Set<string>>();
    for (const { words } of calendarLanguages) {
      for (const [meaning, all] of Object.entries(words)) {
        for (const word of all) meanings.set(word, (meanings.get(word) ?? new Set()).add(meaning.replace('of', '')));
      }
    }
    expect([...meanings].filter(([, { size }]) => size > 1)).toEqual([]);
  });

  it('may be compared', () => {
    const compared = (text: string) => {
      const { range, other } = comparedRanges(comparedTexts(text), nowMs);
      return [said(range), said(other)];
    };
    expect(compared('März mit April 2024')).toEqual(compared('march with april 2024'));
    expect(compared('mars avec un an avant')).toEqual(compared('march with a year before'));
    expect(compared('marzo con el mes antes')).toEqual(compared('march with the month before'));
  });
});
