import type { CoverageGap } from '../../core/coverage.ts';
import { type Hour, type HourRange, hourMs, hoursOfMonth, type Month, monthsOfRange } from '../../core/time.ts';
import type { RangeFacts } from '../range-facts.ts';
import type { Reason } from '../value.ts';
import { overlap } from './periods.ts';

/** What decides whether an hour was observed. */
export interface Observation {
  readonly range: HourRange;
  /** Of a range that contains it. Imported months count as observed where their files cover them. */
  readonly facts: Pick<RangeFacts, 'askedAtMs' | 'countingSinceMs' | 'coverage' | 'importedMonths'>;
  readonly unreadable: readonly HourRange[];
}

/** Tells for any span of a range how much of it was observed, and why a zero may be none. */
export class ObservedHours {
  readonly #from: Hour;
  /** By hour of the range: how much of it has passed, 0 to 1. */
  readonly #passed: Float64Array;
  /** By hour of the range: how much of it was observed, 0 to 1. */
  readonly #observed: Float64Array;
  /** By hour of the range. */
  readonly #months: Uint16Array;
  /** By hour of the range. */
  readonly #reasons: (Reason | null)[];

  constructor({ range, facts, unreadable }: Observation) {
    const { askedAtMs: nowMs, importedMonths } = facts;
    const firstConnectedMs = facts.countingSinceMs ?? Number.POSITIVE_INFINITY;
    const size = Math.max(0, range.to - range.from);
    this.#from = range.from;
    this.#passed = new Float64Array(size);
    this.#observed = new Float64Array(size);
    this.#months = new Uint16Array(size);
    this.#reasons = new Array<Reason | null>(size).fill(null);
    const imported = new Set(importedMonths);
    for (const month of monthsOfRange(range)) {
      const { from, to } = overlap(range, hoursOfMonth(month));
      const sinceMs = imported.has(month) ? 0 : firstConnectedMs;
      for (let hour = from; hour < to; hour += 1) {
        const index = hour - range.from;
        const startMs = hour * hourMs;
        const endMs = Math.min(startMs + hourMs, nowMs);
        this.#months[index] = month;
        this.#passed[index] = Math.max(0, endMs - startMs) / hourMs;
        this.#observed[index] = Math.max(0, endMs - Math.max(startMs, sinceMs)) / hourMs;
        if (this.#observed[index] === 0) this.#reasons[index] = 'beforeCounting';
      }
    }
    for (const gap of facts.coverage.gaps) {
      // What lies before counting began is left out already, and a gap may reach from there into it.
      this.#cut(gap, nowMs, (month) => (imported.has(month) ? 0 : firstConnectedMs));
    }
    for (const { from, to } of unreadable) {
      for (let hour = Math.max(from, range.from); hour < Math.min(to, range.to); hour += 1) {
        this.#reasons[hour - range.from] = 'unreadable';
      }
    }
  }

  /** How many hours of a span have passed. The running hour counts in part. */
  passed(span: HourRange): number {
    return sum(this.#passed, span, this.#from);
  }

  /** How many hours of a span were observed, of those that have passed. */
  observed(span: HourRange): number {
    return sum(this.#observed, span, this.#from);
  }

  /** The share of a span's passed hours that was observed, 0 to 1; 0 if none has passed. */
  share(span: HourRange): number {
    const passed = this.passed(span);
    return passed === 0 ? 0 : this.observed(span) / passed;
  }

  /**
   * Why a zero in a span may be none: there is a reason for each of its passed hours. Null if it is a zero.
   *
   * @param whyNotIn Why something was not counted in a whole month; null if it was.
   * @param isAsked Which hours of the span are meant.
   */
  whyUnknown(
    span: HourRange,
    whyNotIn: (month: Month) => Reason | null,
    isAsked: (hour: Hour) => boolean = () => true,
  ): Reason | null {
    let found: Set<Reason> | undefined;
    for (let index = span.from - this.#from; index < span.to - this.#from; index += 1) {
      if (this.#passed[index] === 0) break;
      if (!isAsked(this.#from + index)) continue;
      const reason = whyNotIn(this.#months[index] as Month) ?? this.#reasons[index] ?? null;
      if (reason === null) return null;
      found ??= new Set();
      found.add(reason);
    }
    return byWeight.find((reason) => found?.has(reason)) ?? null;
  }

  #cut({ fromMs, toMs }: CoverageGap, nowMs: number, sinceMsOf: (month: Month) => number): void {
    const end = this.#from + this.#observed.length;
    const last = Math.min(end, Math.ceil(toMs / hourMs));
    for (let hour = Math.max(this.#from, Math.floor(fromMs / hourMs)); hour < last; hour += 1) {
      const index = hour - this.#from;
      const before = this.#observed[index] as number;
      const sinceMs = Math.max(fromMs, hour * hourMs, sinceMsOf(this.#months[index] as Month));
      const missedMs = Math.min(toMs, nowMs, (hour + 1) * hourMs) - sinceMs;
      const rest = before - Math.max(0, missedMs) / hourMs;
      // A gap may be stored in fractions of an hour that do not add up to exactly one.
      this.#observed[index] = rest < 1e-9 ? 0 : rest;
      if (before > 0 && this.#observed[index] === 0) this.#reasons[index] = 'notObserved';
    }
  }
}

/** If several reasons hold for parts of a span, the first of these is given. */
const byWeight: readonly Reason[] = [
  'deleted',
  'unreadable',
  'channelIgnored',
  'channelUnseen',
  'intentOff',
  'imported',
  'notObserved',
  'beforeCounting',
];

function sum(values: Float64Array, span: HourRange, start: Hour): number {
  let total = 0;
  for (let index = span.from - start; index < span.to - start; index += 1) total += values[index] ?? 0;
  return total;
}
