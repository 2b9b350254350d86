import { hourMs } from '../../../src/core/time.ts';
import type { WrittenWorld } from './written-world.ts';

/** A month as anyone would count it by hand from what was written. See `MonthSeen`. */
export interface NaiveMonth {
  readonly month: number;
  readonly messages: number;
  readonly people: number;
  readonly profiles: readonly string[];
}

/** Counts every message of a person who is counted, in a channel that is counted and may be read, in its hour. */
export function naivePast(world: WrittenWorld): readonly NaiveMonth[] {
  const months = new Map<number, Map<string, Map<string, number>>>();
  for (const { atMs, ev, user = '', channel, bot } of world.days.flatMap(({ events }) => events)) {
    if (ev !== 'msg' || bot === true) continue;
    if ([world.ignoredPerson, world.optedOut].includes(user)) continue;
    if ([world.ignored, world.unreadable].includes(channel ?? '')) continue;
    const date = new Date(atMs);
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
    const people = months.get(month) ?? new Map<string, Map<string, number>>();
    const places = people.get(user) ?? new Map<string, number>();
    const place = `${Math.floor(atMs / hourMs)} ${channel}`;
    months.set(month, people.set(user, places.set(place, (places.get(place) ?? 0) + 1)));
  }
  return [...months].map(([month, people]) => {
    const profiles = [...people.values()].map((places) =>
      [...places].map(([place, count]) => `${place} ${count}`).sort(),
    );
    const messages = [...people.values()]
      .flatMap((places) => [...places.values()])
      .reduce((sum, count) => sum + count, 0);
    return { month, messages, people: people.size, profiles: profiles.map((places) => places.join(', ')).sort() };
  });
}

/** Every id of a message or a person that could be found at rest, as text and as numbers. */
export function idsOf(messageIds: readonly string[], world: WrittenWorld): readonly Buffer[] {
  const people = new Set(world.days.flatMap(({ events }) => events.flatMap(({ user }) => user ?? [])));
  return [...messageIds, ...people].flatMap((id) => {
    const [big, little] = [Buffer.alloc(8), Buffer.alloc(8)];
    big.writeBigUInt64BE(BigInt(id));
    little.writeBigUInt64LE(BigInt(id));
    return [Buffer.from(id), big, little];
  });
}
