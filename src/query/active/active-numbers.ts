import type { HourRange } from '../../core/time.ts';
import type { Sight } from '../sight.ts';
import { isNotKnown, type NotKnown, notKnown, type Value } from '../value.ts';
import { type ActiveMembers, valueOfActive } from './active-members.ts';
import type { ActiveWindows } from './active-windows.ts';

/** A window and what was counted in it. */
export interface CountedWindow {
  readonly range: HourRange;
  readonly found: ActiveMembers | NotKnown;
}

/** Counts the members of a window. */
export async function counted(windows: ActiveWindows, range: HourRange): Promise<CountedWindow> {
  return { range, found: await windows.within(range) };
}

/** As {@link counted}. Not known if the window begins before counting began. */
export async function countedWhole(windows: ActiveWindows, range: HourRange): Promise<CountedWindow> {
  return windows.beginsBeforeCounting(range)
    ? { range, found: notKnown('beforeCounting') }
    : await counted(windows, range);
}

/** The value of a window. Nobody is only zero if Census could have seen somebody. */
export async function valueOfWindow({ range, found }: CountedWindow, sight: Sight): Promise<Value> {
  if (isNotKnown(found)) return found;
  if (found.high > 0) return valueOfActive(found);
  const why = await sight.whyNothing('msg', range);
  return why === null ? 0 : notKnown(why);
}

/**
 * The days of which a daily mean is made: those that are over, or the only one, as far as it has come.
 *
 * @param endsBefore The first hour that is left out, such as that of the current day.
 */
export function daysOfMean({ from, to }: HourRange, endsBefore: number): readonly HourRange[] {
  const days: HourRange[] = [];
  for (let day = from; day + 24 <= Math.min(to, endsBefore); day += 24) days.push({ from: day, to: day + 24 });
  return days.length === 0 ? [{ from, to }] : days;
}

/** The mean of the days that are known; not known if counters of a day were deleted or are unreadable. */
export async function meanOf(days: readonly CountedWindow[], sight: Sight): Promise<number | NotKnown> {
  let [sum, known] = [0, 0];
  let unknown: NotKnown = notKnown('notObserved');
  for (const day of days) {
    const value = await valueOfWindow(day, sight);
    if (typeof value === 'number') {
      sum += value;
      known += 1;
    } else if (isNotKnown(value)) {
      if (value.notKnown === 'deleted' || value.notKnown === 'unreadable') return value;
      unknown = value;
    }
  }
  return known === 0 ? unknown : sum / known;
}
