import type { FinalDay, FinalHour, FinalSummaries, Talked, Written } from '../../columns/day/final-summaries.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import { type Day, dayOfHour, type Hour, type HourRange } from '../../core/time.ts';
import { isDay, isWholeDays } from '../days/whole-days.ts';

/** What is known of some hours of a pruned month. What is not known is null. */
export interface KeptSums {
  readonly people: number | null;
  readonly writers: number | null;
  readonly talkers: number | null;
  readonly messages: number | null;
  readonly voiceSeconds: number | null;
  readonly joins: number | null;
  readonly parts: number | null;
  /** Null, too, if there is none. */
  readonly headcount: number | null;
  readonly isHeadcountKnown: boolean;
}

/** Answers from the final summaries of a month what its hours, its days and sums of its days were. */
export class KeptDays {
  readonly #summaries: FinalSummaries;
  readonly #days: ReadonlyMap<Day, FinalDay>;
  readonly #hours: ReadonlyMap<Hour, FinalHour>;
  readonly #unreadable: ReadonlySet<Day>;

  constructor(summaries: FinalSummaries) {
    this.#summaries = summaries;
    this.#days = new Map(summaries.days.map((day) => [day.day, day]));
    this.#hours = new Map(summaries.hours.map((hour) => [hour.hour, hour]));
    this.#unreadable = new Set(summaries.unreadable);
  }

  /** What is known of a span of the month in all channels. People who are active belong to windows: see `keptActive`. */
  ofGuild(span: HourRange): KeptSums {
    if (isHour(span)) return this.#ofCell(span, this.#hours.get(span.from));
    const { joins, parts, headcount, isHeadcountKnown, days } = this.#flow(span);
    if (days === null) return { ...nothing, joins, parts, headcount, isHeadcountKnown };
    return {
      people: oneOf(days, ({ people }) => people),
      writers: oneOf(days, ({ writers }) => writers),
      talkers: oneOf(days, ({ voice }) => voice?.talkers ?? null),
      messages: sumOf(days, ({ messages }) => messages),
      voiceSeconds: sumOf(days, ({ voice }) => voice?.voiceSeconds ?? null),
      joins,
      parts,
      headcount,
      isHeadcountKnown,
    };
  }

  /** What is known of a span of the month in one channel, by day or for the whole month. */
  ofChannel(channel: ChannelNumber, span: HourRange, isWholeMonth: boolean): KeptSums {
    if (isWholeMonth) {
      const cell = this.#summaries.channels.find((each) => each.channel === channel);
      return this.#ofCell(span, cell);
    }
    const day = dayOfHour(span.from);
    const cell = isDay(span)
      ? this.#summaries.channelDays.find((each) => each.day === day && each.channel === channel)
      : undefined;
    return this.#ofCell(span, cell);
  }

  /** What is not kept of a cell is nothing if all channels had nothing then. */
  #ofCell(span: HourRange, cell: Cell | undefined): KeptSums {
    const { days, ...flow } = this.#flow(span);
    const hadNobody = days?.every(({ people }) => people === 0) === true;
    const hadNoWriters = days?.every(({ writers }) => writers === 0) === true;
    const hadNoTalkers = days?.every(({ voice }) => voice?.talkers === 0) === true;
    const written = cell?.written ?? (hadNoWriters ? { writers: 0, messages: 0 } : null);
    const voice = cell?.voice ?? (hadNoTalkers ? { talkers: 0, voiceSeconds: 0 } : null);
    return {
      ...flow,
      people: cell?.people ?? (hadNobody ? 0 : null),
      writers: written?.writers ?? null,
      messages: written?.messages ?? null,
      talkers: voice?.talkers ?? null,
      voiceSeconds: voice?.voiceSeconds ?? null,
    };
  }

  /**
   * What belongs to no channel. `days`: the days with counters that the span touches; null if some could not be read, or
   * if the span has only a part of a day, unless that is an hour.
   */
  #flow(span: HourRange) {
    const days: FinalDay[] = [];
    let isReadable = true;
    for (let day = dayOfHour(span.from); day * 24 < span.to; day += 1) {
      if (this.#unreadable.has(day)) isReadable = false;
      const found = this.#days.get(day);
      if (found !== undefined) days.push(found);
    }
    const isWhole = isReadable && isWholeDays(span);
    const joins = days.reduce((sum, day) => sum + day.joins, 0);
    const parts = days.reduce((sum, day) => sum + day.parts, 0);
    const headcount = days.findLast((day) => day.headcount !== null)?.headcount ?? null;
    return {
      joins: isWhole || (isReadable && joins === 0) ? joins : null,
      parts: isWhole || (isReadable && parts === 0) ? parts : null,
      headcount: isWhole ? headcount : null,
      isHeadcountKnown: isWhole || (isReadable && headcount === null),
      days: isWhole || (isReadable && isHour(span)) || (isReadable && days.length === 0) ? days : null,
    };
  }
}

interface Cell {
  readonly people: number | null;
  readonly written: Written | null;
  readonly voice: Talked | null;
}

const nothing = { people: null, writers: null, talkers: null, messages: null, voiceSeconds: null } as const;

function isHour({ from, to }: HourRange): boolean {
  return to - from === 1;
}

/** Null if a day's is not known. */
function sumOf(days: readonly FinalDay[], read: (day: FinalDay) => number | null): number | null {
  return days.reduce<number | null>((sum, day) => {
    const own = read(day);
    return sum === null || own === null ? null : sum + own;
  }, 0);
}

/** People cannot be added up: null if those of several days, or if those of one are not known. */
function oneOf(days: readonly FinalDay[], read: (day: FinalDay) => number | null): number | null {
  const present = days.map(read).filter((people) => people !== 0);
  return present.length > 1 ? null : (present[0] ?? (present.length === 0 ? 0 : null));
}
