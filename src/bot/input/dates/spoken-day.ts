import type { Day } from '../../../core/time.ts';
import type { Words } from '../../../render/words.ts';

/** A day as a value of a sentence: `12 January 2018`, in the language of the answer. */
export function spokenDay(day: Day): (words: Words) => string {
  return (words) => words.days({ from: day * 24, to: (day + 1) * 24 });
}
