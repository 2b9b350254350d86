import { describe, expect, test } from 'vitest';
import { type Counted, suggestMonths, suggestRanges } from '../../../src/bot/answering/suggestions.ts';
import { english } from '../../../src/render/words.ts';
import { general } from '../../cast.ts';
import { bob } from '../../simulator/server/stage.ts';
import { censusStage } from '../commands/census-stage.ts';

// The stage's clock shows Monday, 5 March 2018, 09:30.

describe('while an option is being typed', () => {
  test('the channels and the usual periods are offered, with their days', async () => {
    const on = await censusStage();
    expect(await on.suggestions('report', 'channel', '')).toEqual([
      'all',
      '#Voice One',
      '#Voice Two',
      '#general',
      '#mods',
    ]);
    expect(await on.suggestions('report', 'channel', '#GEN')).toEqual(['#general']);
    expect(await on.suggestions('report', 'range', 'this')).toEqual([
      'this month (1–5 March 2018)',
      'this week (5 March 2018)',
    ]);
    expect(await on.suggestions('userstats', 'range', 'since friday')).toEqual(['since friday (2–5 March 2018)']);
    expect(await on.suggestions('userstats', 'range', '3 days ago')).toEqual([]);
    expect((await on.suggestions('userstats', 'range', '')).length).toBeLessThanOrEqual(25);
  });

  test('members who may not ask get no suggestions', async () => {
    const on = await censusStage();
    expect(await on.suggestions('report', 'channel', '', { userId: bob })).toEqual([]);
    expect(await on.suggestions('report', 'channel', '', { channelId: general })).toEqual([]);
  });
});

describe('periods in which nothing was counted', () => {
  const counted = (first: string | null): Counted => ({
    nowMs: Date.parse('2018-03-05T09:30:00Z'),
    firstMs: first === null ? null : Date.parse(first),
  });
  const ranges = (typed: string, first: string | null, isWithinMonth = false) =>
    suggestRanges(typed, counted(first), { isWithinMonth, words: english }).map(({ value }) => value);

  test('are not offered', () => {
    expect(ranges('', '2018-03-05T09:00:00Z')).toEqual([
      ...['this month', 'this week', 'today', 'this quarter', 'this year'],
    ]);
    expect(ranges('last', '2018-02-27T12:00:00Z', true)).toEqual(['last month']);
    expect(ranges('20', '2017-11-30T23:00:00Z')).toEqual([
      ...['February 2018', 'January 2018', 'December 2017', 'November 2017'],
    ]);
  });

  test('are offered if it is not known since when there are numbers', () => {
    expect(ranges('march', null)).toEqual(['march', 'March 2017']);
    expect(ranges('march', '2018-03-05T09:00:00Z')).toEqual(['march']);
  });

  test('are not offered even once they were typed', () => {
    expect(ranges('last month', '2018-03-05T09:00:00Z')).toEqual([]);
    expect(ranges('May 2016', '2016-05-31T23:00:00Z')).toEqual(['May 2016']);
  });

  test('are not offered as months', () => {
    const months = (first: string | null) => suggestMonths('', counted(first), english).map(({ value }) => value);
    expect(months('2018-01-31T23:59:00Z')).toEqual(['March 2018', 'February 2018', 'January 2018']);
    expect(months('2018-03-01T00:00:00Z')).toEqual(['March 2018']);
    expect(months(null)).toHaveLength(25);
  });
});
