import { nextTurn, Slice } from '../core/async/event-loop.ts';
import type { Hour, HourRange } from '../core/time.ts';
import { ByteReader } from './blob/byte-reader.ts';
import { ByteWriter } from './blob/byte-writer.ts';
import type { ActiveAround, MonthActivity } from './month-activity.ts';

/**
 * A month's activity as counts of nobody: how many were active on any of the days of every range, and since every hour. It
 * can be kept where who is in it must not be, and gives the same answers.
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

  /** Asks an activity all that can be asked; of half a million members that takes a while, in turns of the event loop. */
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

  /** Reads what {@link encode} gave for the month of these hours. Throws `CorruptColumns`. */
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

  /** Varints: the days by {@link placeOf}, then, from the last hour to the first, how many had their last activity in it. */
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

  /** Whoever was active before or after but not in both is in the one range that the two make together once. */
  activeAround(day: number, before: number, after: number): ActiveAround {
    const earlier = this.activeOn(day - before, day);
    const later = this.activeOn(day, day + after);
    return { earlier, later, both: earlier + later - this.activeOn(day - before, day + after) };
  }
}

/** Of half a million members, so much is asked in less than 10 ms. */
const askedPerTurn = 8;

/** Where the days from `from` up to and without `to` stand: first the one range that ends with 1, then the two with 2. */
function placeOf(from: number, to: number): number {
  return (to * (to - 1)) / 2 + from;
}

type Counts = Uint8Array | Uint16Array | Uint32Array;

/** Summaries of ten thousand small guilds are in memory at a time. */
function narrowed(counts: Uint32Array): Counts {
  const greatest = counts.reduce((most, count) => Math.max(most, count), 0);
  if (greatest < 2 ** 8) return Uint8Array.from(counts);
  return greatest < 2 ** 16 ? Uint16Array.from(counts) : counts;
}
