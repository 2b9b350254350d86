import type { NaiveSums } from './naive-total.ts';
import {
  countedMessages,
  dayMs,
  isUncounted,
  monthOf,
  monthStartMs,
  type NaiveEvent,
  type NaiveWorld,
} from './naive-world.ts';

/**
 * What newcomers did within seven days of their first join of a month. Those who joined in its last seven days are not
 * counted, nor is what a newcomer does after leaving and coming back.
 */
export function addNewcomerWays(sums: NaiveSums, world: NaiveWorld, nowMs: number): void {
  const isJoin = ({ ev, user = '', bot, atMs }: NaiveEvent) =>
    ev === 'join' && !bot && atMs <= nowMs && !isUncounted(world, user);
  const seen = new Set<string>();
  for (const { user = '', atMs: joinedMs, pending = false } of world.events.filter(isJoin)) {
    const month = monthOf(joinedMs);
    if (seen.has(`${user} ${month}`)) continue;
    seen.add(`${user} ${month}`);
    if (joinedMs + 7 * dayMs > monthStartMs(month + 1)) continue;
    const isWithin = ({ atMs }: NaiveEvent) => atMs <= nowMs && atMs >= joinedMs && atMs < joinedMs + 7 * dayMs;
    const own = world.events.filter((event) => event.user === user && isWithin(event));
    const left = own.find(({ ev }) => ev === 'part');
    const isInStay = (event: NaiveEvent) => left === undefined || own.indexOf(event) < own.indexOf(left);
    const stay = own.filter(isInStay);
    const wrote = countedMessages(world, nowMs).some((message) => stay.includes(message));
    sums.add('newcomer_way', month, '', 'joined');
    if (!pending || stay.some(({ ev }) => ev === 'pass')) sums.add('newcomer_way', month, '', 'passed');
    if (wrote) sums.add('newcomer_way', month, '', 'wrote');
    if (left !== undefined) sums.add('newcomer_way', month, '', 'left');
  }
}
