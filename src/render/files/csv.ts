import { type Options, stringify } from 'csv-stringify/sync';

/** Tells Excel that a file is UTF-8. */
export const byteOrderMark = '\ufeff';

export type CsvValue = string | number | null;

/**
 * Lines of CSV as in RFC 4180, each ending in CRLF. Null is an empty cell. A text that a spreadsheet would run as a
 * formula gets a leading apostrophe. Numbers are printed as JavaScript prints them.
 */
export function csvLines(rows: readonly (readonly CsvValue[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    options,
  );
}

/** One text as a cell, quoted and escaped where necessary. */
export function csvCell(text: string): string {
  return csvLines([[text]]).slice(0, -lineEnd.length);
}

export const lineEnd = '\r\n';

const options: Options = {
  record_delimiter: lineEnd,
  escape_formulas: true,
  // With CRLF as its line break, csv-stringify does not quote a lone CR or LF inside a cell.
  quoted_match: /[\r\n]/,
};
