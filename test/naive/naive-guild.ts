import type { NaiveSums, NaiveTotal } from './naive-total.ts';
import { dayOf, hourMs, isUncounted, type NaiveWorld } from './naive-world.ts';

/** People's reactions by day and emoji. A person reacts to a message only once with the same emoji. */
export function addReactions(sums: NaiveSums, world: NaiveWorld, nowMs: number): void {
  const seen = new Set<string>();
  for (const { ev, atMs, user = '', to, emoji = '', bot } of world.events) {
    if (ev !== 'react' || atMs > nowMs) continue;
    const message = world.events.find((event) => event.ev === 'msg' && event.id === to);
    const reaction = JSON.stringify([user, to, emoji]);
    if (message === undefined || seen.has(reaction)) continue;
    seen.add(reaction);
    if (bot || isUncounted(world, user) || world.ignoreChannels.includes(message.channel ?? '')) continue;
    sums.add('reaction', dayOf(atMs), '', emoji);
  }
}

/** People who were banned, kicked or timed out. */
export function addRemovals(sums: NaiveSums, world: NaiveWorld, nowMs: number): void {
  for (const { ev, atMs, user = '', how, amount = 0, bot } of world.events) {
    if (atMs > nowMs || bot || isUncounted(world, user)) continue;
    if (ev === 'part' && how !== undefined) sums.add('removal', dayOf(atMs), '', how);
    if (ev === 'timeout' && amount > 0) sums.add('removal', dayOf(atMs), '', 'timeout');
  }
}

/** The most people in voice at once, for each day with anyone in voice. */
export function voicePeaks(world: NaiveWorld, nowMs: number): NaiveTotal[] {
  const peaks = new Map<number, number>();
  const present = new Set<string>();
  const note = (day: number) => {
    if (present.size > 0) peaks.set(day, Math.max(peaks.get(day) ?? 0, present.size));
  };
  let day = dayOf(world.startMs);
  const liveUntil = (atMs: number) => {
    for (; day < dayOf(atMs); day += 1) note(day + 1);
  };
  for (const { ev, atMs, user = '', channel, bot } of world.events) {
    if (atMs > nowMs) break;
    liveUntil(atMs);
    if (bot || isUncounted(world, user)) continue;
    const isCounted = channel && channel !== world.afkChannel && !world.ignoreChannels.includes(channel);
    if (ev === 'voice' && isCounted) present.add(user);
    else if (ev === 'voice' || ev === 'part') present.delete(user);
    note(day);
  }
  liveUntil(nowMs);
  return [...peaks].map(([start, amount]) => ({ metric: 'voice_peak', start, channel: '', key: '', amount }));
}

/** The last number of members online that Census asked for in an hour. */
export function onlineCounts({ events, onlineAskedMs = [] }: NaiveWorld, nowMs: number): NaiveTotal[] {
  const counts = new Map<number, number>();
  for (const askedMs of onlineAskedMs.filter((atMs) => atMs <= nowMs)) {
    const last = events.findLast(({ ev, atMs }) => ev === 'online' && atMs <= askedMs);
    counts.set(Math.floor(askedMs / hourMs), last?.amount ?? 0);
  }
  return [...counts].map(([start, amount]) => ({ metric: 'online', start, channel: '', key: '', amount }));
}
