import type { GuildEvent } from '../../../core/events/event.ts';
import type { HourRange } from '../../../core/time.ts';
import { hourMs } from '../../../core/time.ts';
import type { Words } from '../../../render/words.ts';

/** `Conference: 12–14 October 2024`. */
export function eventLine(event: GuildEvent, words: Words): string {
  return words.say('event.line', { name: event.name, time: eventTime(event, words) });
}

/** When an event was: its days or, if it has no whole days, the hours from and to which it lasted. */
export function eventTime(range: HourRange, words: Words): string {
  if (range.from % 24 === 0 && range.to % 24 === 0) return words.days(range);
  const [from, to] = [range.from, range.to].map((hour) => words.minute(hour * hourMs));
  if (Math.floor(range.from / 24) === Math.floor(range.to / 24)) {
    return words.say('event.time', { from: from ?? '', to: words.timeOfDay(range.to * hourMs) });
  }
  return words.say('event.time', { from: from ?? '', to: to ?? '' });
}
