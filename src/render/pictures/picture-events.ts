import { overlaps } from '../../core/events/event.ts';
import type { HourRange } from '../../core/time.ts';
import type { Query } from '../../query/query.ts';
import type { EventLabel } from '../charts/event-labels.ts';
import type { Words } from '../words.ts';

/** An event as a picture shows it. */
export interface NamedSpan extends HourRange {
  readonly name: string;
}

/** The labels of the events that touch any of the periods, which are consecutive. */
export function labelsOf(periods: readonly HourRange[], events: readonly NamedSpan[]): readonly EventLabel[] {
  return events.flatMap((event) => {
    const from = periods.findIndex((period) => overlaps(period, event));
    const to = periods.findLastIndex((period) => overlaps(period, event)) + 1;
    return from < 0 ? [] : [{ from, to, text: event.name }];
  });
}

/** `Events: Conference (12–14 October 2024).`, for those who do not see the picture. */
export function eventSentence(
  { query }: { readonly query: Pick<Query, 'range'> },
  events: readonly NamedSpan[],
  words: Words,
): string | null {
  const shown = events.filter((event) => overlaps(query.range, event)).slice(0, mostSaid);
  if (shown.length === 0) return null;
  const said = shown.map((event) => words.say('picture.event', { name: event.name, days: words.days(event) }));
  return words.say('picture.altEvents', { events: words.list(said) });
}

const mostSaid = 5;
