import { execFileSync } from 'node:child_process';

/** The text in a gzip file, as the `gzip` program sees it. */
export function gunzipElsewhere(bytes: Uint8Array): string {
  return execFileSync('gzip', ['-dc'], { input: bytes, maxBuffer: 2 ** 28 }).toString('utf8');
}

/** The cells of CSV as in RFC 4180, parsed character by character. Lines end only with CRLF. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (isQuoted && character === '"' && text[index + 1] === '"') {
      cell += '"';
      index += 1;
    } else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) cell += character;
    else if (character === ',') {
      row.push(cell);
      cell = '';
    } else if (character === '\r' && text[index + 1] === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      index += 1;
    } else cell += character;
  }
  if (cell !== '' || row.length > 0) throw new Error('the last line does not end');
  return rows;
}
