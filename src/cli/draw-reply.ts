import { gunzipSync } from 'node:zlib';
import type { Reply } from './simulation.ts';

const width = 76;
const fieldsInARow = 3;
const rowsOfAFile = 6;

/** Draws an answer for the terminal as Discord shows it: text, embeds as cards, and the beginning of each file. */
export function drawReply({ content, embeds, files }: Reply): string {
  const parts = [content, ...embeds.map((embed) => drawEmbed(embed as Embed)), ...files.map(drawFile)];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** As much of Discord's embed as can be drawn. */
interface Embed {
  readonly title?: string;
  readonly description?: string;
  readonly fields?: readonly { readonly name: string; readonly value: string }[];
  readonly footer?: { readonly text: string };
}

function drawEmbed({ title = '', description, fields = [], footer }: Embed): string {
  const lines = [title, ...(description ? wrap(description) : []), ''];
  const columnWidth = Math.floor(width / fieldsInARow);
  for (let first = 0; first < fields.length; first += fieldsInARow) {
    const row = fields.slice(first, first + fieldsInARow);
    const cells = (text: (field: (typeof row)[number]) => string) =>
      row.map((field) => text(field).padEnd(columnWidth)).join('');
    lines.push(
      cells(({ name }) => name),
      cells(({ value }) => `  ${value}`),
      '',
    );
  }
  if (footer) lines.push(...wrap(footer.text));
  return boxed(lines);
}

function drawFile({ name, bytes }: Reply['files'][number]): string {
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

/** A row of bars for each of the columns that one would rather look at than read. */
function drawBars(rows: readonly string[]): string[] {
  const [header = [], ...lines] = rows.map((row) => row.split(','));
  return ['Active users', 'Messages', 'Voice man-hours'].map((column) => {
    const values = lines.map((line) => Number(line[header.indexOf(column)]));
    const greatest = Math.max(...values, 1);
    const bars = values.map((value) => bar[Math.round((value / greatest) * (bar.length - 1))]).join(' ');
    return `${column.padEnd(16)} ${bars}`;
  });
}

const bar = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

function boxed(lines: readonly string[]): string {
  const edge = '─'.repeat(width + 2);
  return [`╭${edge}╮`, ...lines.map((line) => `│ ${line.padEnd(width)} │`), `╰${edge}╯`].join('\n');
}

function wrap(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => line.match(new RegExp(`.{1,${width}}(?: |$)|\\S{1,${width}}`, 'g')) ?? ['']);
}
