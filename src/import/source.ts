import { UserError } from '../core/errors.ts';
import type { Hour } from '../core/time.ts';
import { ActivityRows } from './formats/activity-rows.ts';
import { type ChatExportHead, ChatExportRows } from './formats/chat-export-rows.ts';
import { CounterRows } from './formats/counter-rows.ts';
import { type ImportFormat, importFormat, NoExport } from './formats/import-format.ts';
import { DamagedGzip, inputText } from './formats/input-text.ts';
import type { OnFault, Row, RowReader } from './formats/row.ts';
import type { InputFile } from './input-files.ts';

/** A file and what its beginning says. */
export interface Source {
  readonly file: InputFile;
  readonly format: ImportFormat;
  /** The hour of the first good row; null if there is none, and for DiscordChatExporter's format. */
  readonly firstHour: Hour | null;
  /** Null for all formats but DiscordChatExporter's. */
  readonly head: ChatExportHead | null;
}

export interface SourceOptions {
  readonly onFault: OnFault;
  /** Called instead if nothing after that place can be read. */
  readonly onCutOff: OnFault;
  /** A message that no person wrote. */
  readonly onUncounted: () => void;
  /** Called with the number of bytes read from disk. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Reads the beginning of a file. It may be empty, or a gzip of which nothing can be read.
 *
 * @throws {NoExport} if it is no file of a known format.
 * @throws {UserError} if it may be one, but cannot be read.
 */
export async function lookInto(file: InputFile): Promise<Source | 'empty' | 'damaged'> {
  const { beginning, isDamaged } = await beginningOf(file);
  if (isDamaged && !beginning.includes('\n')) return 'damaged';
  const format = importFormat(file.name, beginning);
  if (format === null) return 'empty';
  return format === 'DiscordChatExporter JSON' ? lookIntoExport(file) : lookIntoLines(file, format);
}

async function lookIntoLines(file: InputFile, format: ImportFormat): Promise<Source> {
  const reading = new Reading(file, format, silently);
  for await (const [row] of reading.rows()) {
    if (row !== undefined) return { file, format, firstHour: row.hour, head: null };
  }
  return { file, format, firstHour: null, head: null };
}

async function lookIntoExport(file: InputFile): Promise<Source> {
  const reader = new ChatExportRows(silently);
  let characters = 0;
  try {
    for await (const text of inputText(file.path)) {
      reader.read(text);
      if (reader.head !== null) break;
      characters += text.length;
      if (characters > longestHead) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedGzip)) throw error;
  }
  const { head, isUnfinished } = reader;
  if (head !== null) return { file, format: 'DiscordChatExporter JSON', firstHour: null, head };
  const sentence = `${file.name}: expected guild.id and channel.id before the messages, as DiscordChatExporter has`;
  if (!isUnfinished || characters > longestHead) throw new NoExport(sentence);
  throw new UserError(`${sentence}; if the file is cut off, export that channel again`);
}

/** All that an export has before its messages is a few names and a topic. */
const longestHead = 2 ** 20;

const silently: SourceOptions = { onFault() {}, onCutOff() {}, onUncounted() {}, onBytes() {} };

/** The rows of a file, in batches. */
export function rowsOf({ file, format }: Source, options: SourceOptions): AsyncGenerator<readonly Row[]> {
  return new Reading(file, format, options).rows();
}

async function beginningOf(file: InputFile): Promise<{ readonly beginning: string; readonly isDamaged: boolean }> {
  let beginning = '';
  try {
    for await (const text of inputText(file.path)) {
      beginning += text;
      if (beginning.length >= enoughToTell) break;
    }
    return { beginning, isDamaged: false };
  } catch (error) {
    if (!(error instanceof DamagedGzip)) throw error;
    return { beginning, isDamaged: true };
  }
}

const enoughToTell = 4096;

/** After so many faults without a good row, the file does not have this format. */
const mostFaults = 1_000;

class Reading {
  readonly #file: InputFile;
  readonly #format: ImportFormat;
  readonly #options: SourceOptions;
  readonly #reader: RowReader;
  #faults = 0;
  #hasRows = false;

  constructor(file: InputFile, format: ImportFormat, options: SourceOptions) {
    this.#file = file;
    this.#format = format;
    this.#options = options;
    this.#reader = this.#makeReader();
  }

  async *rows(): AsyncGenerator<readonly Row[]> {
    try {
      for await (const text of inputText(this.#file.path, this.#options.onBytes))
        yield this.#noting(this.#reader.read(text));
      yield this.#noting(this.#reader.end());
    } catch (error) {
      if (!(error instanceof DamagedGzip)) throw error;
      this.#options.onCutOff(`after ${this.#reader.place}`, 'expected more: the gzip is cut off or damaged there');
    }
  }

  #makeReader(): RowReader {
    const onFault: OnFault = (place, expected) => this.#fault(place, expected);
    if (this.#format === 'DiscordChatExporter JSON') return new ChatExportRows({ ...this.#options, onFault });
    if (this.#format === 'activity CSV') return new ActivityRows(onFault);
    return new CounterRows(this.#format === "Census's own export" ? 'Census' : 'KazTron', onFault);
  }

  #noting(rows: readonly Row[]): readonly Row[] {
    if (rows.length > 0) this.#hasRows = true;
    return rows;
  }

  #fault(place: string, expected: string): void {
    this.#faults += 1;
    if (!this.#hasRows && this.#faults > mostFaults) {
      throw new UserError(`${this.#file.name}: expected ${this.#format}, but nothing in it is (${place}: ${expected})`);
    }
    this.#options.onFault(place, expected);
  }
}
