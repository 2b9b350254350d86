import type { HourRange } from '../../core/time.ts';
import type { Sight } from '../sight.ts';
import type { Reason, Value } from '../value.ts';
import type { PeopleOverMonths } from './people-over-months.ts';
import { type CountedMeasure, countedMeasures, type SeriesMeasure, sources } from './series-measures.ts';
import type { SeriesPart } from './series-parts.ts';

export interface PeriodValuesDeps {
  readonly sight: Sight;
  readonly people: PeopleOverMonths;
  readonly isOfChannel: boolean;
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
    const lost = parts.find((part) => part.lost.has(measure))?.lost.get(measure);
    // The members who are lost may be among the others.
    if (kind === 'people' && lost !== undefined) return { notKnown: lost };
    const value = await this.#known(parts, measure);
    if (value !== 0) return value;
    const { sight, ofChannel } = this.#deps;
    const unknown = sight.whyNothing(metrics, {
      span: period,
      ofChannel: isOfGuild ? null : ofChannel,
      lostIn: (month) => parts.find((each) => each.month === month)?.lost.get(measure) ?? null,
    });
    return unknown === null ? 0 : { notKnown: unknown };
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
