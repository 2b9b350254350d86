import { expect, test } from 'vitest';
import { catchUpNotes } from '../../src/render/catch-up-notes.ts';
import { english } from '../../src/render/words.ts';

const channels = Array.from({ length: 25 }, (_, index) => ({ id: `${index}`, name: `room${index}` }));
const thread = { id: '900', name: '' };

test.each([
  ['nothing was missed', 0, [], []],
  ['one channel is left', 1, [], ['Census is still counting what it missed: 1 channel is left.']],
  ['some are left', 12, [], ['Census is still counting what it missed: 12 channels are left.']],
  [
    'some may not be read',
    0,
    ['3', '4'],
    ['What Census missed in #room3, #room4 cannot be counted: it lacks the permission Read Message History there.'],
  ],
  [
    'a thread and an unknown channel may not be read',
    0,
    ['900', '999'],
    ['What Census missed in <#900>, <#999> cannot be counted: it lacks the permission Read Message History there.'],
  ],
])('where %s', (_what, channelsLeft, unreadableChannelIds, expected) => {
  expect(catchUpNotes({ channelsLeft, unreadableChannelIds }, [...channels, thread], () => true, english)).toEqual(
    expected,
  );
});

test('many unreadable channels are not all named', () => {
  const [note] = catchUpNotes(
    { channelsLeft: 0, unreadableChannelIds: channels.map(({ id }) => id) },
    channels,
    () => true,
    english,
  );
  expect(note).toContain('#room19 and 5 more cannot be counted');
});

test.each([
  [
    'the reader sees one of the channels',
    ['3'],
    'What Census missed in #room3 and channels you cannot see cannot be counted',
  ],
  ['the reader sees none of them', [], 'What Census missed in channels you cannot see cannot be counted'],
])('%s', (_what, shown, expected) => {
  const isShown = (id: string) => shown.includes(id);
  const [note] = catchUpNotes({ channelsLeft: 0, unreadableChannelIds: ['3', '4', '900'] }, channels, isShown, english);
  expect(note).toBe(`${expected}: it lacks the permission Read Message History there.`);
});
