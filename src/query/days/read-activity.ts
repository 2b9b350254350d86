import type { ActivityTabulation, NotedActivity } from '../../columns/activity/activity-tabulation.ts';
import { HoursTabulation } from '../../columns/activity/hours-tabulation.ts';
import type { TabulatedActivity } from '../../columns/activity/tabulated-activity.ts';
import { nextTurn, type Slice } from '../../core/async/event-loop.ts';
import type { TrialSpans } from '../../core/membership/trial-span.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Day, dayOfHour, type Hour, type HourRange } from '../../core/time.ts';
import { type FoundAround, readAround } from '../readable-counters.ts';
import type { DaySource } from './day-summaries.ts';

/** What the activity of a guild is read from. */
export interface ActivitySource {
  readonly store: DaySource;
  readonly guildId: Snowflake;
  /** Counts bytes. */
  readonly slice: Slice;
}

/**
 * Counts the active members of hours of a month with counters, which takes longer than with roll-ups: only so it is known
 * who was active since any hour, and what members did while in trial.
 */
export function readExactActivity(
  source: ActivitySource,
  hours: HourRange,
  tabulation: ActivityTabulation,
  trial?: TrialSpans,
): Promise<FoundAround<TabulatedActivity>> {
  return readAround(source.store, async (store) => {
    tabulation.begin(hours, trial);
    await addCounters({ ...source, store }, hours, tabulation);
    return tabulation.finish();
  });
}

/** What is asked of the activity of a month. */
export interface AskedActivity {
  /**
   * The hours since which the number of active members is needed. It is right since the beginning of each day in any
   * case.
   */
  readonly since: readonly Hour[];
  /** Until this hour, what was read is given to `onNoted`, unless it came from roll-ups. */
  readonly notedUntil: Hour;
  readonly onNoted?: (noted: NotedActivity) => void;
}

/** Counts the active members of a month by the roll-ups of its days, or by the counters of those without. */
export function readActivity(
  source: ActivitySource,
  month: HourRange,
  tabulation: ActivityTabulation,
  { since, notedUntil, onNoted }: AskedActivity,
): Promise<FoundAround<TabulatedActivity>> {
  const firstHours = new Map<Day, Hour>();
  for (const hour of since) firstHours.set(dayOfHour(hour), Math.min(hour, firstHours.get(dayOfHour(hour)) ?? hour));
  return readAround(source.store, async (store) => {
    tabulation.begin(month);
    const begun: HourRange[] = [];
    const notes = new Notes(tabulation, notedUntil, onNoted);
    for await (const { day, derived, chunks } of store.readDays(source.guildId, month, 'rollUp')) {
      for (const { hours, blobs } of chunks) {
        notes.before(hours.from);
        await add(source.slice, tabulation, blobs);
      }
      if (derived === null) continue;
      notes.end();
      tabulation.addRollUp(derived);
      if (source.slice.fills(derived.length + bytesPerChunk)) await nextTurn();
      const from = firstHours.get(day) ?? day * 24;
      if (from > day * 24) begun.push({ from, to: day * 24 + 24 });
    }
    notes.before(month.to);
    for (const hours of begun) await addCounters({ ...source, store }, hours, tabulation);
    return tabulation.finish();
  });
}

/** Goes on with what was noted of a month until an hour. */
export function resumeActivity(
  { store, guildId, slice }: Omit<ActivitySource, 'store'> & { readonly store: Pick<DaySource, 'readCounters'> },
  month: HourRange,
  tabulation: ActivityTabulation,
  { noted, until }: { readonly noted: NotedActivity; readonly until: Hour },
  { notedUntil, onNoted }: AskedActivity,
): Promise<FoundAround<TabulatedActivity>> {
  return readAround(store, async (source) => {
    tabulation.resume(month, noted);
    const notes = new Notes(tabulation, notedUntil, notedUntil > until ? onNoted : undefined);
    for await (const { hours, blobs } of source.readCounters(guildId, { from: until, to: month.to })) {
      notes.before(hours.from);
      await add(slice, tabulation, blobs);
    }
    notes.before(month.to);
    return tabulation.finish();
  });
}

/** Notes what was added, once, when an hour is reached. */
class Notes {
  readonly #tabulation: ActivityTabulation;
  readonly #until: Hour;
  #onNoted: AskedActivity['onNoted'];

  constructor(tabulation: ActivityTabulation, until: Hour, onNoted: AskedActivity['onNoted']) {
    this.#tabulation = tabulation;
    this.#until = until;
    this.#onNoted = onNoted;
  }

  /** Called before the counters from an hour on are added. */
  before(hour: Hour): void {
    if (hour < this.#until) return;
    this.#onNoted?.(this.#tabulation.noted());
    this.end();
  }

  end(): void {
    this.#onNoted = undefined;
  }
}

/** The number of members active in each of some ranges of hours of a month. */
export function readWindows(
  source: ActivitySource,
  windows: readonly HourRange[],
  trial?: TrialSpans,
): Promise<FoundAround<readonly number[]>> {
  const asked = { from: Math.min(...windows.map(({ from }) => from)), to: Math.max(...windows.map(({ to }) => to)) };
  return readAround(source.store, async (store) => {
    const tabulation = new HoursTabulation(windows, trial);
    // Roll-ups do not say what members did while in trial.
    const pieces = trial === undefined ? piecesBetweenEnds(windows, asked) : [{ ...asked, isOfDays: false }];
    for (const { isOfDays, ...hours } of pieces) {
      if (!isOfDays) {
        await addCounters({ ...source, store }, hours, tabulation);
        continue;
      }
      for await (const { derived, chunks } of store.readDays(source.guildId, hours, 'rollUp')) {
        for (const { blobs } of chunks) await add(source.slice, tabulation, blobs);
        if (derived === null) continue;
        tabulation.addRollUp(derived);
        if (source.slice.fills(derived.length + bytesPerChunk)) await nextTurn();
      }
    }
    return tabulation.finish();
  });
}

/** Cuts the hours of windows into runs of whole days, and the days in which a window begins or ends. */
function piecesBetweenEnds(
  windows: readonly HourRange[],
  { from, to }: HourRange,
): readonly (HourRange & { readonly isOfDays: boolean })[] {
  const ends = windows.flatMap((window) => [window.from, window.to]).filter((hour) => hour % 24 !== 0);
  const cut = new Set(ends.map(dayOfHour));
  const pieces: { from: Hour; to: Hour; isOfDays: boolean }[] = [];
  for (let hour = from; hour < to; ) {
    const end = Math.min(to, dayOfHour(hour) * 24 + 24);
    const isOfDays = !cut.has(dayOfHour(hour));
    const last = pieces.at(-1);
    if (last?.isOfDays && isOfDays) last.to = end;
    else pieces.push({ from: hour, to: end, isOfDays });
    hour = end;
  }
  return pieces;
}

async function addCounters(
  { store, guildId, slice }: ActivitySource,
  hours: HourRange,
  tabulation: Pick<ActivityTabulation, 'add'>,
): Promise<void> {
  for await (const { blobs } of store.readCounters(guildId, hours)) await add(slice, tabulation, blobs);
}

async function add(
  slice: Slice,
  tabulation: Pick<ActivityTabulation, 'add'>,
  blobs: readonly Uint8Array[],
): Promise<void> {
  tabulation.add(blobs);
  const size = blobs.reduce((sum, { length }) => sum + length, bytesPerChunk);
  if (slice.fills(size)) await nextTurn();
}

/** The cost of a chunk apart from its bytes, in bytes. */
const bytesPerChunk = 256;
