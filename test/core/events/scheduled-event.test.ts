import { describe, expect, it } from 'vitest';
import type { GuildEvent } from '../../../src/core/events/event.ts';
import {
  type ScheduledEvent,
  withoutScheduledEvent,
  withScheduledEvent,
  withScheduledEvents,
} from '../../../src/core/events/scheduled-event.ts';
import { hourMs } from '../../../src/core/time.ts';

const now = 500_000;
const at = (hour: number) => hour * hourMs;
const quiz: ScheduledEvent = {
  id: '7',
  name: 'Quiz',
  channelId: null,
  startMs: at(now + 10),
  endMs: at(now + 12) + 1,
  state: 'coming',
  isRecurring: false,
};
const kept: GuildEvent = {
  id: 1,
  name: 'Quiz',
  from: now + 10,
  to: now + 13,
  channelId: null,
  discordId: '7',
  isRecurring: false,
};
const noted: GuildEvent = { ...kept, id: 4, discordId: null };

describe("an event of Discord's", () => {
  it('is taken over once, whatever is repeated', () => {
    const once = withScheduledEvent([], quiz, at(now));
    expect(once).toEqual([kept]);
    expect(withScheduledEvent(once, quiz, at(now))).toBe(once);
    expect(withScheduledEvents(once, [quiz], at(now))).toBe(once);
  });

  it('gets the next number', () => {
    expect(withScheduledEvent([noted], quiz, at(now))).toEqual([noted, { ...kept, id: 5 }]);
  });

  it('is changed when Discord changes it', () => {
    const changed = withScheduledEvent(
      [kept],
      { ...quiz, name: 'Pub quiz', startMs: at(now + 20), endMs: null },
      at(now),
    );
    expect(changed).toEqual([{ ...kept, name: 'Pub quiz', from: now + 20, to: now + 21 }]);
  });

  it('has mentions and ids of people left out of its name', () => {
    const [named] = withScheduledEvent(
      [],
      { ...quiz, name: 'with <@600000000000000009>\n 600000000000000009 !' },
      at(now),
    );
    expect(named?.name).toBe('with !');
    expect(withScheduledEvent([], { ...quiz, name: '<@600000000000000009>' }, at(now))).toEqual([]);
  });

  it('without an end lasts until it was ended', () => {
    const open = withScheduledEvent([], { ...quiz, endMs: null }, at(now));
    expect(open).toEqual([{ ...kept, to: now + 11 }]);
    const ended = withScheduledEvent(open, { ...quiz, endMs: null, state: 'completed' }, at(now + 14) + 1);
    expect(ended).toEqual([{ ...kept, to: now + 15 }]);
  });

  it('is cut when it ends early', () => {
    expect(withScheduledEvent([kept], { ...quiz, state: 'completed' }, at(now + 11))).toEqual([
      { ...kept, to: now + 11 },
    ]);
    expect(withoutScheduledEvent([kept], '7', at(now + 10))).toEqual([{ ...kept, to: now + 11 }]);
  });

  it('goes if it is deleted or cancelled before, and stays if it has been', () => {
    expect(withoutScheduledEvent([noted, kept], '7', at(now))).toEqual([noted]);
    expect(withScheduledEvent([kept], { ...quiz, state: 'cancelled' }, at(now))).toEqual([]);
    const over = [kept];
    expect(withoutScheduledEvent(over, '7', at(now + 13))).toBe(over);
  });

  it('that is no longer listed was deleted meanwhile, unless it has begun', () => {
    expect(withScheduledEvents([noted, kept], [], at(now))).toEqual([noted]);
    const begun = [noted, kept];
    expect(withScheduledEvents(begun, [], at(now + 10))).toBe(begun);
  });

  it('that comes again is one more', () => {
    const next = { ...quiz, startMs: at(now + 178), endMs: at(now + 180), isRecurring: true };
    const both = withScheduledEvent([kept], next, at(now + 20));
    expect(both).toEqual([kept, { ...kept, id: 2, from: now + 178, to: now + 180, isRecurring: true }]);
    // Before it took place, it was only moved.
    expect(withScheduledEvent([kept], next, at(now))).toHaveLength(1);
  });

  it('that is too long is not taken over', () => {
    expect(withScheduledEvent([], { ...quiz, endMs: at(now + 10 + 32 * 24) }, at(now))).toEqual([]);
    expect(withScheduledEvent([kept], { ...quiz, endMs: at(now + 10 + 32 * 24) }, at(now))).toEqual([]);
  });

  it('takes the place of the oldest one that is over, where there are too many', () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ ...noted, id: index + 1 }));
    expect(withScheduledEvent(many, quiz, at(now))).toBe(many);
    const old = many.map((event, index) => (index === 3 ? { ...event, from: 1, to: 2, discordId: '9' } : event));
    const after = withScheduledEvent(old, quiz, at(now));
    expect(after).toHaveLength(500);
    expect(after.some(({ discordId }) => discordId === '9')).toBe(false);
    expect(after.at(-1)).toEqual({ ...kept, id: 501 });
  });
});
