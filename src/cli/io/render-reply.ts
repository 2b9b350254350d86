import { gunzipSync } from 'node:zlib';
import type { FinalReply } from '../simulation.ts';

const width = 76;
const fieldsInARow = 3;
const rowsOfAFile = 6;

/** Renders a reply for the terminal as Discord shows it: text, embeds as cards, and the beginning of each file. */
export function renderReply({ content, embeds, files }: FinalReply): string {
  const parts = [content, ...embeds.map((embed) => drawEmbed(embed as Embed)), ...files.map(drawFile)];
  return parts.filter((part) => part !== '').join('\n\n') || '(no answer)';
}

/** The fields of Discord's embed that are rendered. */
interface Embed {
  readonly title?: string;
  readonly description?: string;
  readonly fields?: readonly Field[];
  readonly footer?: { readonly text: string };
}

interface Field {
  readonly name: string;
  readonly value: string;
}

const columnWidth = Math.floor(width / fieldsInARow);

function drawEmbed({ title = '', description, fields = [], footer }: Embed): string {
  const lines = [...wrap(title), ...(description ? wrap(description) : []), ''];
  for (const row of rowsOf(fields)) lines.push(...(row.every(isNarrow) ? drawRow(row) : row.flatMap(drawWide)), '');
  if (footer) lines.push(...wrap(footer.text));
  return boxed(lines);
}

/** Three inline fields per row; any other has its own row. */
function rowsOf(fields: readonly Field[]): readonly (readonly Field[])[] {
  const rows: Field[][] = [];
  for (const field of fields) {
    const last = rows.at(-1);
    if (last !== undefined && last.length < fieldsInARow && [...last, field].every(isNarrow)) last.push(field);
    else rows.push([field]);
  }
  return rows;
}

function isNarrow({ name, value }: Field): boolean {
  return name.length < columnWidth && value.length < columnWidth - 2 && !value.includes('\n');
}

function drawRow(row: readonly Field[]): readonly string[] {
  const cells = (text: (field: Field) => string) => row.map((field) => text(field).padEnd(columnWidth)).join('');
  return [cells(({ name }) => name), cells(({ value }) => `  ${value}`)];
}

function drawWide({ name, value }: Field): readonly string[] {
  return [...wrap(name), ...wrap(value, width - 2).map((line) => `  ${line}`)];
}

function drawFile({ name, bytes }: FinalReply['files'][number]): string {
  const rows = gunzipSync(bytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n');
  const shown = rows.slice(0, rowsOfAFile).map((row) => (row.length > width ? `${row.slice(0, width - 1)}…` : row));
  const pictures = name.startsWith('report-') ? ['', ...drawBars(rows)] : [];
  const more = rows.length > rowsOfAFile ? [`… ${(rows.length - rowsOfAFile).toLocaleString('en')} more rows`] : [];
  return boxed([`${name} (${bytes.length.toLocaleString('en')} bytes)`, '', ...shown, ...more, ...pictures]);
}

/** A row of bars for each column that is easier to see than to read. */
function drawBars(rows: readonly string[]): string[] {
  const [header = [], ...lines] = rows.map((row) => row.split(','));
  return ['Active users', 'Messages', 'Voice man-hours'].map((column) => {
    const values = lines.map((line) => Number(line[header.indexOf(column)]));
    const greatest = Math.max(...values, 1);
    const bars = values.map((value) => bar[Math.round((value / greatest) * (bar.length - 1))]).join(' ');
    return `${column.padEnd(16)} ${bars}`.slice(0, width);
  });
}

const bar = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

function boxed(lines: readonly string[]): string {
  const edge = '─'.repeat(width + 2);
  return [`╭${edge}╮`, ...lines.map((line) => `│ ${line.padEnd(width)} │`), `╰${edge}╯`].join('\n');
}

function wrap(text: string, within = width): string[] {
  return text.split('\n').flatMap((line) => {
    const pieces = line.match(new RegExp(`.{1,${within}}(?: |$)|\\S{1,${within}}`, 'g'));
    return pieces?.map((piece) => piece.trimEnd()) ?? [''];
  });
}
