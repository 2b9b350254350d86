import { CsvError, parse } from 'csv-parse/sync';

/**
 * The cells of one line of a CSV file (RFC 4180); null where its quotes do not close. Few lines have any, so that most are
 * merely cut at their commas: a million of them would keep the parser busy for seconds. No file that Census reads has line
 * breaks within cells, and one bad quote must not swallow the lines after it.
 */
export function csvCells(line: string): readonly string[] | null {
  if (!line.includes('"')) return line.split(',');
  try {
    const [cells] = parse(line);
    return cells ?? null;
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}
