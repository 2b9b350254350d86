import { describe, expect, it } from 'vitest';
import { resolveChannel } from '../../src/bot/input/channel-argument.ts';
import type { Channel } from '../../src/core/channel.ts';
import type { ChannelReference } from '../../src/import/formats/row.ts';
import { ImportedChannels } from '../../src/import/imported-channels.ts';

const noneIgnored = { ignoredChannelIds: [] };

function aChannel(id: string, name: string, number: number, changes: Partial<Channel> = {}): Channel {
  return { id, kind: 'text', name, number, isDeleted: false, ...changes };
}

function named(name: string, changes: Partial<ChannelReference> = {}): ChannelReference {
  return { id: null, name, kind: 'text', isOfAnyKind: false, threadId: null, ...changes };
}

describe('a channel of an import', () => {
  const known = [
    aChannel('510000000000000001', 'general', 1, { isDeleted: true }),
    aChannel('510000000000000002', 'general', 2),
    aChannel('520000000000000001', 'lounge', 3, { kind: 'voice' }),
    aChannel('540000000000000001', 'Texts', 0, { kind: 'category' }),
  ];

  it('by name is one of the right kind, preferably an existing one', () => {
    const channels = new ImportedChannels(known, noneIgnored);
    expect(channels.numberOf(named('general'))).toBe(2);
    expect(channels.numberOf(named('lounge', { kind: 'voice' }))).toBe(3);
    expect(channels.takeMade()).toEqual([]);
  });

  it('by name is created as a deleted one if there is none of that kind', () => {
    const channels = new ImportedChannels(known, noneIgnored);
    const reference = named('lounge');
    expect([channels.numberOf(reference), channels.numberOf(reference), channels.numberOf(named('Texts'))]).toEqual([
      4, 4, 5,
    ]);
    const made = channels.takeMade();
    expect(made).toEqual([
      aChannel('1', 'lounge', 4, { isDeleted: true, isPrivate: true }),
      aChannel('2', 'Texts', 5, { isDeleted: true, isPrivate: true }),
    ]);
    expect(channels.takeMade()).toEqual([]);
    expect(resolveChannel('#Texts', [...known, ...made], () => undefined)).toEqual(made[1]);
  });

  it('of a Census export is of any kind, because one label is one channel', () => {
    const channels = new ImportedChannels(known, noneIgnored);
    expect(channels.numberOf(named('lounge', { isOfAnyKind: true }))).toBe(3);
  });

  it('by id has that id, whatever its name, or is created as an existing one', () => {
    const channels = new ImportedChannels(known, noneIgnored);
    expect(channels.numberOf(named('chat', { id: '510000000000000001' }))).toBe(1);
    expect(channels.numberOf(named('art', { id: '510000000000000009' }))).toBe(4);
    expect(channels.takeMade()).toEqual([aChannel('510000000000000009', 'art', 4, { isPrivate: true })]);
  });

  it('that cannot be written in is refused', () => {
    const channels = new ImportedChannels(known, noneIgnored);
    expect(() => channels.numberOf(named('Texts', { id: '540000000000000001' }))).toThrow('that can be written in');
  });

  it('is null if it, or the thread, is ignored', () => {
    const ignoredChannelIds = ['510000000000000002', '530000000000000009'];
    const channels = new ImportedChannels(known, { ignoredChannelIds });
    expect(channels.numberOf(named('general'))).toBeNull();
    expect(channels.numberOf(named('x', { id: '510000000000000002' }))).toBeNull();
    const parent = { id: '510000000000000001', threadId: '530000000000000009' };
    expect(channels.numberOf(named('general', parent))).toBeNull();
    expect(channels.numberOf(named('general', { ...parent, threadId: '530000000000000008' }))).toBe(1);
  });
});
