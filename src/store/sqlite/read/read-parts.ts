import type { Database as Connection } from 'better-sqlite3';
import { channelLimit } from '../../../columns/blob/column-layout.ts';
import { hasCounters } from '../../../columns/columns.ts';
import { columnsOfChannels } from '../../../columns/day/columns-of-channels.ts';
import { type ChannelNumber, none } from '../../../core/counter.ts';
import { CorruptColumns } from '../../../core/errors.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import type { Hour, HourRange } from '../../../core/time.ts';
import type { CounterChunk } from '../../store-reader.ts';
import type { GuildMonthKey } from '../month-places.ts';
import {
  columnsOfPart,
  deltasOf,
  monthsWithin,
  overlap,
  partsOf,
  type StoredBlob,
  type StoredPart,
} from './stored-columns.ts';

/** See `StoreReader.readParts`. `snapshot` must be one consistent snapshot. */
export function* partsWithin(
  snapshot: Connection,
  guildId: Snowflake,
  range: HourRange,
  channel: ChannelNumber | null,
): Generator<CounterChunk> {
  for (const { month, hours } of monthsWithin(snapshot, guildId, range)) {
    yield* partsOfMonth(snapshot, month, hours, channel);
  }
}

function* partsOfMonth(
  snapshot: Connection,
  month: GuildMonthKey,
  range: HourRange,
  channel: ChannelNumber | null,
): Generator<CounterChunk> {
  const parts = partsOf(snapshot, month, range);
  const waiting = assigned(parts, deltasOf(snapshot, month, range));
  for (const part of parts) {
    if (channel !== null && !mayHold(part, channel)) continue;
    const hours = overlap(part.hours, range);
    const deltas = waiting.ofParts.get(part.id) ?? [];
    yield {
      hours,
      blobs: [columnsOfPart(snapshot, part, range), ...deltas.map(({ columns }) => columns)],
      hoursOfBlobs: [hours, ...deltas.map((delta) => delta.hours)],
    };
  }
  yield* waiting.others;
}

/** The first part has the counters without a channel. */
function mayHold({ first_channel, end_channel }: StoredPart, channel: ChannelNumber): boolean {
  return first_channel === none || (channel >= first_channel && channel < end_channel);
}

interface WaitingDeltas {
  /** By the id of the part, cut to its channels. */
  readonly ofParts: ReadonlyMap<number, readonly StoredBlob[]>;
  /** Those of hours without a part, and those that cannot be cut because they are unreadable. */
  readonly others: readonly CounterChunk[];
}

function assigned(parts: readonly StoredPart[], deltas: Iterable<StoredBlob>): WaitingDeltas {
  const partsByHour = new Map<Hour, readonly StoredPart[]>();
  const ofParts = new Map<number, StoredBlob[]>();
  const others = new Map<Hour, { hours: HourRange; blobs: Uint8Array[]; hoursOfBlobs: HourRange[] }>();
  for (const delta of deltas) {
    const { from: hour } = delta.hours;
    const ofHour = partsByHour.get(hour) ?? withHour(parts, hour);
    partsByHour.set(hour, ofHour);
    const pieces = ofHour.length === 0 ? null : cutByParts(delta, ofHour);
    if (pieces === null) {
      const chunk = others.get(hour) ?? { hours: delta.hours, blobs: [], hoursOfBlobs: [] };
      others.set(hour, chunk);
      chunk.blobs.push(delta.columns);
      chunk.hoursOfBlobs.push(delta.hours);
    } else {
      for (const { id, columns } of pieces) {
        const ofPart = ofParts.get(id) ?? [];
        ofParts.set(id, ofPart);
        ofPart.push({ hours: delta.hours, columns });
      }
    }
  }
  return { ofParts, others: [...others.values()] };
}

/** The parts that cover an hour and share all channels. An unreadable blob is kept behind them. */
function withHour(parts: readonly StoredPart[], hour: Hour): readonly StoredPart[] {
  const found: StoredPart[] = [];
  let end = 0;
  for (const part of parts) {
    if (hour < part.hours.from || hour >= part.hours.to || part.first_channel !== end) continue;
    found.push(part);
    end = part.end_channel;
    if (end === channelLimit) break;
  }
  return found;
}

/** Null for an unreadable delta. */
function cutByParts(
  { columns }: StoredBlob,
  parts: readonly StoredPart[],
): readonly { readonly id: number; readonly columns: Uint8Array }[] | null {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return [{ id: only.id, columns }];
  try {
    return parts
      .map(({ id, first_channel, end_channel }) => ({
        id,
        columns: columnsOfChannels(columns, first_channel, end_channel),
      }))
      .filter((piece) => hasCounters(piece.columns));
  } catch (error) {
    if (error instanceof CorruptColumns) return null;
    throw error;
  }
}
