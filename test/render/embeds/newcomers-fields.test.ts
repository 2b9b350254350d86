import { expect, test } from 'vitest';
import type { NewcomerMeasure } from '../../../src/query/questions/newcomers.ts';
import { notKnown, type Reason, type Value } from '../../../src/query/value.ts';
import { newcomersFields } from '../../../src/render/embeds/newcomers-fields.ts';
import { english } from '../../../src/render/words.ts';
import { aResult } from '../a-result.ts';

const values: Record<NewcomerMeasure, Value> = {
  ...{ visits: 150, ofNew: 18, day0: 5, day1: 6, days2to6: 7, days7to29: 40, day30on: 92 },
  ...{ joiners1: 12, cameBack1: 4, joiners7: 10, cameBack7: 0 },
  ...{ joiners30: notKnown('tooFew'), cameBack30: notKnown('tooFew') },
};

test('newcomers have five fields, and a hidden one says why', () => {
  expect(fieldsOf()).toEqual({
    'New members':
      'Of 150 visits, 18 were by people who joined within the last week. (A visit is a day on which a member wrote or talked.)',
    'Visits by time since joining':
      'same day: 5 · next day: 6 · 2–6 days later: 7 · 7–29 days later: 40 · 30 days later or more: 92',
    'Came back after 1 day': '4 of 12 (33.3 %)',
    'Came back after 7 days': '0 of 10 (0.0 %)',
    'Came back after 30 days': '– (fewer than 5 people joined)',
  });
});

test('a hidden part also hides the sum, for another reason', () => {
  const hidden = notKnown('tooFew');
  expect(fieldsOf({ day1: hidden, ofNew: hidden, visits: hidden })).toMatchObject({
    'New members': '– (a part of it is of fewer than 5 people who joined)',
    'Visits by time since joining':
      'same day: 5 · next day: – · 2–6 days later: 7 · 7–29 days later: 40 · 30 days later or more: 92',
  });
});

test.each<[Reason, string]>([
  ['intentOff', 'the Server Members intent is off'],
  ['imported', 'what was imported does not have it'],
  ['beforeCounting', 'counting had not begun'],
  ['tooFew', 'fewer than 5 people joined'],
])('if nothing is known, one line says the reason: %s', (reason, words) => {
  const unknown = Object.fromEntries(Object.keys(values).map((name) => [name, notKnown(reason)]));
  expect(newcomersFields(aResult(unknown as typeof values), english)).toEqual({ 'New members': `– (${words})` });
});

test('without active members there is no share', () => {
  expect(fieldsOf({ visits: 0, ofNew: 0 })['New members']).toBe('Nobody wrote or talked.');
});

function fieldsOf(changes: Partial<Record<NewcomerMeasure, Value>> = {}): Record<string, string> {
  return newcomersFields(aResult({ ...values, ...changes }), english);
}
