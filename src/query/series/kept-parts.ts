import type { Channel } from '../../core/channel.ts';
import type { HourRange } from '../../core/time.ts';
import { keptActive } from '../kept/kept-active.ts';
import { KeptDays, type KeptSums } from '../kept/kept-days.ts';
import { hasWhole, type KeptMonth } from '../kept/kept-months.ts';
import { isNotKnown, notKnown, type Reason, reasons, type Value } from '../value.ts';
import { type CountedMeasure, countedMeasures, sources } from './series-measures.ts';
import type { SeriesPart } from './series-part.ts';

/** Answers parts of series from what is kept of a pruned month: its report if the part is the whole month, else its days. */
export class KeptParts {
  readonly #kept: KeptMonth;
  readonly #channel: Channel | null;
  readonly #days: KeptDays | null;

  constructor(kept: KeptMonth, channel: Channel | null) {
    this.#kept = kept;
    this.#channel = channel;
    this.#days = kept.summaries && new KeptDays(kept.summaries);
  }

  of(hours: HourRange): SeriesPart {
    const sums = this.#sumsOf(hours);
    const lost = new Map<CountedMeasure, Reason>();
    const zeros = new Map<CountedMeasure, Reason>();
    const numberOf = (measure: CountedMeasure): number => {
      const value = this.#valueOf(measure, hours, sums);
      if (typeof value === 'number') return value;
      const reason = isNotKnown(value) ? value.notKnown : 'deleted';
      const isOfNothing = measure !== 'people' && reason !== 'deleted';
      (isOfNothing ? zeros : lost).set(measure, reason);
      return 0;
    };
    const numbers = Object.fromEntries(countedMeasures.map((measure) => [measure, numberOf(measure)]));
    const { messages, voiceSeconds, activeUsers, voiceUsers, people, joins, parts, totalUsers } = numbers as Readonly<
      Record<CountedMeasure, number>
    >;
    const flow = { joins, parts, headcount: lost.has('totalUsers') || totalUsers === 0 ? null : totalUsers };
    const ofPeople = { wrote: activeUsers, talked: voiceUsers, active: people };
    return {
      hours,
      month: this.#kept.month,
      lost,
      zeros,
      isPruned: true,
      messages,
      voiceSeconds,
      ...ofPeople,
      ...flow,
    };
  }

  #sumsOf(hours: HourRange): KeptSums | null {
    if (this.#channel === null) return this.#days?.ofGuild(hours) ?? null;
    const isWholeMonth = hasWhole(hours, this.#kept.month);
    return this.#days?.ofChannel(this.#channel.number, hours, isWholeMonth) ?? null;
  }

  #valueOf(measure: CountedMeasure, hours: HourRange, sums: KeptSums | null): Value {
    const { month, row, summaries } = this.#kept;
    const isOfAll = this.#channel === null || sources[measure].isOfGuild;
    if (isOfAll && measure !== 'people' && hasWhole(hours, month)) return rowValue(row, measure);
    if (sums === null || summaries === null) return notKnown('deleted');
    const isWindow = this.#channel === null && measure === 'people' && hours.to - hours.from > 1;
    if (isWindow) return keptActive(summaries.activeDays, hours);
    const value = numberIn(sums, measure);
    // What another program did not count is no zero.
    return value === null || (value === 0 && summaries.isImported) ? notKnown('deleted') : value;
  }
}

/** Nothing was counted of a number that was not known when the month was pruned. It has the reason of then. */
function rowValue(row: KeptMonth['row'], measure: CountedMeasure): Value {
  const kept = row?.[measure === 'voiceSeconds' ? 'voiceHours' : measure];
  if (typeof kept === 'number') return measure === 'voiceSeconds' ? Math.round(kept * 3600) : kept;
  return notKnown(reasons.find((reason) => reason === kept?.notKnown) ?? 'deleted');
}

function numberIn(sums: KeptSums, measure: CountedMeasure): number | null {
  switch (measure) {
    case 'activeUsers':
      return sums.writers;
    case 'voiceUsers':
      return sums.talkers;
    case 'totalUsers':
      return sums.isHeadcountKnown ? (sums.headcount ?? 0) : null;
    default:
      return sums[measure];
  }
}
