import { type CounterMetric, counterMetrics } from '../../core/metric.ts';
import { type Hour, hourMs, isoHour } from '../../core/time.ts';
import { csvCells } from './csv-cells.ts';
import { LineRows } from './line-rows.ts';
import { type ChannelReference, earliestHour, type OnFault, type Row } from './row.ts';

/** The program that wrote the counters. */
export type CounterDialect = 'KazTron' | 'Census';

const cellCount = 5;
const period = /^(\d{4}-\d\d-\d\d)[ T](\d\d):00:00Z?$/;

/** Whether a line has the form of a counter. */
export function isCounterLine(line: string): boolean {
  const cells = csvCells(line) ?? [];
  return cells.length === cellCount && period.test(cells[0] ?? '') && metricNamed(cells[1]) !== undefined;
}

/** `Period,Event,User hash (monthly),Channel,Count` as KazTron writes it, or with `User hash` as Census does. */
export function counterDialect(header: string): CounterDialect | null {
  const cells = csvCells(header) ?? [];
  if (cells.length !== cellCount || cells[0] !== 'Period' || cells[1] !== 'Event') return null;
  if (cells[2] === 'User hash (monthly)') return 'KazTron';
  return cells[2] === 'User hash' ? 'Census' : null;
}

/**
 * Reads one counter per line: hour, metric, hash or token of a member, channel and count; voice is in seconds. Lines of
 * the same counter add up; of `total_users`, the last one of an hour counts.
 */
export class CounterRows extends LineRows {
  readonly #dialect: CounterDialect;
  readonly #channels = new Map<string, ChannelReference>();
  #period = '';
  #hour: Hour | null = null;

  constructor(dialect: CounterDialect, onFault: OnFault) {
    super(onFault);
    this.#dialect = dialect;
  }

  protected rowOf(line: string, number: number): Row | null {
    if (number === 1 && counterDialect(line) !== null) return null;
    const cells = csvCells(line);
    if (cells === null || cells.length !== cellCount) return this.fault('expected five cells');
    const [when, what, user, where, count] = cells as [string, string, string, string, string];
    const hour = this.#hourOf(when);
    if (hour === null) return this.fault('Period: expected an hour, as 2018-01-12 10:00:00');
    if (hour < earliestHour) return this.fault('Period: expected a time from 1990 on');
    const metric = metricNamed(what);
    if (metric === undefined) return this.fault(`Event: expected one of ${counterMetrics.join(', ')}`);
    if (!/^\d{1,12}$/.test(count)) return this.fault('Count: expected a whole number');
    const row = { place: number, hour, metric, message: null };
    if (metric !== 'msg' && metric !== 'voice') {
      if (user !== '' || where !== '') return this.fault(`expected no user and no channel beside ${metric}`);
      return { ...row, channel: null, member: null, amount: Number(count) };
    }
    if (user === '') return this.fault('User hash: expected one');
    if (where === '' || where === '#') return this.fault('Channel: expected one');
    const channel = this.#channel(where, metric === 'msg' ? 'text' : 'voice');
    return { ...row, channel, member: user, amount: Number(count) * (metric === 'voice' ? 1000 : 1) };
  }

  /** Most lines have the same hour as the line before. */
  #hourOf(text: string): Hour | null {
    if (text === this.#period) return this.#hour;
    this.#period = text;
    const [, day, hourOfDay] = period.exec(text) ?? [];
    const instant = `${day}T${hourOfDay}:00:00Z`;
    const hour = Date.parse(instant) / hourMs;
    // 31 February would be read as 3 March.
    this.#hour = hour >= 0 && isoHour(hour) === instant ? hour : null;
    return this.#hour;
  }

  #channel(cell: string, kind: ChannelReference['kind']): ChannelReference {
    const key = `${kind} ${cell}`;
    const known = this.#channels.get(key);
    if (known !== undefined) return known;
    const channel = { ...this.#idAndName(cell), kind, isOfAnyKind: this.#dialect === 'Census', threadId: null };
    this.#channels.set(key, channel);
    return channel;
  }

  /** KazTron wrote a bare id if it did not know the name. Census writes `#name (id)` if two channels share a name. */
  #idAndName(cell: string): Pick<ChannelReference, 'id' | 'name'> {
    if (/^\d{1,20}$/.test(cell)) return { id: cell, name: cell };
    const name = cell.startsWith('#') ? cell.slice(1) : cell;
    const parts = this.#dialect === 'Census' ? /^(?<name>.+) \((?<id>\d{1,20})\)$/s.exec(name)?.groups : undefined;
    return { id: parts?.id ?? null, name: parts?.name ?? name };
  }
}

function metricNamed(text: string | undefined): CounterMetric | undefined {
  return counterMetrics.find((metric) => metric === text);
}
