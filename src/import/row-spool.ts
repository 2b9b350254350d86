import { type CounterMetric, counterMetrics } from '../core/metric.ts';
import type { RandomBytes } from '../core/random.ts';
import { type Hour, hoursOfMonth, type Month } from '../core/time.ts';
import type { ImportedPerson } from '../vault/past-people.ts';
import { type ScratchBlock, ScratchFile } from './scratch-file.ts';

/** A {@link Row} without ids and names: its file, channel and person are numbers that only this import knows. */
export interface SpooledRow {
  /** The number of the file. */
  readonly source: number;
  readonly place: number;
  readonly hour: Hour;
  readonly metric: CounterMetric;
  /** The number of the channel reference; null for `join`, `part` and `total_users`. */
  readonly channel: number | null;
  /** Null for `join`, `part` and `total_users`. */
  readonly person: ImportedPerson | 'not counted' | null;
  readonly amount: number;
  /** Identifies a message among those of its hour; null if the file has only counts. */
  readonly message: number | null;
}

/**
 * Takes the rows of all files in any order, and gives them back month by month, each month in the order in which its rows
 * came. Only a small part of them is in memory: the others wait in a {@link ScratchFile}.
 */
export class RowSpool {
  readonly #file: ScratchFile;
  readonly #months = new Map<Month, MonthRows>();

  constructor(path: string, random: RandomBytes) {
    this.#file = new ScratchFile(path, random);
  }

  /** The months that have rows, ascending. */
  get months(): readonly Month[] {
    return [...this.#months.keys()].sort((a, b) => a - b);
  }

  /** The number of rows of a month. */
  countOf(month: Month): number {
    const rows = this.#months.get(month);
    return rows === undefined ? 0 : rows.blocks.length * rowsPerBlock + rows.length;
  }

  /** The row must be of the month. */
  add(month: Month, row: SpooledRow): void {
    const rows = this.#months.get(month) ?? this.#begin(month);
    encode(row, rows.firstHour, rows.words, rows.length * wordsPerRow);
    rows.length += 1;
    if (rows.length < rowsPerBlock) return;
    rows.blocks.push(this.#file.write(new Uint8Array(rows.words.buffer)));
    rows.length = 0;
  }

  *rowsOf(month: Month): Generator<SpooledRow> {
    const rows = this.#months.get(month);
    if (rows === undefined) return;
    for (const block of rows.blocks) {
      const words = new Uint32Array(this.#file.read(block).slice().buffer);
      for (let row = 0; row < rowsPerBlock; row += 1) yield decode(words, row * wordsPerRow, rows.firstHour);
    }
    for (let row = 0; row < rows.length; row += 1) yield decode(rows.words, row * wordsPerRow, rows.firstHour);
  }

  /** Forgets the rows of a month. */
  drop(month: Month): void {
    this.#months.delete(month);
  }

  close(): void {
    this.#file.close();
  }

  #begin(month: Month): MonthRows {
    const words = new Uint32Array(rowsPerBlock * wordsPerRow);
    const rows = { firstHour: hoursOfMonth(month).from, blocks: [], words, length: 0 };
    this.#months.set(month, rows);
    return rows;
  }
}

/** The rows of a month: full blocks on disk, and the last ones in memory. */
interface MonthRows {
  readonly firstHour: Hour;
  readonly blocks: ScratchBlock[];
  readonly words: Uint32Array;
  /** The number of rows in memory. */
  length: number;
}

/** 28 KiB for each month. */
const rowsPerBlock = 1024;

/** File, place, hour and metric, channel, person, and a number of 53 bits. */
const wordsPerRow = 7;

const metricBits = 3;
const isMessage = 1 << 15;

function encode(row: SpooledRow, firstHour: Hour, words: Uint32Array, at: number): void {
  const { source, place, hour, metric, channel, person, amount, message } = row;
  const number = message ?? amount;
  words[at] = source;
  words[at + 1] = place;
  words[at + 2] =
    ((hour - firstHour) << metricBits) | counterMetrics.indexOf(metric) | (message === null ? 0 : isMessage);
  words[at + 3] = channel === null ? 0 : channel + 1;
  words[at + 4] = person === null ? 0 : person === 'not counted' ? 1 : person + 2;
  words[at + 5] = number % 2 ** 32;
  words[at + 6] = Math.floor(number / 2 ** 32);
}

function decode(words: Uint32Array, at: number, firstHour: Hour): SpooledRow {
  const packed = words[at + 2] as number;
  const [channel, person] = [words[at + 3] as number, words[at + 4] as number];
  const number = (words[at + 5] as number) + (words[at + 6] as number) * 2 ** 32;
  const isOfMessage = (packed & isMessage) !== 0;
  return {
    source: words[at] as number,
    place: words[at + 1] as number,
    hour: firstHour + ((packed & (isMessage - 1)) >> metricBits),
    metric: counterMetrics[packed & (2 ** metricBits - 1)] as CounterMetric,
    channel: channel === 0 ? null : channel - 1,
    person: person === 0 ? null : person === 1 ? 'not counted' : person - 2,
    amount: isOfMessage ? 1 : number,
    message: isOfMessage ? number : null,
  };
}
