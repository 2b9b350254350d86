import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveChannel } from '../../../src/bot/input/channel-argument.ts';
import type { Channel, ChannelKind } from '../../../src/core/channel.ts';
import { UserError } from '../../../src/core/errors.ts';

const channels = [
  channel('100000000000000001', 'general', 'text'),
  channel('100000000000000002', 'Voice Lounge', 'voice'),
  channel('100000000000000003', 'games', 'voice'),
  channel('100000000000000004', 'games', 'text'),
  channel('100000000000000005', 'art', 'text', { isDeleted: true }),
  channel('100000000000000006', 'art', 'voice'),
  channel('100000000000000007', 'twins', 'text'),
  channel('100000000000000008', 'twins', 'text'),
  channel('100000000000000009', 'attic', 'text', { isDeleted: true }),
  channel('100000000000000010', 'Games', 'voice'),
  channel('100000000000000011', 'rooms', 'category'),
  channel('100000000000000013', 'café', 'text'),
  channel('100000000000000014', 'all', 'text'),
  channel('100000000000000015', '2018', 'text'),
  channel('100000000000000016', '=1+1', 'text'),
];

const isThread = (id: string) => id === '100000000000000012';

test.each([
  ['an id', '100000000000000004', '04'],
  ['a mention', '<#100000000000000003>', '03'],
  ['a name', 'general', '01'],
  ['a name with #', '#general', '01'],
  ['a name in another case', '#GENERAL', '01'],
  ['a quoted name', '"voice lounge"', '02'],
  ['a name quoted by a phone', '“Voice Lounge”', '02'],
  ['a name with spaces from a slash command', 'Voice Lounge', '02'],
  ['the text channel of a shared name', 'games', '04'],
  ['the exact name before another case', 'Games', '10'],
  ['the live channel before a deleted one', 'art', '06'],
  ['a deleted channel', 'attic', '09'],
  ['a name in another Unicode form', 'cafe\u0301', '13'],
  ['a channel called all', '#all', '14'],
  ['a quoted channel called all', '"all"', '14'],
  ['a name of digits', '2018', '15'],
  ['a name like a formula', '#=1+1', '16'],
])('%s', (_what, argument, ending) => {
  expect(resolveChannel(argument, channels, isThread)?.id).toBe(`1000000000000000${ending}`);
});

test.each(['all', 'ALL', ' All '])('%j is the whole server', (argument) => {
  expect(resolveChannel(argument, channels, isThread)).toBeNull();
});

describe('refuses', () => {
  test.each([
    ['an unknown name', 'nosuch', '`nosuch`'],
    ["another server's channel", '<#999999999999999999>', '`<#(an id)>`'],
    ['a thread', '100000000000000012', 'a thread'],
    ['a category', '100000000000000011', 'the category `rooms`'],
    ['a category by name', 'rooms', '`rooms`'],
    ['an empty name', '""', 'but got'],
    ['two of a name', 'twins', '`100000000000000007` or `100000000000000008`'],
    ['a long text', 'x'.repeat(3000), `\`${'x'.repeat(100)}…\``],
  ])('%s', (_what, argument, words) => {
    expect(() => resolveChannel(argument, channels, isThread)).toThrow(UserError);
    expect(() => resolveChannel(argument, channels, isThread)).toThrow(words);
  });
});

test('any text gives a counted channel of the guild, the whole server, or a UserError', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (argument) => {
      try {
        const found = resolveChannel(argument, channels, isThread);
        if (found !== null) expect(['text', 'voice']).toContain(found.kind);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
  );
});

function channel(id: string, name: string, kind: ChannelKind, more: Partial<Channel> = {}): Channel {
  return { id, name, kind, number: 1, isDeleted: false, ...more };
}
