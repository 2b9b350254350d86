import { expect, test } from 'vitest';
import {
  coverageNote,
  type ReportCircumstances,
  type ReportFacts,
  reportNotes,
} from '../../src/render/report-notes.ts';

const hourMs = 3_600_000;
const range = { from: Date.UTC(2018, 0, 12) / hourMs, to: Date.UTC(2018, 0, 14) / hourMs };
const month = 2018 * 12;
const complete: ReportFacts = {
  range,
  coverage: { observedShare: 1, gaps: [] },
  isSealed: true,
  isSplit: false,
  prunedMonths: [],
  importedMonths: [],
};
const usual: ReportCircumstances = {
  firstConnectedMs: Date.UTC(2017, 0, 1),
  countsMembers: true,
  isOfChannel: false,
  isExport: false,
};
const always = '2018-01-12 to 2018-01-14, UTC, the end excluded';

test.each<[string, Partial<ReportFacts>, Partial<ReportCircumstances>, string[]]>([
  ['a complete report of a sealed month has little to say', {}, {}, []],
  ['an open month is not for others', { isSealed: false }, {}, ['this month is not anonymised yet: do not pass on']],
  [
    'a gap is named',
    { coverage: { observedShare: 0.978, gaps: [gap('2018-01-12T02:10', '2018-01-12T18:00')] } },
    {},
    ['coverage 97.8 %, gap 12 Jan 02:10–18:00'],
  ],
  [
    'a late beginning is named',
    {},
    { firstConnectedMs: Date.UTC(2018, 0, 13, 7, 5) },
    ['counting since 2018-01-13 07:05 UTC'],
  ],
  [
    'a lost vault is named',
    { isSplit: true },
    {},
    ['January 2018: Census had to begin again under new tokens, so one person may be counted as two'],
  ],
  [
    'a missing intent is named',
    {},
    { countsMembers: false },
    ['Joins and parts are not counted: the Server Members intent is off'],
  ],
  [
    'an imported month is named, and not when counting began after it',
    { importedMonths: [month] },
    { firstConnectedMs: Date.UTC(2026, 0, 1) },
    ['January 2018 was imported; Census did not observe it itself'],
  ],
  [
    'a month whose counters were deleted is named',
    { prunedMonths: [month] },
    {},
    ['the counters of January 2018 were deleted (KEEP_MONTHS); this is what is kept of it'],
  ],
  [
    'an export lacks the months that were deleted',
    { prunedMonths: [month, month + 1] },
    { isExport: true },
    ['the counters of January 2018 to February 2018 were deleted (KEEP_MONTHS); nothing of them is in the file'],
  ],
  ['a channel has no members', {}, { isOfChannel: true }, ['Total users, Joins and Parts are of the whole server']],
])('%s', (_what, facts, circumstances, expected) => {
  expect(reportNotes({ ...complete, ...facts }, { ...usual, ...circumstances })).toEqual([always, ...expected]);
});

test('imported months beside others are named, and when counting began', () => {
  const facts = { range: { from: range.from, to: Date.UTC(2018, 3, 5) / hourMs }, importedMonths: [month, month + 1] };
  const notes = reportNotes({ ...complete, ...facts }, { ...usual, firstConnectedMs: Date.UTC(2018, 2, 7) });
  expect(notes.slice(1)).toEqual([
    'counting since 2018-03-07 00:00 UTC',
    '2 months, January 2018 to February 2018, were imported; Census did not observe them itself',
  ]);
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
  expect(coverageNote(coverage)).toBe(expected);
});

function gap(from: string, to: string): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: Date.parse(`${from}Z`), toMs: Date.parse(`${to}Z`) };
}
