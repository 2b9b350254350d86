import type { FinalActive, FinalActiveDay, FinalSummaries } from '../../columns/day/final-summaries.ts';
import { dayOfHour, type HourRange, hoursOfMonth, monthOfHour } from '../../core/time.ts';
import { isDay, isWholeDays } from '../days/whole-days.ts';
import { isNotKnown, notKnown, reasons, type Value } from '../value.ts';

/**
 * The active members of a window, as they were known when a month was pruned: of a day, of 7 or 30 days, or of a calendar
 * month so far. Any other is deleted.
 *
 * @param activeDays Of the earliest pruned month that the window touches: all others were there when it was pruned.
 */
export function keptActive(activeDays: readonly FinalActiveDay[], range: HourRange): Value {
  const { from, to } = range;
  const of = isWholeDays(range) ? activeDays.find(({ day }) => day === to / 24 - 1) : undefined;
  if (of === undefined) return notKnown('deleted');
  switch ((to - from) / 24) {
    case 1:
      return valueIn(of.active);
    case 7:
      return valueIn(of.week);
    case 30:
      return valueIn(of.thirtyDays);
    default:
      return from === hoursOfMonth(monthOfHour(to - 1)).from ? valueIn(of.calendarMonth) : notKnown('deleted');
  }
}

/**
 * As {@link keptActive}, of as much of the window as was counted. What was not known of the whole window is only known of
 * that if it is a day on which nobody was active.
 */
export function keptActiveInPart(summaries: FinalSummaries, range: HourRange): Value {
  const value = keptActive(summaries.activeDays, range);
  if (!isNotKnown(value) || value.notKnown === 'unreadable') return value;
  return isDay(range) && hadNobody(summaries, range) ? value : notKnown('deleted');
}

function hadNobody({ days, unreadable, isImported }: FinalSummaries, { from }: HourRange): boolean {
  const day = dayOfHour(from);
  const people = days.find((each) => each.day === day)?.people ?? 0;
  return people === 0 && !isImported && !unreadable.includes(day);
}

function valueIn(kept: FinalActive): Value {
  if (typeof kept === 'number' || 'low' in kept) return kept;
  return notKnown(reasons.find((reason) => reason === kept.notKnown) ?? 'deleted');
}
