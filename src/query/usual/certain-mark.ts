import { isBetween, isNotKnown, type Value } from '../value.ts';
import { mark } from './mark.ts';

/**
 * The {@link mark} of two numbers of people as a value of a result: 1 for more than before, −1 for fewer, 0 for neither.
 * Numbers with bounds are marked if they would be marked wherever between their bounds they lie.
 */
export function certainMark(before: Value, now: Value): Value {
  if (isNotKnown(now)) return now;
  if (isNotKnown(before)) return before;
  const [b, n] = [boundsOf(before), boundsOf(now)];
  if (mark(b.high, n.low) === 'more') return 1;
  return mark(b.low, n.high) === 'fewer' ? -1 : 0;
}

function boundsOf(value: Exclude<Value, { readonly notKnown: unknown }>) {
  return isBetween(value) ? value : { low: value, high: value };
}
