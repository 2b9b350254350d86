import { fewestPeople } from '../../columns/day/final-summaries.ts';
import { type Cell, keptCells } from '../../columns/day/kept-cells.ts';
import { notKnown, type Value } from '../value.ts';

/** People in steps of five. One to four are `tooFew`; nobody is 0. */
export function roundedPeople(value: Value): Value {
  if (typeof value !== 'number') return value;
  if (value === 0) return 0;
  return value < fewestPeople ? notKnown('tooFew') : Math.round(value / 5) * 5;
}

/**
 * An amount in two digits, such as 17,265 as 17,000.
 *
 * @param people By whom it is. If they are one to four, it is `tooFew`.
 */
export function roundedAmount(amount: Value, people: Value): Value {
  if (typeof amount !== 'number') return amount;
  if (amount === 0) return 0;
  if (typeof people !== 'number' || people < fewestPeople) return notKnown('tooFew');
  return Number(amount.toPrecision(2));
}

/** An amount of one part of a whole, such as a day of a month, and by how many people it is. */
export interface PartOfWhole {
  readonly amount: Value;
  readonly people: Value;
}

/**
 * The rounded amounts of the parts of a whole whose sum is told too. Those of one to four people are `tooFew`, and so is
 * one more, of the fewest other people, with which the small ones are mixed in the rest.
 */
export function roundedParts(parts: readonly PartOfWhole[]): readonly Value[] {
  const cells = parts.map(({ amount, people }, column): Cell | null => {
    const isPresent = typeof amount === 'number' && amount > 0;
    return isPresent ? { row: 'whole', column, people: typeof people === 'number' ? Math.max(1, people) : 1 } : null;
  });
  const present = cells.flatMap((cell) => cell ?? []);
  const kept = keptCells(present, fewestPeople);
  return parts.map(({ amount, people }, index) => {
    const cell = cells[index] ?? null;
    if (cell === null) return amount;
    return kept.has(cell) ? roundedAmount(amount, people) : notKnown('tooFew');
  });
}
