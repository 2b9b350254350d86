import { describe, expect, test } from 'vitest';
import { grainNamed, seriesWords } from '../../../src/bot/input/series-words.ts';

describe('what to show over time', () => {
  test.each([
    ['messages', 'messages', null, null],
    ['People last year', 'people', null, 'last year'],
    ['voice week', 'voice', 'week', null],
    ['joins by month 2025', 'joins', 'month', '2025'],
    ['members  weeks  last 30 days', 'members', 'week', 'last 30 days'],
    ['people daily', 'people', null, 'daily'],
    ['people monthly', 'people', null, 'monthly'],
    ['people per day 2018-01-12', 'people', 'day', '2018-01-12'],
  ])('%j', (text, series, grain, range) => {
    expect(seriesWords(text)).toEqual({ series, grain, range });
  });

  test.each([
    ['', 'Say what to show: one of `messages`, `people`, `voice`, `joins`, `members`.'],
    ['mesages last year', '`mesages` is nothing that can be shown over time. Did you mean `messages`?'],
    ['last year', '`last` is nothing that can be shown over time. What can: `messages`'],
  ])('%j is a mistake', (text, words) => {
    expect(() => seriesWords(text)).toThrow(words);
  });

  test('a period of a slash command is one of three', () => {
    expect(grainNamed('Week')).toBe('week');
    expect(() => grainNamed('year')).toThrow('The periods are `day`, `week`, `month`.');
  });
});
