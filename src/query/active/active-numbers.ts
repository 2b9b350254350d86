import type { Hour, HourRange } from '../../core/time.ts';
import type { Sight } from '../sight.ts';
import { isNotKnown, type NotKnown, notKnown, type Value } from '../value.ts';
import { type ActiveMembers, valueOfActive } from './active-members.ts';
import type { ActiveWindows } from './active-windows.ts';

/** A window and what was counted in it. */
export interface CountedWindow {
  readonly range: HourRange;
  readonly found: ActiveMembers | NotKnown;
  /** What was known of it when a month of it was pruned. It holds instead of `found`. */
  readonly kept?: Value;
}

/** Counts the members of a window. */
export async function counted(windows: ActiveWindows, range: HourRange): Promise<CountedWindow> {
  return (await keptWindow(windows, range, false)) ?? { range, found: await windows.within(range) };
}

/** As {@link counted}. Not known if the beginning of the window was not counted. */
export async function countedWhole(windows: ActiveWindows, range: HourRange): Promise<CountedWindow> {
  const kept = await keptWindow(windows, range, true);
  if (kept !== null) return kept;
  const why = windows.whyNotWhole(range);
  return why === null ? await counted(windows, range) : { range, found: notKnown(why) };
}

async function keptWindow(windows: ActiveWindows, range: HourRange, isWhole: boolean): Promise<CountedWindow | null> {
  const kept = await windows.kept(range, isWhole);
  return kept === null ? null : { range, found: notKnown('deleted'), kept };
}

/** The value of a window. Nobody is only zero if Census could have seen a member. */
export async function valueOfWindow({ range, found, kept }: CountedWindow, sight: Sight): Promise<Value> {
  if (kept !== undefined) return kept;
  if (isNotKnown(found)) return found;
  if (found.high > 0) return valueOfActive(found);
  const why = sight.whyNothing(['msg', 'voice'], { span: range });
  return why === null ? 0 : notKnown(why);
}

/** What a daily mean is made of. */
export interface CountedDays {
  /** Whole days that are over. */
  readonly days: readonly CountedWindow[];
  /** The last day of the range, as far as it has come. */
  readonly lastDay: CountedWindow;
}

/** The windows of {@link CountedDays}. `today` is the first hour of the current day. */
export function daysOf({ from, to }: HourRange, today: Hour) {
  const days: HourRange[] = [];
  for (let day = from; day + 24 <= Math.min(to, today); day += 24) days.push({ from: day, to: day + 24 });
  return { days, lastDay: { from: Math.max(from, Math.floor((to - 1) / 24) * 24), to } };
}

/** Counts the days for a mean. */
export async function countedDays(
  windows: ActiveWindows,
  range: HourRange,
  today: Hour,
  onProgress: (share: number) => void = () => {},
): Promise<CountedDays> {
  const { days, lastDay } = daysOf(range, today);
  const found: CountedWindow[] = [];
  for (const day of days) {
    found.push(await counted(windows, day));
    onProgress((day.to - range.from) / (range.to - range.from));
  }
  return { days: found, lastDay: await counted(windows, lastDay) };
}

export interface DailyMean {
  readonly mean: number | NotKnown;
  /** No day but the current one is known, so the mean is what has been counted of it. */
  readonly isOfRunningDay: boolean;
}

/** The mean of the days that are known. Not known if counters of a day were deleted or are unreadable. */
export async function meanOf({ days, lastDay }: CountedDays, sight: Sight): Promise<DailyMean> {
  let [sum, known] = [0, 0];
  for (const day of days) {
    const value = await valueOfWindow(day, sight);
    if (typeof value === 'number') {
      sum += value;
      known += 1;
    } else if (isNotKnown(value) && (value.notKnown === 'deleted' || value.notKnown === 'unreadable')) {
      return { mean: value, isOfRunningDay: false };
    }
  }
  if (known > 0) return { mean: sum / known, isOfRunningDay: false };
  const value = await valueOfWindow(lastDay, sight);
  return { mean: value as number | NotKnown, isOfRunningDay: true }; // A day lies within one month.
}
