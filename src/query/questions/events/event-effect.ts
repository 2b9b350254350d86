import { type Hour, type HourRange, hourMs } from '../../../core/time.ts';
import type { Query, Result, ResultRow } from '../../query.ts';
import type { SeriesMeasure } from '../../series/series-measures.ts';
import { isCoverageLost } from '../../usual/lost.ts';
import { leastObserved } from '../../usual/usual.ts';
import { isNotKnown, notKnown, type Value } from '../../value.ts';
import { type SeriesDeps, series } from '../series.ts';

/** {@link Query.range} has the hours of the event. */
export interface EventEffectQuery extends Query {
  readonly by: 'total';
}

export const eventEffectMeasures = ['value', 'usual', 'usualLow', 'usualHigh', 'weeks', 'unusual'] as const;
export type EventEffectMeasure = (typeof eventEffectMeasures)[number];

/** While the event was on, and in the seven days after it. */
export const eventPhases = ['during', 'after'] as const;
export type EventPhase = (typeof eventPhases)[number];

/** Joins belong to no channel. */
export const eventQuantities = ['people', 'messages', 'voiceSeconds', 'joins'] as const;
export type EventQuantity = (typeof eventQuantities)[number];

/** The key of a row, such as `during.people`. */
export type EventRowName = `${EventPhase}.${EventQuantity}`;

/**
 * How much happened during an event and in the seven days after it, against the same hours of the eight weeks before it.
 * One row (a group, {@link EventRowName}) for each number in each of the two times:
 * - `value`: as in a series; of a time that is not over so far, and `running` if it has not begun;
 * - `usual`, `usualLow`, `usualHigh`: median, least and greatest of the earlier weeks that are known exactly and were
 *   observed for 95 %; `learning` if these are fewer than four;
 * - `weeks`: how many these are, 0 to 8;
 * - `unusual`: 1 above all of them, −1 below, 0 inside; `running` until the time is over, `notObserved` if less than 95 %
 *   of it was observed, `notComparable` for people over a month's end.
 *
 * An event that is longer than a week is compared with eight times that have the same hours of the week and no hour in
 * common. Other events in those weeks are not left out.
 */
export async function eventEffect(query: EventEffectQuery, deps: SeriesDeps): Promise<Result<EventEffectMeasure>> {
  const { range, channel, onProgress } = query;
  const nowMs = deps.clock.now();
  const asOfNow = { ...deps, clock: { now: () => nowMs } };
  const rows: ResultRow<EventEffectMeasure>[] = [];
  const quantities = eventQuantities.filter((quantity) => channel === null || quantity !== 'joins');
  const whole = { from: range.from, to: range.to + weekHours };
  const { facts } = await series(seriesOf(query, whole), asOfNow);
  let done = 0;
  for (const phase of eventPhases) {
    const span = phase === 'during' ? range : { from: range.to, to: whole.to };
    const own = await readSpan(query, span, asOfNow);
    const earlier: Span[] = [];
    for (const before of sameHoursBefore(span, range.from)) {
      earlier.push(await readSpan(query, before, asOfNow));
      done += 1;
      onProgress?.(done / (eventPhases.length * weeksCompared));
    }
    for (const quantity of quantities) {
      rows.push({ key: { kind: 'group', name: `${phase}.${quantity}` }, values: valuesOf(quantity, own, earlier) });
    }
  }
  return { query, measures: eventEffectMeasures, rows, facts, before: null };
}

const weekHours = 7 * 24;
const weeksCompared = 8;
const fewestWeeks = 4;

/** The eight times before an event with the same hours of the week as `span`, the latest first. */
function sameHoursBefore(span: HourRange, eventFrom: Hour): readonly HourRange[] {
  const weeks = (hours: number) => Math.ceil(hours / weekHours);
  const [first, step] = [weeks(span.to - eventFrom), weeks(span.to - span.from)];
  return Array.from({ length: weeksCompared }, (_, index) => {
    const moved = (first + index * step) * weekHours;
    return { from: span.from - moved, to: span.to - moved };
  });
}

/** The numbers of a time. */
interface Span {
  /** Null if it has not begun. */
  readonly values: Readonly<Record<SeriesMeasure, Value>> | null;
  readonly isOver: boolean;
  readonly isObserved: boolean;
}

async function readSpan(query: EventEffectQuery, range: HourRange, deps: SeriesDeps): Promise<Span> {
  const { rows, facts } = await series(seriesOf(query, range), deps);
  const values = rows[0]?.values ?? null;
  const share = typeof values?.observedShare === 'number' ? values.observedShare : 0;
  return {
    values,
    isOver: range.to * hourMs <= facts.askedAtMs,
    isObserved: share >= leastObserved && !isCoverageLost(range, facts),
  };
}

function seriesOf({ guildId, channel, view }: EventEffectQuery, range: HourRange) {
  return { about: 'series', guildId, channel, view, range, by: 'total' } as const;
}

function valuesOf(
  quantity: EventQuantity,
  own: Span,
  earlier: readonly Span[],
): Readonly<Record<EventEffectMeasure, Value>> {
  const value = own.values?.[quantity] ?? notKnown('running');
  const known = earlier.flatMap(({ values, isObserved }) => {
    const number = values?.[quantity];
    return isObserved && typeof number === 'number' ? [number] : [];
  });
  if (known.length < fewestWeeks) {
    const learning = notKnown('learning');
    const usual = { usual: learning, usualLow: learning, usualHigh: learning, weeks: known.length };
    return { value, ...usual, unusual: whyNotJudged(value, own) ?? learning };
  }
  const [usualLow, usualHigh] = [Math.min(...known), Math.max(...known)];
  const side = typeof value !== 'number' ? 0 : Number(value > usualHigh) - Number(value < usualLow);
  const unusual = whyNotJudged(value, own) ?? side;
  return { value, usual: middleOf(known), usualLow, usualHigh, weeks: known.length, unusual };
}

function whyNotJudged(value: Value, { isOver, isObserved }: Span): Value | null {
  if (isNotKnown(value)) return value;
  if (!isOver) return notKnown('running');
  if (!isObserved) return notKnown('notObserved');
  return typeof value === 'number' ? null : notKnown('notComparable');
}

/** The median of some numbers, at least one. */
function middleOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return (low + high) / 2;
}
