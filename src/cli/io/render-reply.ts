import { gunzipSync } from 'node:zlib';
import type { PostedFile } from '../../simulator/population/answers.ts';
import type { FinalButton, FinalReply } from '../simulation/final-reply.ts';
import { pressedButton } from '../simulation/press-command.ts';
import type { SimulatedAsker } from '../simulation.ts';

const width = 76;
const fieldsInARow = 3;
const rowsOfAFile = 6;

/** A command with its reply, for the terminal. */
export function renderExchange(asker: SimulatedAsker, reply: FinalReply): string {
  const button = pressedButton(reply.command);
  const action = button === undefined ? `types: ${reply.command}` : `presses: ${button}`;
  return `A ${asker} ${action}\n\n${renderReply(reply)}`;
}

/**
 * Renders a reply for the terminal as Discord shows it: text, embeds as cards, the beginning of each file, the alternative
 * text of each picture, and the buttons. A disabled button has round brackets.
 */
export function renderReply({ content, embeds, files, pictures, buttons }: FinalReply): string {
  const cards = embeds as readonly Embed[];
  const shown = new Set(cards.map((card) => pictureOf(card, pictures)));
  const parts = [
    content.replaceAll(codeFence, ''),
    ...cards.map((card) => drawEmbed(card, pictureOf(card, pictures))),
    ...pictures.filter((picture) => !shown.has(picture)).map((picture) => boxed(drawPicture(picture))),
    ...files.map(drawFile),
    buttons.map((row) => row.map(drawButton).join(' ')).join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n') || '(no answer)';
}

/** The line before and after a block that is shown in a fixed width. */
const codeFence = /^```\w*\n?/gm;

/** The fields of Discord's embed that are rendered. */
interface Embed {
  readonly title?: string;
  readonly description?: string;
  readonly fields?: readonly Field[];
  readonly image?: { readonly url: string };
  readonly footer?: { readonly text: string };
}

interface Field {
  readonly name: string;
  readonly value: string;
}

const columnWidth = Math.floor(width / fieldsInARow);

function drawEmbed({ title = '', description, fields = [], footer }: Embed, picture: PostedFile | undefined): string {
  const lines = [...wrap(title), ...(description ? wrap(description) : []), ''];
  for (const row of rowsOf(fields)) lines.push(...(row.every(isNarrow) ? drawRow(row) : row.flatMap(drawWide)), '');
  if (picture) lines.push(...drawPicture(picture), '');
  if (footer) lines.push(...wrap(footer.text));
  return boxed(lines);
}

/** The file that an embed shows. */
function pictureOf({ image }: Embed, pictures: readonly PostedFile[]): PostedFile | undefined {
  return pictures.find(({ url }) => url === image?.url);
}

function drawPicture({ name, alt }: PostedFile): readonly string[] {
  return [...(alt === '' ? [] : wrap(alt)), ...wrap(`[picture ${name} saved]`)];
}

function drawButton({ label, isEnabled }: FinalButton): string {
  return isEnabled ? `[${label}]` : `(${label})`;
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

function drawFile({ name, bytes }: PostedFile): string {
  const rows = textOf(name, bytes)
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n');
  const shown = rows.slice(0, rowsOfAFile).map((row) => (row.length > width ? `${row.slice(0, width - 1)}…` : row));
  const bars = name.startsWith('report-') ? ['', ...drawBars(rows)] : [];
  const more = rows.length > rowsOfAFile ? [`… ${(rows.length - rowsOfAFile).toLocaleString('en')} more rows`] : [];
  return boxed([`${name} (${bytes.length.toLocaleString('en')} bytes)`, '', ...shown, ...more, ...bars]);
}

function textOf(name: string, bytes: Uint8Array): string {
  return (name.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes)).toString('utf8');
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
