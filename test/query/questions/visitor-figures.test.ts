import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../seeded-properties.ts';
import type { Total } from '../../../src/core/total.ts';
import { isVisitValue } from '../../../src/core/visit.ts';
import { visitorFigures } from '../../../src/query/questions/visitor-figures.ts';
import { aTotal } from '../../store/contract/a-total.ts';

const march = 2026 * 12 + 2;

describe('what is shown of visitors', () => {
  it('is sorted by frequency, with the change from the month before', () => {
    const totals = [...of(march, { de: 7, fr: 7, 'en-US': 12 }), ...of(march - 1, { de: 9, fr: 5, 'en-US': 12 })];
    expect(visitorFigures(totals, march, 'language')).toEqual({
      shown: [
        { value: 'en-US', members: 12, change: 0 },
        { value: 'de', members: 7, change: -2 },
        { value: 'fr', members: 7, change: 2 },
      ],
      others: null,
    });
  });

  it('combines small totals', () => {
    expect(visitorFigures(of(march, { de: 5, fr: 4, it: 1 }), march, 'language')).toEqual({
      shown: [{ value: 'de', members: 5, change: null }],
      others: 5,
    });
    expect(visitorFigures(of(march, { de: 5, fr: 4 }), march, 'language').others).toBe('few');
  });

  it('does not reveal a small total of the month before by the change', () => {
    const totals = [...of(march, { de: 7, fr: 8 }), ...of(march - 1, { de: 4, it: 9 })];
    expect(visitorFigures(totals, march, 'language').shown).toEqual([
      { value: 'fr', members: 8, change: 'few' },
      { value: 'de', members: 7, change: 'few' },
    ]);
  });

  it('mixes neither metrics nor months', () => {
    const totals = [...of(march - 2, { de: 50 }), ...of(march + 1, { de: 60 })];
    expect(visitorFigures(totals, march, 'language')).toEqual({ shown: [], others: null });
    expect(visitorFigures(of(march, { de: 7 }), march, 'device')).toEqual({ shown: [], others: null });
  });

  it('never contains a number below five, and leaves no member out', () => {
    const languages = fc.dictionary(
      fc.constantFrom('de', 'fr', 'it', 'ja', 'ko', 'en-US'),
      fc.integer({ min: 1, max: 9 }),
    );
    fc.assert(
      fc.property(languages, languages, (now, before) => {
        const { shown, others } = visitorFigures([...of(march, now), ...of(march - 1, before)], march, 'language');
        const amounts = Object.values(now);
        expect(shown.map(({ members }) => members).toSorted()).toEqual(amounts.filter((n) => n > 4).toSorted());
        const rest = amounts.filter((amount) => amount < 5).reduce((sum, amount) => sum + amount, 0);
        expect(others).toBe(rest === 0 ? null : rest < 5 ? 'few' : rest);
        for (const { value, members, change } of shown) {
          if (typeof change === 'number') expect(members - change).toBe(before[value]);
          if (typeof change === 'number') expect(members - change).toBeGreaterThan(4);
        }
      }),
    );
  });
});

describe('the value of a visit', () => {
  it.each(['de', 'en-US', 'es-419', 'zh-TW', 'zh-Hant', 'fil'])('%s is a language', (code) => {
    expect(isVisitValue('language', code)).toBe(true);
  });

  it.each(['', 'e', 'EN', 'english', 'en_US', 'en-us', 'en-US-x', 'de\n', '../de', 'de;', `d${'e'.repeat(99)}`, '110'])(
    '%j is none',
    (code) => expect(isVisitValue('language', code)).toBe(false),
  );

  it('of a device is one of three', () => {
    expect(
      ['desktop', 'mobile', 'web', 'embedded', 'vr', 'de', ''].map((name) => isVisitValue('device', name)),
    ).toEqual([true, true, true, false, false, false, false]);
  });
});

function of(month: number, members: Readonly<Record<string, number>>): Total[] {
  return Object.entries(members).map(([key, count]) => aTotal('language', month, count, { key }));
}
