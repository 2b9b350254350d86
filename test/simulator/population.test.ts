import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { livePopulation } from '../../src/simulator/population/population.ts';
import { isSnowflake } from '../../src/simulator/server/snowflakes.ts';
import type { WorldEvent } from '../../src/simulator/worlds/world-event.ts';

const channels = [
  { id: '510000000000000001', type: 'text' },
  { id: '510000000000000002', type: 'text' },
  { id: '510000000000000003', type: 'text' },
  { id: '520000000000000001', type: 'voice' },
  { id: '520000000000000002', type: 'voice' },
] as const;
const fromMs = Date.UTC(2026, 1, 2);

function live(seed: number, members: number, days: number): WorldEvent[] {
  return [...livePopulation({ seed, members, fromMs, toMs: fromMs + days * dayMs, channels })];
}

function counted<Item>(items: readonly Item[], keyOf: (item: Item) => string | number): Map<string | number, number> {
  const counts = new Map<string | number, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

describe('a population', () => {
  it('is the same for the same seed and another for another', () => {
    expect(live(7, 50, 3)).toEqual(live(7, 50, 3));
    expect(live(7, 50, 3)).not.toEqual(live(8, 50, 3));
  });

  it('lives in order of time, within its span, and nobody acts who is not there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 120 }), (seed, members) => {
        const events = live(seed, members, 4);
        const gone = new Set<string>();
        let lastMs = fromMs;
        for (const { atMs, ev, user = '', bot } of events) {
          expect(atMs).toBeGreaterThanOrEqual(lastMs);
          lastMs = atMs;
          expect(isSnowflake(user)).toBe(true);
          if (bot) continue;
          if (ev === 'join') gone.delete(user);
          else expect(gone.has(user)).toBe(false);
          if (ev === 'part') gone.add(user);
        }
        expect(lastMs).toBeLessThan(fromMs + 4 * dayMs);
      }),
      { numRuns: 30 },
    );
  });

  it('writes some tens of thousands of messages in five weeks of 300 members, most of them by a few', () => {
    const messages = live(1, 300, 35).filter(({ ev, bot }) => ev === 'msg' && !bot);
    expect(messages.length).toBeGreaterThan(20_000);
    expect(messages.length).toBeLessThan(60_000);
    const byUser = [...counted(messages, ({ user = '' }) => user).values()].sort((left, right) => right - left);
    const ofBusiestTenth = byUser.slice(0, Math.ceil(byUser.length / 10)).reduce((sum, count) => sum + count, 0);
    expect(ofBusiestTenth / messages.length).toBeGreaterThan(0.35);
    const byChannel = counted(messages, ({ channel }) => channel ?? '');
    expect(byChannel.get(channels[0].id)).toBeGreaterThan(byChannel.get(channels[1].id) ?? 0);
    expect(byChannel.get(channels[1].id)).toBeGreaterThan(byChannel.get(channels[2].id) ?? 0);
    expect(messages.some(({ thread }) => thread !== undefined)).toBe(true);
  });

  it('sleeps at night and is livelier at weekends', () => {
    for (const seed of [1, 2, 3]) {
      const messages = live(seed, 400, 28).filter(({ ev, bot }) => ev === 'msg' && !bot);
      const byHour = counted(messages, ({ atMs }) => Math.floor(atMs / hourMs) % 24);
      expect(byHour.get(19) ?? 0).toBeGreaterThan(2 * (byHour.get(5) ?? 0));
      const atWeekends = messages.filter(({ atMs }) => [0, 6].includes(new Date(atMs).getUTCDay())).length;
      expect(atWeekends / messages.length).toBeGreaterThan(2 / 7);
    }
  });

  it('meets in voice, several at a time, and leaves again', () => {
    const connected = new Map<string, string>();
    let most = 0;
    let total = 0;
    for (const { ev, user = '', channel } of live(3, 300, 14)) {
      if (ev === 'part') connected.delete(user);
      if (ev !== 'voice') continue;
      total += 1;
      if (channel) connected.set(user, channel);
      else connected.delete(user);
      most = Math.max(most, ...counted([...connected.values()], (id) => id).values());
    }
    expect(total).toBeGreaterThan(300);
    expect(most).toBeGreaterThan(2);
    expect(connected.size).toBeLessThan(15);
  });

  it('grows and shrinks, and has apps that chatter', () => {
    const kinds = counted(live(5, 300, 35), ({ ev, bot }) => (bot ? `${ev} by an app` : ev));
    expect(kinds.get('join')).toBeGreaterThan(20);
    expect(kinds.get('part')).toBeGreaterThan(15);
    expect(kinds.get('msg by an app')).toBeGreaterThan(100);
  });

  it('is silent without channels or people', () => {
    const toMs = fromMs + dayMs;
    expect(live(1, 0, 7).every(({ bot }) => bot)).toBe(true);
    const alone = [...livePopulation({ seed: 1, members: 50, fromMs, toMs, channels: [] })];
    expect(alone.every(({ ev }) => ev === 'join' || ev === 'part')).toBe(true);
  });
});
