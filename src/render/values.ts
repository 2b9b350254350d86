import { isBetween, isNotKnown, type Value } from '../query/value.ts';

/** What stands for a number that is not known. */
export const unknown = '–';

/** `518`, `74.2`, `≈ 145 (120–197)` for an estimate with its bounds, `120–197` without an estimate, `–` if not known. */
export function valueText(value: Value): string {
  if (isNotKnown(value)) return unknown;
  if (isBetween(value)) return boundsText(value.estimate, value.low, value.high);
  return Number.isInteger(value) ? String(value) : decimalText(value);
}

/** With one decimal. */
export function decimalText(value: Value): string {
  return typeof value === 'number' ? value.toFixed(1) : valueText(value);
}

function boundsText(estimate: number | null, low: number, high: number): string {
  return estimate === null ? `${low}–${high}` : `≈ ${estimate} (${low}–${high})`;
}

/** The number that is compared or divided: an estimate in bounds; null if there is none. */
export function likelyNumber(value: Value | undefined): number | null {
  if (value === undefined || isNotKnown(value)) return null;
  return isBetween(value) ? value.estimate : value;
}
