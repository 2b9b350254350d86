import { isoDay } from '../core/time.ts';
import type { Result } from '../query/query.ts';
import { isNotKnown, type Value } from '../query/value.ts';
import { type ChannelLabels, labelsIn, rowLabel } from './row-label.ts';
import { decimalText, valueText } from './values.ts';
import { english, type MessageKey, type Words } from './words.ts';

export interface TextTableOptions {
  /** Unique labels of channels; by default of those in the result. */
  readonly labels?: ChannelLabels;
  readonly words?: Words;
}

/**
 * A result as a table of plain text for a code block, one line per row, numbers to the right. A column that
 * belongs to the whole server in every row is left out. Backticks, which would end the block, become apostrophes.
 */
export function textTable<Measure extends string>(result: Result<Measure>, options: TextTableOptions = {}): string {
  const { measures, rows } = result;
  const { labels = labelsIn(rows), words = english } = options;
  const shown = measures.filter(
    (measure) => !rows.every(({ values }) => isOfServer(values[measure])) || rows.length === 0,
  );
  const header = ['', ...shown.map((measure) => words.say(`measure.${measure}` as MessageKey))];
  const lines = rows.map(({ key, values }) => [
    rowLabel(key, labels, words),
    ...shown.map((measure) => cellText(measure, values[measure])),
  ]);
  return alignedTable([header, ...lines]);
}

/** Cells as lines of text, the first column to the left and all others to the right. For a code block. */
export function alignedTable(rows: readonly (readonly string[])[]): string {
  const table = rows.map((cells) => cells.map(plain));
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((cells) => lengthOf(cells[column] ?? ''))));
  return table
    .map((cells) =>
      cells
        .map((cell, column) => aligned(cell, widths[column] ?? 0, column))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function isOfServer(value: Value): boolean {
  return isNotKnown(value) && value.notKnown === 'ofServer';
}

function cellText(measure: string, value: Value): string {
  if (typeof value !== 'number') return valueText(value);
  // A channel without a message has no last one.
  if (measure === 'lastMessageDay') return value === 0 ? '' : isoDay(value * 24);
  return shares.has(measure) ? `${decimalText(100 * value)} %` : valueText(value);
}

/** Measures from 0 to 1. */
const shares: ReadonlySet<string> = new Set(['stickiness', 'observedShare', 'share']);

function plain(cell: string): string {
  return cell.replaceAll('`', "'").replace(/[\r\n\t]/g, ' ');
}

function aligned(cell: string, width: number, column: number): string {
  const space = ' '.repeat(width - lengthOf(cell));
  return column === 0 ? cell + space : space + cell;
}

/** In characters, of which each is one column wide in most fonts. */
function lengthOf(cell: string): number {
  return Array.from(cell).length;
}
