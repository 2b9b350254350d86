import type { Month } from '../../core/time.ts';

/** Groups things by month, ascending. */
export function byMonth<Thing>(
  things: readonly Thing[],
  monthOf: (thing: Thing) => Month,
): readonly (readonly [month: Month, same: readonly Thing[]])[] {
  const found = new Map<Month, Thing[]>();
  for (const thing of things) {
    const month = monthOf(thing);
    const same = found.get(month) ?? [];
    found.set(month, same);
    same.push(thing);
  }
  return [...found].sort(([one], [other]) => one - other);
}
