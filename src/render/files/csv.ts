import { type Options, stringify } from 'csv-stringify/sync';

/** Tells Excel that a file is UTF-8. */
export const byteOrderMark = '\ufeff';

export type CsvValue = string | number | null;

/**
 * Lines of CSV after RFC 4180, each ended by CRLF; null is an empty cell. A text that a spreadsheet would take for a
 * formula gets an apostrophe before it; numbers are printed as JavaScript prints them.
 */
export function csvLines(rows: readonly (readonly CsvValue[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    options,
  );
}

/** One text as a cell: quoted and defused where it must be. */
export function csvCell(text: string): string {
  return csvLines([[text]]).slice(0, -lineEnd.length);
}

export const lineEnd = '\r\n';

const options: Options = {
  record_delimiter: lineEnd,
  escape_formulas: true,
  // With CRLF between the lines csv-stringify leaves a lone CR or LF inside a cell unquoted.
  quoted_match: /[\r\n]/,
};
