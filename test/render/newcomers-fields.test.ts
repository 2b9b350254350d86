import { expect, test } from 'vitest';
import type { Newcomers } from '../../src/query/questions/newcomers.ts';
import { newcomersFields } from '../../src/render/newcomers-fields.ts';

const newcomers: Newcomers = {
  tenure: { 'day 0': 5, 'day 1': 6, 'days 2–6': 7, 'days 7–29': 40, 'day 30 and later': 92 },
  newMembers: 18,
  establishedMembers: 132,
  retention: {
    day1: { joiners: 12, stayed: 4, ratio: 1 / 3 },
    day7: { joiners: 10, stayed: 0, ratio: 0 },
    day30: null,
  },
};

test('newcomers have five fields, and a hidden one says why', () => {
  expect(newcomersFields(newcomers, true)).toEqual({
    'Active days of new members': '18 of 150 (12.0 %)',
    'Active days by time since joining': 'day 0: 5 · day 1: 6 · days 2–6: 7 · days 7–29: 40 · day 30 and later: 92',
    'Came back after 1 day': '4 of 12 (33.3 %)',
    'Came back after 7 days': '0 of 10 (0.0 %)',
    'Came back after 30 days': 'hidden: fewer than 5 joiners known',
  });
});

test('a hidden bucket also hides the sum', () => {
  const hidden = { ...newcomers, tenure: { ...newcomers.tenure, 'day 1': null }, newMembers: null };
  expect(newcomersFields(hidden, true)).toMatchObject({
    'Active days of new members': 'hidden: a part of it is of fewer than 5 joiners',
    'Active days by time since joining': 'day 0: 5 · day 1: – · days 2–6: 7 · days 7–29: 40 · day 30 and later: 92',
  });
});

test('without the Server Members intent the fields say why they are empty', () => {
  const nobody = { day1: null, day7: null, day30: null };
  expect(newcomersFields({ ...newcomers, newMembers: null, retention: nobody }, false)).toMatchObject({
    'Active days of new members': 'not known: the Server Members intent is off',
    'Came back after 1 day': 'not known: the Server Members intent is off',
  });
});

test('without active members there is no share', () => {
  const fields = newcomersFields({ ...newcomers, newMembers: 0, establishedMembers: 0 }, true);
  expect(fields['Active days of new members']).toBe('0');
});
