import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reportTypes } from '../../src/core/report.ts';
import type { Result } from '../../src/query/query.ts';
import type { ReportMeasure } from '../../src/query/report-measures.ts';
import { fullReport } from '../../src/render/embeds/full-report.ts';
import { reportCsv } from '../../src/render/files/result-csv.ts';
import { resultJson } from '../../src/render/result-json.ts';
import { labelsIn } from '../../src/render/row-label.ts';
import { textTable } from '../../src/render/text-table.ts';
import { english, type MessageKey } from '../../src/render/words.ts';
import { month, monthHours, naiveSums, someCounters } from '../columns/some-counters.ts';
import { parseCsv } from '../render/files/naive-csv.ts';
import { aGuild } from '../store/a-batch.ts';
import { wholeImport } from '../store/whole-import.ts';
import { aChannel, guildId, withStore } from './a-store.ts';
import { reportOf, storeWith } from './ask.ts';
import { type NaiveValues, naiveReportValues } from './naive-report-values.ts';

const hourMs = 3_600_000;
const channels = [1, 2, 3, 4].map((number) => aChannel(number, String(number)));
const hoursOfMonth = monthHours.to - monthHours.from;
const firstHour = fc.oneof(fc.nat(40), fc.nat(hoursOfMonth - 1)).map((hour) => monthHours.from + hour);
const length = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: hoursOfMonth }));

/** An instant in minutes from the start of the range: often near it, so that it divides the hours asked about. */
const minute = fc.oneof(
  fc.integer({ min: -60, max: 240 }),
  fc.integer({ min: -hoursOfMonth * 60, max: hoursOfMonth * 60 }),
);

/** A small month of a server, what Census saw of it, and a question. */
const cases = fc.record({
  batches: fc.array(someCounters({ members: 6, maxLength: 12 }), { minLength: 1, maxLength: 2 }),
  since: fc.option(minute),
  now: fc.option(minute),
  gaps: fc.array(fc.tuple(minute, minute), { maxLength: 2 }),
  isImported: fc.constantFrom(false, false, true),
  countsMembers: fc.constantFrom(true, true, false),
  whyUncounted: fc.constantFrom(null, null, 'channelUnseen' as const, 'channelIgnored' as const),
  type: fc.constantFrom(...reportTypes),
  channel: fc.constantFrom(null, 1, 2),
  firstHour,
  length,
});

test('the faces of a report agree with each other and with the formulas, and what is not known is no zero', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (drawn) => {
      const { batches, isImported, countsMembers, whyUncounted, type, channel } = drawn;
      const range = { from: drawn.firstHour, to: Math.min(drawn.firstHour + drawn.length, monthHours.to) };
      const at = (minutes: number) => range.from * hourMs + minutes * 60_000;
      const [sinceMs, nowMs] = [drawn.since === null ? 0 : at(drawn.since), at(drawn.now ?? hoursOfMonth * 60)];
      const gaps = drawn.gaps.map(([a, b]) => ({ fromMs: at(Math.min(a, b)), toMs: at(Math.max(a, b)) }));
      // The channels of the drawn counters beyond the four have no names.
      const named = batches.map((batch) => batch.filter((counter) => counter.channel <= channels.length));
      const metrics = [...new Set(naiveSums(named.flat()).map(({ metric }) => metric))];
      const imported = isImported ? { ...wholeImport(month).imported, metrics } : null;
      await withStore({ batches: named, channels, gaps, openMonth: month }, async (store) => {
        const guild = aGuild(guildId, { firstConnectedMs: sinceMs });
        const seen = storeWith(store, {
          guild: async () => guild,
          months: async (id) => (await store.months(id)).map((known) => ({ ...known, imported })),
        });
        const hasMonth = (await store.months(guildId)).length > 0;
        const asked = { guildId, type, channel: channels[(channel ?? 0) - 1] ?? null, range };
        const circumstances = { countsMembers, whyUncounted: async () => whyUncounted };
        const result = await reportOf(seen, { now: () => nowMs }, asked, circumstances);
        const sight = {
          ...{ counters: naiveSums(named.flat()), sinceMs, nowMs, gaps, countsMembers },
          isImported: isImported && hasMonth,
          isChannelCounted: whyUncounted === null,
        };
        const expected = naiveReportValues(sight, { type, channel, ...range });
        expectCsv(result, expected);
        expectJson(result, expected);
        expectText(result);
        if (type === 'full') expectEmbed(result);
      });
    }),
    { numRuns: 120 },
  );
}, 60_000);

