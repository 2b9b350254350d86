import { describe, expect, test } from 'vitest';
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
    expect(await on.suggestions('report', 'range', 'last')).toEqual(['last month (1–28 February 2018)']);
    expect(await on.suggestions('userstats', 'range', 'last')).toContain('last week (26 February – 4 March 2018)');
    expect(await on.suggestions('userstats', 'range', '3 days ago')).toEqual(['3 days ago (2 March 2018)']);
    expect((await on.suggestions('userstats', 'range', '')).length).toBeLessThanOrEqual(25);
  });

  test('members who may not ask get no suggestions', async () => {
    const on = await censusStage();
    expect(await on.suggestions('report', 'channel', '', { userId: bob })).toEqual([]);
    expect(await on.suggestions('report', 'channel', '', { channelId: general })).toEqual([]);
  });
});
