import { expect, test } from 'vitest';
import { catchUpNotes } from '../../src/render/catch-up-notes.ts';

const channels = Array.from({ length: 25 }, (_, index) => ({ id: `${index}`, name: `room${index}` }));
const thread = { id: '900', name: '' };

test.each([
  ['nothing was missed', 0, [], []],
  ['one channel is left', 1, [], ['Still counting what was missed: 1 channel left.']],
  ['some are left', 12, [], ['Still counting what was missed: 12 channels left.']],
  [
    'some may not be read',
    0,
    ['3', '4'],
    ['What was missed in #room3, #room4 cannot be counted: Read Message History is missing.'],
  ],
  [
    'a thread and an unknown channel may not be read',
    0,
    ['900', '999'],
    ['What was missed in <#900>, <#999> cannot be counted: Read Message History is missing.'],
  ],
])('where %s', (_what, channelsLeft, unreadableChannelIds, expected) => {
  expect(catchUpNotes({ channelsLeft, unreadableChannelIds }, [...channels, thread], () => true)).toEqual(expected);
});

test('many unreadable channels are not all named', () => {
  const [note] = catchUpNotes(
    { channelsLeft: 0, unreadableChannelIds: channels.map(({ id }) => id) },
    channels,
    () => true,
  );
  expect(note).toContain('#room19 and 5 more cannot be counted');
});

test.each([
  [
    'the reader sees one of the channels',
    ['3'],
    'What was missed in #room3 and channels you cannot see cannot be counted',
  ],
  ['the reader sees none of them', [], 'What was missed in channels you cannot see cannot be counted'],
])('%s', (_what, shown, expected) => {
  const isShown = (id: string) => shown.includes(id);
  const [note] = catchUpNotes({ channelsLeft: 0, unreadableChannelIds: ['3', '4', '900'] }, channels, isShown);
  expect(note).toBe(`${expected}: Read Message History is missing.`);
});
