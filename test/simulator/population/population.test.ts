import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../src/core/time.ts';
import { livePopulation } from '../../../src/simulator/population/population.ts';
import { isSnowflake } from '../../../src/simulator/server/snowflakes.ts';
import type { WorldEvent } from '../../../src/simulator/worlds/world-event.ts';

const channels = [
  { id: '510000000000000001', type: 'text' },
  { id: '510000000000000002', type: 'text' },
  { id: '510000000000000003', type: 'text' },
  { id: '520000000000000001', type: 'voice' },
  { id: '520000000000000002', type: 'voice' },
] as const;
const fromMs = Date.UTC(2026, 1, 2);

function live(seed: number, members: number, days: number): WorldEvent[] {
  const toMs = fromMs + days * dayMs;
  return [...livePopulation({ seed, members, fromMs, toMs, channels, moderatorRoleId: '700000000000000001' })];
}

/** The share of events that have a field. */
function share(events: readonly WorldEvent[], field: keyof WorldEvent): number {
  return events.filter((event) => event[field] !== undefined).length / events.length;
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

  it('is in order of time, within its span, and only members act', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 120 }), (seed, members) => {
        const events = live(seed, members, 4);
        const gone = new Set<string>();
        let lastMs = fromMs;
        let faults = 0;
        for (const { atMs, ev, user = '', bot } of events) {
          if (atMs < lastMs || (ev !== 'online' && !isSnowflake(user))) faults += 1;
          lastMs = atMs;
          if (bot || ev === 'online') continue;
          if (ev === 'join') gone.delete(user);
          else if (gone.has(user)) faults += 1;
          if (ev === 'part') gone.add(user);
        }
        expect(faults).toBe(0);
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

  it('sleeps at night and is more active at weekends', () => {
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

  it('grows and shrinks, and has apps that post', () => {
    const kinds = counted(live(5, 300, 35), ({ ev, bot }) => (bot ? `${ev} by an app` : ev));
    expect(kinds.get('join')).toBeGreaterThan(20);
    expect(kinds.get('part')).toBeGreaterThan(15);
    expect(kinds.get('msg by an app')).toBeGreaterThan(100);
  });

  it('is silent without channels or people', () => {
    const toMs = fromMs + dayMs;
    expect(live(1, 0, 7).every(({ ev, bot }) => bot || ev === 'online')).toBe(true);
    const alone = [...livePopulation({ seed: 1, members: 50, fromMs, toMs, channels: [] })];
    expect(alone.some(({ ev }) => ['msg', 'voice', 'react', 'roles'].includes(ev))).toBe(false);
  });

  it('writes more than plain text, and refers only to messages that were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        const written = new Map<string, WorldEvent>();
        const faults: WorldEvent[] = [];
        for (const event of live(seed, 60, 6)) {
          const { id, reply, forward, under, to, channel, thread } = event;
          const names = [reply, forward, under, to].filter((name) => name !== undefined);
          const target = written.get(reply ?? '');
          const isElsewhere =
            target && `${target.channel} ${target.thread} ${target.under}` !== `${channel} ${thread} ${under}`;
          const isTwice = id !== undefined && written.has(id);
          const isUnknown = names.some((name) => !written.has(name));
          if (isElsewhere || isTwice || isUnknown || target?.user === (event.user ?? 0)) faults.push(event);
          if (id !== undefined) written.set(id, event);
        }
        expect(faults).toEqual([]);
      }),
      { numRuns: 20 },
    );
    const messages = live(4, 300, 20).filter(({ ev, bot }) => ev === 'msg' && !bot);
    const usual = { reply: 0.08, files: 0.06, text: 0.05, under: 0.03, stickers: 0.02, speech: 0.006, forward: 0.005 };
    for (const [field, expected] of Object.entries(usual)) {
      expect(share(messages, field as keyof WorldEvent) / expected, field).toBeGreaterThan(0.6);
      expect(share(messages, field as keyof WorldEvent) / expected, field).toBeLessThan(1.6);
    }
    expect(share(messages, 'poll')).toBeGreaterThan(0);
  });

  it('reacts to some messages, mostly with the same few emoji', () => {
    const events = live(6, 300, 20);
    const reactions = events.filter(({ ev }) => ev === 'react');
    const messages = events.filter(({ ev, bot }) => ev === 'msg' && !bot);
    expect(reactions.length / messages.length).toBeGreaterThan(0.2);
    expect(reactions.length / messages.length).toBeLessThan(0.5);
    const byEmoji = [...counted(reactions, ({ emoji = '' }) => emoji).values()].sort((left, right) => right - left);
    expect(byEmoji.length).toBeGreaterThan(15);
    expect((byEmoji[0] ?? 0) / reactions.length).toBeGreaterThan(0.15);
  });

  it('has newcomers who agree to the rules or do not, and do nothing before', () => {
    const pending = new Set<string>();
    const kinds = { join: 0, pass: 0, gone: 0, early: 0 };
    for (const { ev, user = '', bot } of live(8, 300, 60)) {
      if (bot) continue;
      if (['msg', 'voice', 'react'].includes(ev) && pending.has(user)) kinds.early += 1;
      if (ev === 'join') pending.add(user);
      if (ev === 'join') kinds.join += 1;
      if (ev === 'pass') kinds.pass += 1;
      if (ev === 'part' && pending.has(user)) kinds.gone += 1;
      if (ev === 'pass' || ev === 'part') pending.delete(user);
    }
    expect(kinds.join).toBeGreaterThan(60);
    expect(kinds.pass / kinds.join).toBeGreaterThan(0.6);
    expect(kinds.pass / kinds.join).toBeLessThan(0.95);
    expect(kinds.gone).toBeGreaterThan(0);
    expect(kinds.early).toBe(0);
  });

  it('has moderators, who write, and now and then remove another member or time one out', () => {
    const events = live(9, 300, 60);
    const moderators = events.filter(({ ev }) => ev === 'roles').map(({ user = '' }) => user);
    expect(moderators).toHaveLength(4);
    const messages = counted(
      events.filter(({ ev }) => ev === 'msg'),
      ({ user = '' }) => user,
    );
    for (const moderator of moderators) expect(messages.get(moderator)).toBeGreaterThan(300);
    const done = events.filter(({ by }) => by !== undefined);
    expect([...counted(done, ({ ev, how }) => how ?? ev).keys()].sort()).toEqual(['ban', 'kick', 'timeout']);
    expect(done.length).toBeLessThan(100);
    expect(done.every(({ by = '', user = '' }) => moderators.includes(by) && !moderators.includes(user))).toBe(true);

    const silentUntilMs = new Map<string, number>();
    const banned = new Set<string>();
    let faults = 0;
    for (const { ev, user = '', atMs, amount = 0, how } of events) {
      if (ev === 'msg' && atMs < (silentUntilMs.get(user) ?? 0)) faults += 1;
      if (ev === 'timeout') silentUntilMs.set(user, atMs + amount * 1000);
      if (ev === 'join' && banned.has(user)) faults += 1;
      if (how === 'ban') banned.add(user);
    }
    expect(faults).toBe(0);
  });

  it('is online as it is active', () => {
    const online = live(10, 300, 14).filter(({ ev }) => ev === 'online');
    expect(online).toHaveLength(14 * 24);
    const mean = (hour: number) => {
      const counts = online.filter(({ atMs }) => Math.floor(atMs / hourMs) % 24 === hour);
      return counts.reduce((sum, { amount = 0 }) => sum + amount, 0) / counts.length;
    };
    expect(mean(19)).toBeGreaterThan(1.5 * mean(4));
    expect(mean(4)).toBeGreaterThan(10);
    expect(mean(19)).toBeLessThan(150);
  });
});
