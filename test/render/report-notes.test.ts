import { expect, test } from 'vitest';
import { type Channel, seesAllChannels } from '../../src/core/channel.ts';
import type { Query } from '../../src/query/query.ts';
import type { RangeFacts } from '../../src/query/range-facts.ts';
import { notKnown, type Reason, reasons, type Value } from '../../src/query/value.ts';
import { coverageNote, exportNotes, resultNotes, spanText } from '../../src/render/report-notes.ts';
import { english } from '../../src/render/words.ts';
import { complete, twoDays } from './a-result.ts';

const month = 2018 * 12;
const secret: Channel = { id: '1', kind: 'text', name: 'secret', number: 1, isDeleted: false };

test.each<[string, Partial<RangeFacts>, string[]]>([
  ['a complete report of a sealed month has little to say', {}, []],
  ['an open month is not for others', { isSealed: false }, ['this month is not anonymised yet: do not pass on']],
  [
    'a gap is named',
    { coverage: { observedShare: 0.978, gaps: [gap('2018-01-12T02:10', '2018-01-12T18:00')] } },
    ['coverage 97.8 %, gap 12 Jan 02:10–18:00'],
  ],
  [
    'a late beginning is named',
    { countingSinceMs: Date.UTC(2018, 0, 13, 7, 5) },
    ['counting since 13 January 2018, 07:05 UTC'],
  ],
  [
    'a lost vault is named',
    { isSplit: true },
    ['January 2018: Census had to begin again under new tokens, so one person may be counted as two'],
  ],
  [
    'a missing intent is named',
    { notCounted: ['intentOff'] },
    ['Joins and parts are not counted: the Server Members intent is off'],
  ],
  [
    'an imported month is named, and not when counting began after it',
    { importedMonths: [month], countingSinceMs: Date.UTC(2026, 0, 1) },
    ['January 2018 was imported; Census did not observe it itself'],
  ],
  [
    'a month whose counters were deleted is named',
    { prunedMonths: [month] },
    ['the counters of January 2018 were deleted (KEEP_MONTHS); this is what is kept of it'],
  ],
  ['a channel has no members', { notCounted: ['ofServer'] }, ['Total users, Joins and Parts are of the whole server']],
])('%s', (_what, facts, expected) => {
  expect(notesWith([], facts)).toEqual(expected);
});

test('an export lacks the months that were deleted, and says which intent is off', () => {
  const facts = { ...complete, prunedMonths: [month, month + 1], range: twoDays };
  expect(exportNotes(facts, false, english)).toEqual([
    'the counters of January 2018 to February 2018 were deleted (KEEP_MONTHS); nothing of them is in the file',
    'Joins and parts are not counted: the Server Members intent is off',
  ]);
});

test('imported months beside others are named, and when counting began', () => {
  const range = { from: twoDays.from, to: Date.UTC(2018, 3, 5) / 3_600_000 };
  const facts = { importedMonths: [month, month + 1], countingSinceMs: Date.UTC(2018, 2, 7) };
  expect(notesWith([], facts, { range })).toEqual([
    'counting since 7 March 2018, 00:00 UTC',
    '2 months, January 2018 to February 2018, were imported; Census did not observe them itself',
  ]);
});

test('each reason has a sentence, which is said once', () => {
  const said = reasons.map((reason) => notesWith([notKnown(reason), 5, notKnown(reason)], {}, { channel: secret }));
  expect(said.every((notes) => notes.length === 1)).toBe(true);
  expect(new Set(said.flat()).size).toBe(reasons.length);
  expect(noteOf('channelUnseen')).toBe('Census cannot see #secret, so it counts nothing there');
  expect(noteOf('channelIgnored')).toBe('nothing is counted in #secret, which is ignored');
  expect(noteOf('imported')).toBe('–: what was imported does not have it');
});

test('deleted counters are named with their months, and once', () => {
  expect(notesWith([notKnown('deleted')], { prunedMonths: [month] })).toEqual([
    'the counters of January 2018 were deleted (KEEP_MONTHS)',
  ]);
});

test('in a file the cell is empty', () => {
  const rows = [{ key: { kind: 'total' }, values: { messages: notKnown('notObserved') } }] as const;
  const result = { query: aQuery(), rows, facts: complete };
  expect(resultNotes(result, { words: english, mark: 'an empty cell' })).toEqual(['an empty cell: not observed']);
});

test('the days are said as a person says them', () => {
  expect(spanText(twoDays, english)).toBe('12–13 January 2018, 2 days, UTC');
  expect(spanText({ from: twoDays.from, to: twoDays.from + 14 }, english)).toBe('12 January 2018, 1 day, UTC');
});

test.each([
  ['nearly all is not all', { observedShare: 0.99999, gaps: [] }, 'coverage 99.9 %'],
  [
    'a gap over midnight',
    { observedShare: 0.5, gaps: [gap('2018-01-12T23:10', '2018-01-13T01:00')] },
    'coverage 50.0 %, gap 12 Jan 23:10 – 13 Jan 01:00',
  ],
  [
    'a gap of seconds',
    { observedShare: 0.9, gaps: [gap('2018-01-12T23:10:05', '2018-01-12T23:10:40')] },
    'coverage 90.0 %, gap 12 Jan 23:10:05–23:10:40',
  ],
  [
    'a gap in which members came',
    { observedShare: 0.978, gaps: [{ ...gap('2018-03-14T02:10', '2018-03-14T18:00'), headcountChange: 12 }] },
    'coverage 97.8 %, gap 14 Mar 02:10–18:00 (12 members more after it)',
  ],
  [
    'gaps in which one came, one left, and as many came as left',
    {
      observedShare: 0.5,
      gaps: [1, -1, 0].map((headcountChange, day) => {
        return { ...gap(`2018-03-1${day}T02:10`, `2018-03-1${day}T18:00`), headcountChange };
      }),
    },
    'coverage 50.0 %, gap 10 Mar 02:10–18:00 (1 member more after it), 11 Mar 02:10–18:00 (1 member fewer after it), ' +
      '12 Mar 02:10–18:00',
  ],
  [
    'many gaps',
    {
      observedShare: 0,
      gaps: Array.from({ length: 5 }, (_, day) => gap(`2018-01-1${day}T01:00`, `2018-01-1${day}T02:00`)),
    },
    'coverage 0.0 %, gap 10 Jan 01:00–02:00, 11 Jan 01:00–02:00, 12 Jan 01:00–02:00, 2 more',
  ],
])('%s', (_what, coverage, expected) => {
  expect(coverageNote(coverage, english)).toBe(expected);
});

function gap(from: string, to: string): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: Date.parse(`${from}Z`), toMs: Date.parse(`${to}Z`) };
}

function noteOf(reason: Reason): string | undefined {
  return notesWith([notKnown(reason)], {}, { channel: secret })[0];
}

function notesWith(
  values: readonly Value[],
  facts: Partial<RangeFacts>,
  query: Partial<Query> = {},
): readonly string[] {
  const rows = values.map((messages) => ({ key: { kind: 'total' } as const, values: { messages } }));
  return resultNotes({ query: { ...aQuery(), ...query }, rows, facts: { ...complete, ...facts } }, { words: english });
}

function aQuery(): Query {
  return { about: 'report', guildId: '7', range: twoDays, by: 'total', channel: null, view: seesAllChannels };
}
