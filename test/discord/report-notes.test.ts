import { expect, test } from 'vitest';
import { coverageNote, reportNotes } from '../../src/discord/report-notes.ts';

const hourMs = 3_600_000;
const range = { from: Date.UTC(2018, 0, 12) / hourMs, to: Date.UTC(2018, 0, 14) / hourMs };
const complete = { range, coverage: { observedShare: 1, gaps: [] }, isSealed: true, isSplit: false };
const usual = { firstConnectedMs: Date.UTC(2017, 0, 1), countsMembers: true, isOfChannel: false };
const always = '2018-01-12 to 2018-01-14, UTC, the end excluded';

test.each([
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
    ['January 2018: the vault was lost, so one person may be counted as two'],
  ],
  [
    'a missing intent is named',
    {},
    { countsMembers: false },
    ['Joins and parts are not counted: the Server Members intent is off'],
  ],
  ['a channel has no members', {}, { isOfChannel: true }, ['Total users, Joins and Parts are of the whole server']],
])('%s', (_what, facts, circumstances, expected) => {
  expect(reportNotes({ ...complete, ...facts }, { ...usual, ...circumstances })).toEqual([always, ...expected]);
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
