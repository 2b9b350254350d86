import { isNotKnown, type NotKnown, type Value } from '../value.ts';

/**
 * Whether a number was counted and is gone. What is usual cannot be said without it: as a rule the small numbers are the
 * first to go.
 */
export function isLost(value: Value): value is NotKnown {
  return isNotKnown(value) && (value.notKnown === 'deleted' || value.notKnown === 'unreadable');
}
