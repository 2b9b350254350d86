import type { GuildEvent } from '../../core/events/event.ts';
import { hourOf } from '../../core/time.ts';
import { Mistake } from '../../render/mistake.ts';
import { inlineCode, quoteInput } from '../../render/quote.ts';
import { nearest } from './near.ts';

/**
 * The event that is called so, or has that number (`#3`). Of several, the last one that has begun is meant, else the first
 * one to come.
 *
 * @param events Those that the asker may see. No other is found or named.
 * @throws {Mistake} if there is none.
 */
export function eventNamed(text: string, events: readonly GuildEvent[], nowMs: number): GuildEvent {
  const typed = text.trim().toLowerCase();
  const id = Number(/^#(\d{1,9})$/.exec(typed)?.[1] ?? 0);
  const byId = events.find((event) => event.id === id);
  if (byId !== undefined) return byId;
  const called = [
    events.filter(({ name }) => name.toLowerCase() === typed),
    typed === '' ? [] : events.filter(({ name }) => name.toLowerCase().startsWith(typed)),
  ].find((some) => some.length > 0);
  const found = called === undefined ? undefined : likeliest(called, nowMs);
  if (found !== undefined) return found;
  if (events.length === 0) throw new Mistake('event.none');
  const near = nearest(typed, events, ({ name }) => name);
  if (near === undefined) throw new Mistake('event.unknown', { name: quoteInput(text) });
  throw new Mistake('event.didYouMean', { name: quoteInput(text), suggestion: inlineCode(near.name) });
}

function likeliest(events: readonly GuildEvent[], nowMs: number): GuildEvent | undefined {
  const begun = events.filter(({ from }) => from <= hourOf(nowMs));
  return begun.toSorted((a, b) => b.from - a.from)[0] ?? events.toSorted((a, b) => a.from - b.from)[0];
}
