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
  expect(catchUpNotes({ channelsLeft, unreadableChannelIds }, [...channels, thread])).toEqual(expected);
});

test('many unreadable channels are not all named', () => {
  const [note] = catchUpNotes({ channelsLeft: 0, unreadableChannelIds: channels.map(({ id }) => id) }, channels);
  expect(note).toContain('#room19 and 5 more cannot be counted');
});
