import { nextTurn, Slice } from '../../core/async/event-loop.ts';
import type { Hour, HourRange } from '../../core/time.ts';
import { ByteReader } from '../blob/byte-reader.ts';
import { ByteWriter } from '../blob/byte-writer.ts';
import type { ActiveAround, MonthActivity } from './month-activity.ts';

/**
 * A month's activity without members: the number of members active in every range of days, and since every hour. It
 * returns the same counts as the original, and may be stored when the members may not.
 */
export class SummarisedActivity implements MonthActivity {
  readonly hours: HourRange;
  /** By range of days: see {@link placeOf}. */
  readonly #onDays: Counts;
  /** By hour of the month. */
  readonly #sinceHours: Counts;

  private constructor(hours: HourRange, onDays: Uint32Array, sinceHours: Uint32Array) {
    this.hours = hours;
    this.#onDays = narrowed(onDays);
    this.#sinceHours = narrowed(sinceHours);
  }

  /** Summarises an activity. Yields with `turn`, because half a million members take a while. */
  static async of(activity: MonthActivity, turn = nextTurn): Promise<SummarisedActivity> {
    const { hours, dayCount } = activity;
    const onDays = new Uint32Array(placeOf(0, dayCount + 1));
    const slice = new Slice(askedPerTurn);
    for (let to = 1; to <= dayCount; to += 1) {
      for (let from = 0; from < to; from += 1) {
        onDays[placeOf(from, to)] = activity.activeOn(from, to);
        if (slice.fills()) await turn();
      }
    }
    const sinceHours = Uint32Array.from({ length: hours.to - hours.from }, (_, hour) =>
      activity.activeSince(hours.from + hour),
    );
    return new SummarisedActivity(hours, onDays, sinceHours);
  }

  /**
   * Decodes the bytes of {@link encode} for the month of these hours.
   *
   * @throws {CorruptColumns} when a blob cannot be read.
   */
  static decode(hours: HourRange, bytes: Uint8Array): SummarisedActivity {
    const reader = new ByteReader(bytes);
    const dayCount = (hours.to - hours.from) / 24;
    const onDays = new Uint32Array(placeOf(0, dayCount + 1)).map(() => reader.varint());
    const sinceHours = new Uint32Array(hours.to - hours.from);
    for (let hour = sinceHours.length - 1, since = 0; hour >= 0; hour -= 1) {
      since += reader.varint();
      sinceHours[hour] = since;
    }
    return new SummarisedActivity(hours, onDays, sinceHours);
  }

  /** Varints: the counts of all ranges by {@link placeOf}, then, from last to first hour, members last active in it. */
  encode(): Uint8Array {
    const writer = new ByteWriter();
    for (const active of this.#onDays) writer.varint(active);
    for (let hour = this.#sinceHours.length - 1, later = 0; hour >= 0; hour -= 1) {
      const since = this.#sinceHours[hour] as number;
      writer.varint(since - later);
      later = since;
    }
    return writer.written().slice();
  }

  get dayCount(): number {
    return (this.hours.to - this.hours.from) / 24;
  }

  activeOn(from: number, to: number): number {
    const [first, end] = [Math.max(0, from), Math.min(to, this.dayCount)];
    return first < end ? (this.#onDays[placeOf(first, end)] as number) : 0;
  }

  activeSince(hour: Hour): number {
    return this.#sinceHours[Math.max(0, hour - this.hours.from)] ?? 0;
  }

  /** By inclusion and exclusion: the members in both are those before plus those after minus those in either. */
  activeAround(day: number, before: number, after: number): ActiveAround {
    const earlier = this.activeOn(day - before, day);
    const later = this.activeOn(day, day + after);
    return { earlier, later, both: earlier + later - this.activeOn(day - before, day + after) };
  }
}

/** Ranges counted per turn of the event loop: less than 10 ms for half a million members. */
const askedPerTurn = 8;

/** The index of a range of days, `to` excluded. Ranges are ordered by `to`, then by `from`. */
function placeOf(from: number, to: number): number {
  return (to * (to - 1)) / 2 + from;
}

type Counts = Uint8Array | Uint16Array | Uint32Array;

/** Uses the narrowest array type, because summaries of ten thousand small guilds are in memory at once. */
function narrowed(counts: Uint32Array): Counts {
  const greatest = counts.reduce((most, count) => Math.max(most, count), 0);
  if (greatest < 2 ** 8) return Uint8Array.from(counts);
  return greatest < 2 ** 16 ? Uint16Array.from(counts) : counts;
}
