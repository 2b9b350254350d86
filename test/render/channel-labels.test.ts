import { describe, expect, it } from 'vitest';
import { noCategoryId } from '../../src/core/channel.ts';
import { channelLabels } from '../../src/render/channel-labels.ts';
import { aChannel } from '../query/a-store.ts';

describe('channel labels', () => {
  it('are names if these are unique', () => {
    const labels = channelLabels([aChannel(1, 'general'), aChannel(2, 'art-café'), aChannel(3, 'General')]);
    expect([...labels]).toEqual([
      [1, '#general'],
      [2, '#art-café'],
      [3, '#General'],
    ]);
  });

  it('include the id if a deleted channel had the same name', () => {
    const labels = channelLabels([aChannel(1, 'general'), aChannel(2, 'general', { isDeleted: true })]);
    expect([...labels.values()]).toEqual(['#general (510000000000000001)', '#general (510000000000000002)']);
  });

  it('ignore categories, which have no counters', () => {
    const labels = channelLabels([aChannel(1, 'general'), aChannel(0, 'general', { kind: 'category' })]);
    expect([...labels]).toEqual([[1, '#general']]);
  });

  it('say of channels that lost their names in which category they were', () => {
    const labels = channelLabels([
      aChannel(1, 'Café'),
      aChannel(2, 'Café', { kind: 'category' }),
      aChannel(3, '', { id: noCategoryId, kind: 'category', isDeleted: true }),
    ]);
    expect([...labels.values()]).toEqual(['#Café', '#deleted channels of Café', '#deleted channels']);
  });

  it('cannot be imitated', () => {
    const labels = channelLabels([
      aChannel(1, 'stage'),
      aChannel(2, 'stage'),
      aChannel(3, 'stage (510000000000000001)'),
      aChannel(4, 'stage (1)'),
      aChannel(5, '(hidden)'),
    ]);
    expect([...labels.values()]).toEqual([
      '#stage (510000000000000001)',
      '#stage (510000000000000002)',
      '#stage (510000000000000001) (510000000000000003)',
      '#stage (1)',
      '#(hidden) (510000000000000005)',
    ]);
  });
});
