import { expect, test } from 'vitest';
import type { BackfillProgress, MonthOutcome } from '../../src/core/backfill/backfill-progress.ts';
import { backfillNotes } from '../../src/render/backfill-notes.ts';
import { english } from '../../src/render/words.ts';

const march2018 = 2018 * 12 + 2;
const channels = [
  { id: '1', name: 'general' },
  { id: '2', name: 'mods' },
];
const begun: BackfillProgress = {
  ...{ state: 'running', from: march2018 - 2, to: march2018, current: null, done: [] },
  ...{ unreadableChannelIds: [], ofPeopleWhoLeft: 0 },
};

function done(month: number, outcome: MonthOutcome['outcome'], messages = 0): MonthOutcome {
  return { month, outcome, messages, members: 3, channels: 1 };
}

function notes(changes: Partial<BackfillProgress>, shown = ['1', '2']): readonly string[] {
  return backfillNotes({ ...begun, ...changes }, channels, (id) => shown.includes(id), english);
}

test.each<[string, Partial<BackfillProgress>, string]>([
  ['has begun', {}, 'Census begins to read past months; 0 of 3 are done.'],
  [
    'is at a month',
    { current: { month: march2018 - 1, placesDone: 7, places: 12 }, done: [done(march2018, 'read', 5)] },
    'Census reads February 2018 from the histories: 7 of 12 channels and threads. 1 of 3 past months are done.',
  ],
  [
    'waits',
    { state: 'waiting' },
    'Census cannot read past months at the moment, and tries again within an hour. 0 of 3 are done.',
  ],
  [
    'has read one month',
    { state: 'ended', done: [done(march2018, 'read', 1), done(march2018 - 1, 'empty')] },
    'Past months: March 2018 was read from the histories of the channels, with 1 message.',
  ],
  [
    'has read several',
    { state: 'ended', done: [done(march2018, 'read', 1000), done(march2018 - 1, 'read', 234)] },
    'Past months: 2 months, February 2018 to March 2018, were read from the histories of the channels, with 1,234 messages.',
  ],
  [
    'has found nothing',
    { state: 'ended', done: [done(march2018, 'empty')] },
    'Past months: nothing was found to count.',
  ],
])('a reading that %s says so', (_what, changes, expected) => {
  expect(notes(changes)).toEqual([expected]);
});

test('months that were left are named with the reason', () => {
  const left = [done(march2018, 'known'), done(march2018 - 1, 'known'), done(march2018 - 2, 'unwanted')];
  expect(notes({ state: 'ended', done: left }).slice(1)).toEqual([
    '2 months, February 2018 to March 2018, were left as they are: Census had something of them already.',
    'January 2018 was not read: something was not to be counted then.',
  ]);
});

test('what could not be read is named, as far as the reader may know of it', () => {
  const unreadable = { unreadableChannelIds: ['1', '2'], ofPeopleWhoLeft: 2 };
  expect(notes(unreadable, ['1']).slice(1)).toEqual([
    'Past months have nothing of #general and channels you cannot see: Census lacks the permission Read Message History there.',
    '2 messages are not counted in past months, because the authors have left: some roles are not counted, and theirs are not known.',
  ]);
});
