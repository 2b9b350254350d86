import { type CsvSeparator, csvCells } from './csv-cells.ts';

/** A message from a line of an activity CSV. */
export interface ActivityMessage {
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** The author, by an id or any name. */
  readonly user: string;
  /** Its id, or its name without `#`. */
  readonly channel: string;
}

/** The positions of `ts`, `user` and `channel` in each line. */
export interface ActivityColumns {
  readonly places: readonly number[];
  /** The number of all columns, including unused ones. */
  readonly count: number;
  readonly separator: CsvSeparator;
}

const columns = ['ts', 'user', 'channel'] as const;

/**
 * Reads a header, which has the three columns in any order, and perhaps more; null for another format. What stands
 * between its cells stands between those of every line.
 */
export function activityColumns(header: string): ActivityColumns | null {
  for (const separator of [',', ';', '\t'] as const) {
    const cells = csvCells(header, separator)?.map((cell) => cell.trim().toLowerCase()) ?? [];
    const places = columns.map((column) => cells.indexOf(column));
    if (!places.includes(-1)) return { places, count: cells.length, separator };
  }
  return null;
}

/** Reads a line: its time in Unix seconds, its author and its channel. For a bad line, returns what was expected. */
export function readActivity(line: string, { places, count, separator }: ActivityColumns): ActivityMessage | string {
  const cells = csvCells(line, separator);
  if (cells === null) return 'expected a quote to be closed in its line';
  if (cells.length !== count) return `expected ${count} cells, as the header has`;
  const [ts, user, channel] = places.map((place) => cells[place]?.trim() ?? '') as [string, string, string];
  const [, seconds, fraction = ''] = /^(\d{1,11})(?:\.(\d{1,9}))?$/.exec(ts) ?? [];
  if (seconds === undefined || Number(seconds) > latestSecond) return 'ts: expected a time in Unix seconds';
  if (user === '') return 'user: expected a number or a name of the author';
  const name = channel.startsWith('#') ? channel.slice(1) : channel;
  if (name === '') return 'channel: expected its name';
  return { atMs: Number(seconds) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0')), user, channel: name };
}

/** About the year 5138. A greater number is in milliseconds. */
const latestSecond = 1e11;
