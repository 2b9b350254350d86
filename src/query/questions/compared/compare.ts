import { type HourRange, hourMs, monthsOfRange } from '../../../core/time.ts';
import { isOfWholeMonths } from '../../hours/compared-range.ts';
import type { Query, Result, ResultRow } from '../../query.ts';
import type { RangeFacts } from '../../range-facts.ts';
import type { SeriesMeasure } from '../../series/series-measures.ts';
import { certainMark } from '../../usual/certain-mark.ts';
import { dayMean } from '../../usual/day-mean.ts';
import { knownDays } from '../../usual/known-days.ts';
import { isCoverageLost } from '../../usual/lost.ts';
import { fewestForPercentage, greatestDifference, type MonthFigure } from '../../usual/usual.ts';
import { type NotKnown, notKnown, type Value } from '../../value.ts';
import { type SeriesDeps, series } from '../series.ts';

export interface CompareQuery extends Query {
  /** The range that {@link Query.range} is compared with. */
  readonly with: HourRange;
}

export const compareMeasures = ['value', 'other', 'change', 'perHour', 'otherPerHour', 'marked'] as const;
export type CompareMeasure = (typeof compareMeasures)[number];

/** The rows, in order. A channel has no joins and parts. */
export const comparedQuantities = ['people', 'peoplePerDay', 'messages', 'voiceSeconds', 'joins', 'parts'] as const;
export type ComparedQuantity = (typeof comparedQuantities)[number];

/**
 * Two ranges beside each other, one row (a group) for each quantity:
 * - `value`, `other`: of the range, and of the one that it is compared with: `people`, `messages`, `voiceSeconds`, `joins`
 *   and `parts` as in a series; `peoplePerDay` the mean of the days that are over and were observed for 95 %;
 * - `change`: 0.2 is a fifth more than the other. If the ranges are not equally long, or their coverage differs by more
 *   than two points, it is that of the rates per observed hour, and `notComparable` for people. Equally many whole months
 *   are equally long. `tooFew` if one side has fewer than 20 (20 hours of voice);
 * - `perHour`, `otherPerHour`: divided by the observed hours; `notComparable` for people, who cannot be divided;
 * - `marked`: only for `people` of times that compare: 1 if more than the other by more than chance, −1 if fewer, 0 if
 *   neither or not certain; else `notComparable`.
 *
 * `before` has the other range and its facts, and no rows.
 */
export async function compare(query: CompareQuery, deps: SeriesDeps): Promise<Result<CompareMeasure>> {
  const { range, with: otherRange, channel, onProgress } = query;
  const nowMs = deps.clock.now();
  const asOfNow = { ...deps, clock: { now: () => nowMs } };
  const half = (add: number) => ({ ...query, onProgress: (share: number) => onProgress?.(add + share / 2) });
  const other = await readSide(half(0), otherRange, asOfNow);
  const own = await readSide(half(0.5), range, asOfNow);
  const doCompare = areComparable(own, other);
  const rows = comparedQuantities
    .filter((quantity) => channel === null || (quantity !== 'joins' && quantity !== 'parts'))
    .map((quantity): ResultRow<CompareMeasure> => {
      return { key: { kind: 'group', name: quantity }, values: valuesOf(quantity, own, other, doCompare) };
    });
  const before = { query: { ...query, range: otherRange }, measures: compareMeasures, rows: [], facts: other.facts };
  return { query, measures: compareMeasures, rows, facts: own.facts, before: { ...before, before: null } };
}

/** One of the two ranges. */
interface Side {
  readonly range: HourRange;
  /** Null if it has not begun. */
  readonly values: Readonly<Record<SeriesMeasure, Value>> | null;
  readonly perDay: MonthFigure | NotKnown;
  readonly passedHours: number;
  readonly observedShare: number;
  /** How much of it was observed is no longer known. */
  readonly isGone: boolean;
  readonly facts: RangeFacts;
}

async function readSide(query: CompareQuery, range: HourRange, deps: SeriesDeps): Promise<Side> {
  const { guildId, channel, view } = query;
  const { rows, facts } = await series({ about: 'series', guildId, channel, view, range, by: 'total' }, deps);
  const { days } = await knownDays(query, range, 'people', deps);
  const values = rows[0]?.values ?? null;
  const passedMs = Math.min(range.to * hourMs, facts.askedAtMs) - range.from * hourMs;
  return {
    range,
    values,
    perDay: dayMean(days, 'people'),
    passedHours: Math.max(0, passedMs / hourMs),
    isGone: isCoverageLost(range, facts),
    observedShare: (values?.observedShare ?? 0) as number,
    facts,
  };
}

/** Whether numbers of both may be compared as they are. */
function areComparable(one: Side, other: Side): boolean {
  if (one.isGone || other.isGone) return false;
  if (Math.abs(one.observedShare - other.observedShare) > greatestDifference) return false;
  if (one.passedHours === other.passedHours) return true;
  const isOfMonths = [one, other].every(({ range, facts }) => {
    return isOfWholeMonths(range) && range.to * hourMs <= facts.askedAtMs;
  });
  return isOfMonths && monthsOfRange(one.range).length === monthsOfRange(other.range).length;
}

function valuesOf(
  quantity: ComparedQuantity,
  own: Side,
  other: Side,
  doCompare: boolean,
): Readonly<Record<CompareMeasure, Value>> {
  const [value, otherValue] = [valueIn(own, quantity), valueIn(other, quantity)];
  const isOfPeople = quantity === 'people' || quantity === 'peoplePerDay';
  const [perHour, otherPerHour] = isOfPeople
    ? [notComparable, notComparable]
    : [rateOf(value, own), rateOf(otherValue, other)];
  const isRate = !isOfPeople && !doCompare;
  const divided = isRate ? [perHour, otherPerHour] : [value, otherValue];
  const doPeopleCompare = doCompare || quantity !== 'people';
  return {
    value,
    other: otherValue,
    change: doPeopleCompare
      ? changeOf(divided as [Value, Value], [sizeOf(own, quantity), sizeOf(other, quantity)])
      : notComparable,
    perHour,
    otherPerHour,
    marked: quantity === 'people' && doCompare ? certainMark(otherValue, value) : notComparable,
  };
}

const notComparable = notKnown('notComparable');

function valueIn({ values, perDay }: Side, quantity: ComparedQuantity): Value {
  if (quantity === 'peoplePerDay') return 'notKnown' in perDay ? perDay : perDay.value / perDay.days;
  return values === null ? notKnown('running') : values[quantity];
}

function rateOf(value: Value, { passedHours, observedShare, isGone }: Side): Value {
  if (typeof value !== 'number') return value;
  if (isGone) return notKnown('deleted');
  const observed = passedHours * observedShare;
  return observed === 0 ? notKnown('notObserved') : value / observed;
}

/** The number that decides whether a change has a percentage, in the unit in which people read it. */
function sizeOf(side: Side, quantity: ComparedQuantity): Value {
  if (quantity === 'peoplePerDay') return 'notKnown' in side.perDay ? side.perDay : side.perDay.value;
  const value = valueIn(side, quantity);
  return typeof value === 'number' && quantity === 'voiceSeconds' ? value / 3600 : value;
}

function changeOf([value, other]: readonly [Value, Value], sizes: readonly Value[]): Value {
  const unknown = [value, other].find((each) => typeof each !== 'number');
  if (unknown !== undefined) return 'notKnown' in (unknown as object) ? unknown : notComparable;
  if (sizes.some((size) => typeof size === 'number' && size < fewestForPercentage)) return notKnown('tooFew');
  return (value as number) / (other as number) - 1;
}
