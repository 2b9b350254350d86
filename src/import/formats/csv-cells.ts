import { CsvError, parse } from 'csv-parse/sync';

/** What stands between two cells. Spreadsheets of some countries write semicolons or tabs. */
export type CsvSeparator = ',' | ';' | '\t';

/**
 * The cells of one line of a CSV file (RFC 4180); null if a quote is not closed. Most lines have no quotes and are only
 * split at their commas: the parser would need seconds for a million lines. No file that Census reads has line breaks
 * in cells, and one bad quote must not swallow the lines after it.
 */
export function csvCells(line: string, separator: CsvSeparator = ','): readonly string[] | null {
  if (!line.includes('"')) return line.split(separator);
  try {
    const [cells] = parse(line, { delimiter: separator });
    return cells ?? null;
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}