type Rows = readonly { readonly label: string; readonly values: NaiveValues }[];

function expectCsv(result: Result<ReportMeasure>, expected: Rows): void {
  const [, ...lines] = cellsOf(result);
  expect(lines.map(([label = '']) => label.replace('#', ''))).toEqual(expected.map(({ label }) => label));
  for (const [index, { values }] of expected.entries()) {
    const cells = lines[index]?.slice(1) ?? [];
    for (const [column, measure] of result.measures.entries()) {
      const value = values[measure] ?? null;
      if (value === null) expect(cells[column], measure).toBe('');
      else expect(Number(cells[column] || Number.NaN), measure).toBeCloseTo(value, 9);
    }
  }
}

interface JsonResult {
  readonly rows: readonly { readonly values: Readonly<Record<string, number | { readonly notKnown: string }>> }[];
}

function expectJson(result: Result<ReportMeasure>, expected: Rows): void {
  const text = JSON.stringify(resultJson(result));
  expect(text).not.toContain(guildId);
  const { rows } = JSON.parse(text) as JsonResult;
  expect(rows).toHaveLength(expected.length);
  for (const [index, { values }] of expected.entries()) {
    for (const measure of result.measures) {
      const found = rows[index]?.values[measure];
      const value = values[measure] ?? null;
      if (value === null) expect(found).toEqual({ notKnown: expect.any(String) });
      else expect(found, measure).toBeCloseTo(value, 9);
    }
  }
}

/** The text says of every number what the file says, with one decimal at most. */
function expectText(result: Result<ReportMeasure>): void {
  const [header = '', ...lines] = textTable(result).split('\n');
  const isChannels = result.query.by === 'channel';
  const shown = result.measures.filter(
    (name) => !(isChannels && result.rows.length > 0 && ['totalUsers', 'joins', 'parts'].includes(name)),
  );
  expect(header.trim().split(/ {2,}/)).toEqual(shown.map((name) => english.say(`measure.${name}` as MessageKey)));
  const [, ...rows] = cellsOf(result);
  expect(lines).toHaveLength(rows.length);
  for (const [index, line] of lines.entries()) {
    const [, ...found] = line.split(/ {2,}/);
    const cells = shown.map((name) => rows[index]?.[result.measures.indexOf(name) + 1] ?? '');
    expect(found).toEqual(cells.map((cell) => shortText(cell)));
  }
}

function expectEmbed(result: Result<ReportMeasure>): void {
  const fields = (fullReport(result, null, english).fields ?? []).map(({ value }) => value);
  const [total, active, voice, joins, parts, messages, mean, stdev, hours, meanHours, stdevHours] = (
    cellsOf(result)[1] ?? []
  ).slice(1);
  const [came, left] = [shortText(joins), shortText(parts)];
  const change = [came, left].includes('–') ? '–' : String(Number(joins) - Number(parts));
  expect(fields).toEqual([
    ...[total, active, voice].map(shortText),
    came === '–' && left === '–' ? '–' : `${change} (+${came}|-${left})`,
    shortText(messages),
    mean === '' ? '–' : `${decimal(mean)} (σ=${decimal(stdev)})`,
    hours === '' ? '–' : `${decimal(hours)} man-hours`,
    meanHours === '' ? '–' : `${decimal(meanHours)}h (σ=${decimal(stdevHours)}h)`,
  ]);
}

function cellsOf(result: Result<ReportMeasure>): string[][] {
  return parseCsv(reportCsv(result, labelsIn(result.rows)));
}

function shortText(cell = ''): string {
  if (cell === '') return '–';
  return Number.isInteger(Number(cell)) ? cell : decimal(cell);
}

function decimal(cell = ''): string {
  return Number(cell).toFixed(1);
}
