import { CorruptColumns } from '../../core/errors.ts';
import { ByteReader } from '../blob/byte-reader.ts';
import { ByteWriter } from '../blob/byte-writer.ts';
import type { FinalActive, FinalSummaries, Talked, Written } from './final-summaries.ts';

/**
 * Final summaries as bytes: a version, the other messages, whether the month was imported, and each list as its length and its entries. All numbers are varints,
 * days and hours less the one before them. What may be null is written plus one, with 0 for null.
 */
export function encodeFinalSummaries(summaries: FinalSummaries): Uint8Array {
  const writer = new ByteWriter();
  const put = (...numbers: readonly number[]) => {
    for (const number of numbers) writer.varint(number);
  };
  const putWritten = (of: Written | null) => {
    if (of === null) put(0);
    else put(of.writers + 1, of.messages);
  };
  const putTalked = (of: Talked | null) => {
    if (of === null) put(0);
    else put(of.talkers + 1, of.voiceSeconds);
  };
  const putList = <Entry>(entries: readonly Entry[], placeOf: (of: Entry) => number, putEntry: (of: Entry) => void) => {
    put(entries.length);
    let last = 0;
    for (const entry of entries) {
      put(placeOf(entry) - last);
      last = placeOf(entry);
      putEntry(entry);
    }
  };
  put(version, summaries.otherMessages, summaries.isImported ? 1 : 0);
  putList(summaries.days, dayOf, (of) => {
    put(of.people, of.writers, of.messages, of.joins, of.parts, plusOne(of.headcount));
    putTalked(of.voice);
  });
  putList(
    summaries.hours,
    ({ hour }) => hour,
    (of) => {
      put(plusOne(of.people));
      putWritten(of.written);
      putTalked(of.voice);
    },
  );
  for (const { people, messages } of summaries.hoursOfWeek) put(people, messages);
  putList(
    summaries.channels,
    ({ channel }) => channel,
    (of) => {
      put(of.people);
      putWritten(of.written);
      putTalked(of.voice);
    },
  );
  putList(summaries.channelDays, dayOf, (of) => {
    put(of.channel, plusOne(of.people));
    putWritten(of.written);
    putTalked(of.voice);
  });
  putList(summaries.activeDays, dayOf, ({ active, week, thirtyDays, calendarMonth }) => {
    for (const window of [active, week, thirtyDays, calendarMonth]) putActive(window, writer);
  });
  putList(
    summaries.unreadable,
    (day) => day,
    () => {},
  );
  return writer.written().slice();
}

/**
 * Decodes the bytes of {@link encodeFinalSummaries}.
 *
 * @throws {CorruptColumns} when they cannot be read.
 */
export function decodeFinalSummaries(bytes: Uint8Array): FinalSummaries {
  const reader = new ByteReader(bytes);
  const number = () => reader.varint();
  const orNull = () => lessOne(reader.varint());
  const written = (): Written | null => {
    const writers = orNull();
    return writers === null ? null : { writers, messages: number() };
  };
  const talked = (): Talked | null => {
    const talkers = orNull();
    return talkers === null ? null : { talkers, voiceSeconds: number() };
  };
  const list = <Entry>(entry: (place: number) => Entry): readonly Entry[] => {
    let place = 0;
    return counted(number(), reader, () => {
      place += number();
      return entry(place);
    });
  };
  if (number() !== version) throw new CorruptColumns('unknown version of final summaries');
  const otherMessages = number();
  const isImported = number() === 1;
  const days = list((day) => {
    const [people, writers, messages] = [number(), number(), number()];
    return { day, people, writers, messages, joins: number(), parts: number(), headcount: orNull(), voice: talked() };
  });
  const hours = list((hour) => ({ hour, people: orNull(), written: written(), voice: talked() }));
  const hoursOfWeek = counted(168, reader, () => ({ people: number(), messages: number() }));
  const channels = list((channel) => ({ channel, people: number(), written: written(), voice: talked() }));
  const channelDays = list((day) => {
    return { day, channel: number(), people: orNull(), written: written(), voice: talked() };
  });
  const activeDays = list((day) => {
    const [active, week, thirtyDays, calendarMonth] = [0, 1, 2, 3].map(() => readActive(reader));
    return { day, active, week, thirtyDays, calendarMonth } as FinalSummaries['activeDays'][number];
  });
  const unreadable = list((day) => day);
  if (reader.position !== reader.end) throw new CorruptColumns('bytes after the end');
  return { days, hours, hoursOfWeek, channels, otherMessages, channelDays, activeDays, unreadable, isImported };
}

const version = 1;

/** 0: not known, with the length of its reason and the reason; 1: a number; 2: bounds and estimate. */
function putActive(of: FinalActive, writer: ByteWriter): void {
  if (typeof of === 'number') {
    writer.varint(1);
    writer.varint(of);
  } else if ('notKnown' in of) {
    const reason = Buffer.from(of.notKnown);
    writer.varint(0);
    writer.varint(reason.length);
    writer.append(reason);
  } else {
    writer.varint(2);
    for (const number of [of.low, of.high, plusOne(of.estimate)]) writer.varint(number);
  }
}

function readActive(reader: ByteReader): FinalActive {
  const kind = reader.varint();
  if (kind === 1) return reader.varint();
  if (kind === 2) return { low: reader.varint(), high: reader.varint(), estimate: lessOne(reader.varint()) };
  if (kind !== 0) throw new CorruptColumns('unknown kind of number');
  const reason = Uint8Array.from(counted(reader.varint(), reader, () => reader.byte()));
  return { notKnown: Buffer.from(reason).toString() };
}

/** Entries, each of at least a byte, so that a wrong count is found before memory is taken for it. */
function counted<Entry>(count: number, reader: ByteReader, entry: () => Entry): Entry[] {
  if (count > reader.end - reader.position) throw new CorruptColumns('unexpected end');
  return Array.from({ length: count }, entry);
}

function dayOf({ day }: { readonly day: number }): number {
  return day;
}

function plusOne(of: number | null): number {
  return of === null ? 0 : of + 1;
}

function lessOne(of: number): number | null {
  return of === 0 ? null : of - 1;
}
