import { csvCells } from './csv-cells.ts';

/** A message, as a line of an activity CSV has it. */
export interface ActivityMessage {
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** The author, by an id or any name. */
  readonly user: string;
  /** By an id or its name, without `#`. */
  readonly channel: string;
}

/** Where `ts`, `user` and `channel` stand in each line. */
export interface ActivityColumns {
  readonly places: readonly number[];
  /** Of all columns, also those that are passed over. */
  readonly count: number;
}

const columns = ['ts', 'user', 'channel'] as const;

/** Reads a header, which names the three columns in any order and may have more; null if it is none of this format. */
export function activityColumns(header: string): ActivityColumns | null {
  const cells = csvCells(header)?.map((cell) => cell.trim().toLowerCase()) ?? [];
  const places = columns.map((column) => cells.indexOf(column));
  return places.includes(-1) ? null : { places, count: cells.length };
}

/** The message of a line: its time in Unix seconds, its author and its channel. Of a bad line, what was expected there. */
export function readActivity(line: string, { places, count }: ActivityColumns): ActivityMessage | string {
  const cells = csvCells(line);
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

/** Of about the year 5138: a greater number is of milliseconds. */
const latestSecond = 1e11;
