import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { channelNote, resolveChannel } from '../../../src/bot/input/channel-argument.ts';
import type { Channel, ChannelKind } from '../../../src/core/channel.ts';
import { Mistake } from '../../../src/render/mistake.ts';
import { english } from '../../../src/render/words.ts';

const channels = [
  channel('100000000000000001', 'general', 'text'),
  channel('100000000000000002', 'Voice Lounge', 'voice'),
  channel('100000000000000003', 'games', 'voice'),
  channel('100000000000000004', 'games', 'text'),
  channel('100000000000000005', 'art', 'text', { isDeleted: true }),
  channel('100000000000000006', 'art', 'voice'),
  channel('100000000000000007', 'twins', 'text', { categoryId: '100000000000000011' }),
  channel('100000000000000008', 'twins', 'text'),
  channel('100000000000000009', 'attic', 'text', { isDeleted: true }),
  channel('100000000000000010', 'Games', 'voice'),
  channel('100000000000000011', 'rooms', 'category'),
  channel('100000000000000013', 'café', 'text', { categoryId: '100000000000000011' }),
  channel('100000000000000014', 'all', 'text'),
  channel('100000000000000015', '2018', 'text'),
  channel('100000000000000016', '=1+1', 'text'),
  channel('100000000000000017', 'closet', 'category'),
  channel('100000000000000018', 'ghosts', 'text', { isDeleted: true }),
  channel('100000000000000019', 'ghosts', 'text', { isDeleted: true }),
];

/** A thread of #general, and one of a channel that the asker may not see. */
const parentOf = (id: string) =>
  ({ '100000000000000012': '100000000000000001', '100000000000000099': '100000000000000098' })[id];

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
  expect(resolveChannel(argument, channels, parentOf)?.id).toBe(`1000000000000000${ending}`);
});

test.each(['all', 'ALL', ' All '])('%j is the whole server', (argument) => {
  expect(resolveChannel(argument, channels, parentOf)).toBeNull();
});

const unknown = ' here. Write `#name`, `"a name with spaces"` or `all`.';

describe('refuses, with what to write instead,', () => {
  test.each([
    ['an unknown name', 'nosuch', `There is no channel called \`nosuch\`${unknown}`],
    ['an empty name', '""', `There is no channel called \`""\`${unknown}`],
    ['a long text', 'x'.repeat(3000), `There is no channel called \`${'x'.repeat(100)}…\`${unknown}`],
    ["another server's channel", '<#999999999999999999>', 'No channel of this server has that id.'],
    ['an id of nothing', '999999999999999999', 'No channel of this server has that id.'],
    ['a thread', '<#100000000000000012>', 'A thread counts for the channel it is in. Ask for <#100000000000000001>.'],
    ['a thread of a channel that is not shown', '100000000000000099', 'No channel of this server has that id.'],
    [
      'a category',
      'rooms',
      'rooms is a category. Ask for one of its channels: <#100000000000000007>, <#100000000000000013>.',
    ],
    [
      'a category by its id',
      '100000000000000011',
      'rooms is a category. Ask for one of its channels: <#100000000000000007>, <#100000000000000013>.',
    ],
    ['a category without channels', 'closet', `There is no channel called \`closet\`${unknown}`],
    [
      'two of a name',
      'twins',
      '2 channels are called `#twins`. Ask for one of them: <#100000000000000007> (rooms), <#100000000000000008>.',
    ],
    [
      'two deleted ones of a name',
      'ghosts',
      '2 deleted channels were called `#ghosts`. Ask for one by its id: `100000000000000018`, `100000000000000019`.',
    ],
    ['a mistyped name', '#genral', 'There is no channel called `#genral` here. Did you mean <#100000000000000001>?'],
    ['a mistyped deleted one', 'atic', 'There is no channel called `atic` here. Did you mean `#attic`?'],
    ['a mistyped all', 'alll', 'There is no channel called `alll` here. Did you mean `all`?'],
    ['days in place of a channel', 'yesterday', 'A channel or `all` stands before the days, as in `all yesterday`.'],
  ])('%s', (_what, argument, sentence) => {
    expect(() => resolveChannel(argument, channels, parentOf)).toThrow(Mistake);
    expect(() => resolveChannel(argument, channels, parentOf)).toThrow(sentence);
  });
});

test('no channel that the asker may not see is found, suggested or named', () => {
  const shown = channels.filter(({ name }) => name !== 'general' && name !== 'twins');
  for (const argument of ['general', 'genral', '100000000000000001', '<#100000000000000012>', 'twins', 'rooms']) {
    expect(() => resolveChannel(argument, shown, parentOf)).toThrow(Mistake);
    expect(() => resolveChannel(argument, shown, parentOf)).not.toThrow(/10000000000000000[178]/);
  }
});

describe('a note', () => {
  const noteOf = (argument: string) => {
    const found = resolveChannel(argument, channels, parentOf);
    return found === null ? null : channelNote(argument, found, channels, english);
  };

  test('names the voice channel of the same name', () => {
    expect(noteOf('games')).toBe(
      'Another channel is also called `#games`. To see its numbers, ask for <#100000000000000003>.',
    );
  });

  test('names the deleted channel of the same name', () => {
    expect(noteOf('#art')).toBe(
      'A deleted channel was also called `#art`. To see the numbers of one, ask for `100000000000000005`.',
    );
  });

  test.each(['general', '<#100000000000000004>', '100000000000000004'])('is not given with %j', (argument) => {
    expect(noteOf(argument)).toBeNull();
  });
});

/** Lone surrogates included. */
const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

test('any text gives a counted channel of the guild, the whole server, or a Mistake', () => {
  fc.assert(
    fc.property(fc.string({ unit: codeUnit }), (argument) => {
      try {
        const found = resolveChannel(argument, channels, parentOf);
        if (found !== null) expect(['text', 'voice']).toContain(found.kind);
      } catch (error) {
        expect(error).toBeInstanceOf(Mistake);
      }
    }),
  );
});

function channel(id: string, name: string, kind: ChannelKind, more: Partial<Channel> = {}): Channel {
  return { id, name, kind, number: 1, isDeleted: false, ...more };
}
