import type { Result, ResultRow } from '../query/query.ts';
import type { ReportMeasure } from '../query/report-measures.ts';
import { labelsIn, rowLabel } from './row-label.ts';
import { alignedTable } from './text-table.ts';
import { likelyNumber, unknown } from './values.ts';
import type { Words } from './words.ts';

/**
 * A report as a code block that a phone shows without a line break: who wrote, messages, and hours in voice. Rows of
 * channels are the busiest ones.
 */
export function shortReport({ query, rows }: Result<ReportMeasure>, words: Words): string {
  const shown = query.by === 'channel' ? busiest(rows) : rows;
  const labels = labelsIn(shown);
  const table = [
    ['', ...columns.map((name) => words.say(`short.${name}`))],
    ...shown.map(({ key, values }) => [
      fitting(rowLabel(key, labels, words)),
      ...columns.map((name) => {
        const value = likelyNumber(values[name]);
        return value === null ? unknown : words.number(value, name === 'voiceHours' ? 1 : 0);
      }),
    ]),
  ];
  const left = rows.length - shown.length;
  const more = left > 0 ? [words.say('short.more', { count: left })] : [];
  return ['```', alignedTable(table), '```', ...more].join('\n');
}

const columns = ['activeUsers', 'messages', 'voiceHours'] as const satisfies readonly ReportMeasure[];

/** The channels with most messages, then most time in voice. The row of hidden ones, which is no channel, is last. */
function busiest(rows: readonly ResultRow<ReportMeasure>[]): readonly ResultRow<ReportMeasure>[] {
  const size = ({ values }: ResultRow<ReportMeasure>, name: ReportMeasure) => likelyNumber(values[name]) ?? 0;
  const channels = rows
    .filter(({ key }) => key.kind === 'channel')
    .toSorted((a, b) => size(b, 'messages') - size(a, 'messages') || size(b, 'voiceHours') - size(a, 'voiceHours'));
  return [...channels.slice(0, mostChannels), ...rows.filter(({ key }) => key.kind !== 'channel')];
}

const mostChannels = 10;

/** In characters. A phone shows some 36 in a code block. */
const longestLabel = 14;

function fitting(label: string): string {
  const characters = Array.from(label);
  return characters.length <= longestLabel ? label : `${characters.slice(0, longestLabel - 1).join('')}…`;
}
