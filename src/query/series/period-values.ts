import type { HourRange } from '../../core/time.ts';
import { keptActive } from '../kept/kept-active.ts';
import type { Sight } from '../sight.ts';
import type { Reason, Value } from '../value.ts';
import type { PeopleOverMonths } from './people-over-months.ts';
import { type CountedMeasure, countedMeasures, type SeriesMeasure, sources } from './series-measures.ts';
import type { SeriesPart } from './series-part.ts';
import type { SeriesParts } from './series-parts.ts';

export interface PeriodValuesDeps {
  readonly sight: Sight;
  readonly people: PeopleOverMonths;
  readonly isOfChannel: boolean;
  readonly kept: SeriesParts['kept'];
  /** Why nothing is counted in the channel now. */
  readonly ofChannel: Reason | null;
}

/** Computes the values of a period from its parts. */
export class PeriodValues {
  readonly #deps: PeriodValuesDeps;

  constructor(deps: PeriodValuesDeps) {
    this.#deps = deps;
  }

  /** @param parts One for each month of the period, ascending. */
  async of(period: HourRange, parts: readonly SeriesPart[]): Promise<Readonly<Record<SeriesMeasure, Value>>> {
    const values: Partial<Record<SeriesMeasure, Value>> = { observedShare: this.#deps.sight.hours.share(period) };
    for (const measure of countedMeasures) values[measure] = await this.#value(period, parts, measure);
    return values as Record<SeriesMeasure, Value>;
  }

  async #value(period: HourRange, parts: readonly SeriesPart[], measure: CountedMeasure): Promise<Value> {
    const { kind, metrics, isOfGuild } = sources[measure];
    if (measure === 'people' && !this.#deps.isOfChannel && parts.length > 1) {
      const kept = this.#keptPeople(period, parts);
      if (kept !== null) return kept;
    }
    // What is lost of a sum makes it too small, and the members who are lost may be among the others.
    const lost = (kind === 'last' ? lostAtTheEnd(parts) : parts).find((part) => part.lost.has(measure));
    if (lost !== undefined) return { notKnown: lost.lost.get(measure) ?? 'deleted' };
    const value = await this.#known(parts, measure);
    if (value !== 0) return value;
    const { sight, ofChannel } = this.#deps;
    const unknown = sight.whyNothing(metrics, {
      span: period,
      ofChannel: isOfGuild ? null : ofChannel,
      lostIn: (month) => parts.find((each) => each.month === month)?.zeros.get(measure) ?? null,
    });
    return unknown === null ? 0 : { notKnown: unknown };
  }

  /** Over a month's end, the people of a pruned month are only known in windows that were counted before. */
  #keptPeople(period: HourRange, parts: readonly SeriesPart[]): Value | null {
    const pruned = parts.find(({ isPruned }) => isPruned);
    if (pruned === undefined) return null;
    return keptActive(this.#deps.kept.get(pruned.month)?.summaries?.activeDays ?? [], period);
  }

  async #known(parts: readonly SeriesPart[], measure: CountedMeasure): Promise<Value> {
    const { field, kind } = sources[measure];
    switch (kind) {
      case 'sum':
        return parts.reduce((sum, part) => sum + (part[field] ?? 0), 0);
      case 'last':
        return parts.findLast((part) => part[field] !== null)?.[field] ?? 0;
      case 'people': {
        const ofParts = parts.map((part) => ({ hours: part.hours, people: part[field] ?? 0 }));
        return this.#deps.people.in(ofParts, measure === 'people' && !this.#deps.isOfChannel);
      }
    }
  }
}

/** The parts from the last one on that has a headcount. */
function lostAtTheEnd(parts: readonly SeriesPart[]): readonly SeriesPart[] {
  return parts.slice(
    Math.max(
      0,
      parts.findLastIndex(({ headcount }) => headcount !== null),
    ),
  );
}
