import { type Lines, longestLine, textLines, tooLong } from './text-lines.ts';
import { type Complain, complaintAt, isPossibleInstant, type WrittenEvent } from './written-event.ts';

const columns = ['ts', 'user', 'channel'] as const;

/**
 * Reads messages from a CSV file, piece by piece. Its header names `ts` (Unix seconds), `user` and `channel`, in any
 * order.
 */
export async function* csvEvents(path: string): AsyncGenerator<readonly WrittenEvent[]> {
  const rows = new Rows(path);
  let places: readonly number[] | undefined;
  for await (const piece of textLines(path)) {
    const events: WrittenEvent[] = [];
    for (const { cells, complain } of rows.read(piece)) {
      if (places) events.push(eventOf(cells, places, complain));
      else places = placesIn(cells, complain);
    }
    yield events;
  }
  rows.end();
  if (!places) throw complaintAt(path, 1)(`expected a header with the columns ${columns.join(', ')}`);
}

interface Row {
  readonly cells: readonly string[];
  readonly complain: Complain;
}

/** Rows after RFC 4180: a cell in quotes may hold commas, doubled quotes and line ends. Empty lines are passed over. */
class Rows {
  readonly #path: string;
  /** Lines of a row whose last cell goes on in the next one, where the first of them stands, and how long they are. */
  #open: string[] = [];
  #openedAt = 0;
  #openLength = 0;

  constructor(path: string) {
    this.#path = path;
  }

  *read({ firstNumber, lines }: Lines): Generator<Row> {
    for (const [index, line] of lines.entries()) {
      const text = this.#rowThatEndsWith(line, firstNumber + index);
      if (text !== null && text !== '')
        yield { cells: cellsOf(text), complain: complaintAt(this.#path, this.#openedAt) };
    }
  }

  end(): void {
    if (this.#open.length > 0) {
      throw complaintAt(this.#path, this.#openedAt)('expected the quote that is opened here to be closed');
    }
  }

  /** Null while a quote is open. */
  #rowThatEndsWith(line: string, number: number): string | null {
    if (this.#open.length === 0) {
      this.#openedAt = number;
      this.#openLength = 0;
      if (!hasOddQuotes(line)) return line;
    }
    this.#openLength += line.length;
    if (this.#openLength > longestLine) throw tooLong(this.#path, this.#openedAt);
    this.#open.push(line);
    if (this.#open.length === 1 || !hasOddQuotes(line)) return null;
    return this.#open.splice(0).join('\n');
  }
}

function hasOddQuotes(text: string): boolean {
  return text.includes('"') && text.split('"').length % 2 === 0;
}

function cellsOf(text: string): readonly string[] {
  if (!text.includes('"')) return text.split(',');
  const cells = text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return Array.from(cells, ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

function placesIn(header: readonly string[], complain: Complain): readonly number[] {
  const names = header.map((name) => name.trim().toLowerCase());
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length === 0) return columns.map((column) => names.indexOf(column));
  const separator = names.length === 1 && /[;\t]/.test(names[0] ?? '') ? ' (commas must separate them)' : '';
  throw complain(`expected a header with the columns ${columns.join(', ')}${separator}; ${missing.join(', ')} missing`);
}

function eventOf(cells: readonly string[], places: readonly number[], complain: Complain): WrittenEvent {
  const [seconds = '', user = '', channel = ''] = places.map((place) => cells[place]?.trim());
  const atMs = /^\d+(\.\d+)?$/.test(seconds) ? Math.round(Number(seconds) * 1000) : Number.NaN;
  if (!isPossibleInstant(atMs)) throw complain('expected "ts" to be Unix seconds from 2015 on');
  if (user === '' || channel === '') throw complain('expected a user and a channel in every row');
  return { atMs, ev: 'msg', user, channel };
}
