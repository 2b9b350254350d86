import type { ChannelNumber } from '../../core/counter.ts';
import { CorruptColumns } from '../../core/errors.ts';
import type { Day, Hour } from '../../core/time.ts';
import { ByteReader } from '../blob/byte-reader.ts';
import { ByteWriter } from '../blob/byte-writer.ts';
import { channelLimit } from '../blob/column-layout.ts';

/** What some members did, without who they are. */
export interface Sums {
  /** Who wrote a message or was in voice for a second. */
  readonly people: number;
  readonly writers: number;
  /** Who was in voice for a second. */
  readonly talkers: number;
  readonly messages: number;
  /** Each counter is rounded down to seconds before it is added. */
  readonly voiceSeconds: number;
}

/** Joins, leaves and the last number of members. */
export interface Flow {
  readonly joins: number;
  readonly parts: number;
  /** Null if none was stored. */
  readonly headcount: number | null;
}

/**
 * What was counted on a closed day, without members. It is derived from the day's counters, and says nothing that they do
 * not say. Hours and channels without counters are left out.
 */
export interface DaySummary extends Sums, Flow {
  readonly day: Day;
  /** Ascending by hour. `hour` is in hours since the Unix epoch. */
  readonly hours: readonly (Sums & Flow & { readonly hour: Hour })[];
  /** Ascending by channel. */
  readonly channels: readonly (Sums & { readonly channel: ChannelNumber })[];
}

/*
 * At rest, a summary is a version and varints: the day and its people; a bit for each hour of the day that is counted,
 * and its sums; the number of channels, and their sums. What follows from the hours is not stored.
 */

/** @throws {RangeError} for a number of 2^53 or more. */
export function encodeDaySummary(summary: DaySummary): Uint8Array {
  const out = new ByteWriter();
  out.byte(formatVersion);
  out.varint(summary.day);
  writePeople(out, summary);
  out.varint(summary.hours.reduce((bits, { hour }) => bits + 2 ** (hour - summary.day * 24), 0));
  for (const hour of summary.hours) {
    writeSums(out, hour);
    out.varint(hour.joins);
    out.varint(hour.parts);
    out.varint(hour.headcount === null ? 0 : hour.headcount + 1);
  }
  out.varint(summary.channels.length);
  let previous = 0;
  for (const channel of summary.channels) {
    out.varint(channel.channel - previous);
    writeSums(out, channel);
    previous = channel.channel;
  }
  return out.written().slice();
}

/** A summary without its channels. */
export type DayHours = Omit<DaySummary, 'channels'>;

/** @throws {CorruptColumns} when it cannot be read. */
export function decodeDaySummary(bytes: Uint8Array): DaySummary {
  const reader = new ByteReader(bytes);
  const hours = readDayHours(reader);
  const channels = readChannels(reader);
  if (reader.position !== reader.end) throw new CorruptColumns('a summary is too long');
  return { ...hours, channels };
}

/**
 * The same without the channels, which are the most of it in a large guild. Whether they are readable is not checked.
 *
 * @throws {CorruptColumns} when the rest cannot be read.
 */
export function decodeDayHours(bytes: Uint8Array): DayHours {
  return readDayHours(new ByteReader(bytes));
}

function readDayHours(reader: ByteReader): DayHours {
  const version = reader.byte();
  if (version !== formatVersion) throw new CorruptColumns(`unknown version ${version} of a summary`);
  const day = reader.varint();
  const people = readPeople(reader);
  const hours = readHours(reader, day);
  const total = (of: 'messages' | 'voiceSeconds' | 'joins' | 'parts') => hours.reduce((sum, hour) => sum + hour[of], 0);
  return {
    day,
    ...people,
    messages: total('messages'),
    voiceSeconds: total('voiceSeconds'),
    joins: total('joins'),
    parts: total('parts'),
    headcount: hours.findLast(({ headcount }) => headcount !== null)?.headcount ?? null,
    hours,
  };
}

const formatVersion = 1;

function readHours(reader: ByteReader, day: Day): DaySummary['hours'] {
  const bits = reader.varint();
  if (bits >= 2 ** 24) throw new CorruptColumns('a day has more than 24 hours');
  const hours: DaySummary['hours'][number][] = [];
  for (let hour = 0; hour < 24; hour += 1) {
    if ((bits & (1 << hour)) === 0) continue;
    const others = reader.varint();
    const writers = reader.varint();
    const talkers = reader.varint();
    const messages = reader.varint();
    const voiceSeconds = reader.varint();
    const joins = reader.varint();
    const parts = reader.varint();
    const after = reader.varint();
    const headcount = after === 0 ? null : after - 1;
    // Written out: spreading takes several times as long, and a year has thousands of hours.
    hours.push({
      hour: day * 24 + hour,
      people: others + writers,
      writers,
      talkers,
      messages,
      voiceSeconds,
      joins,
      parts,
      headcount,
    });
  }
  return hours;
}

function readChannels(reader: ByteReader): DaySummary['channels'] {
  const count = reader.varint();
  const channels: DaySummary['channels'][number][] = [];
  let channel = 0;
  for (let index = 0; index < count; index += 1) {
    const gap = reader.varint();
    channel += gap;
    if (gap === 0 || channel >= channelLimit) throw new CorruptColumns('the channels of a summary do not ascend');
    const others = reader.varint();
    const writers = reader.varint();
    const talkers = reader.varint();
    const messages = reader.varint();
    const voiceSeconds = reader.varint();
    channels.push({ channel, people: others + writers, writers, talkers, messages, voiceSeconds });
  }
  return channels;
}

function writeSums(out: ByteWriter, sums: Sums): void {
  writePeople(out, sums);
  out.varint(sums.messages);
  out.varint(sums.voiceSeconds);
}

/** Each writer is one of the people. */
function writePeople(out: ByteWriter, { people, writers, talkers }: Sums): void {
  out.varint(people - writers);
  out.varint(writers);
  out.varint(talkers);
}

function readPeople(reader: ByteReader): Pick<Sums, 'people' | 'writers' | 'talkers'> {
  const others = reader.varint();
  const writers = reader.varint();
  return { people: others + writers, writers, talkers: reader.varint() };
}
