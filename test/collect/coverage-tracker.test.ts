import { describe, expect, it } from 'vitest';
import { CoverageTracker } from '../../src/collect/coverage-tracker.ts';
import { GuildRegistry } from '../../src/collect/guild-registry.ts';

const guildId = '300000000000000001';
const other = '300000000000000002';
const firstStart = { openGaps: [], observedUntilMs: null };

/** What is seen of guilds that Census is in. */
function observe(guildIds: readonly string[], from: ConstructorParameters<typeof CoverageTracker>[0] = firstStart) {
  const guilds = new GuildRegistry({ guilds: [], channels: new Map(), threads: [] });
  for (const id of guildIds) guilds.meet({ id, name: 'Kitchen', afkChannelId: null }, 0);
  return new CoverageTracker(from, guilds);
}

describe('CoverageTracker', () => {
  it('sees everything from the first snapshot on', () => {
    const observation = observe([]);
    observation.restarted();
    expect(observation.guildSeen(guildId, 5000)).toBeNull();
    expect([...observation.connected]).toEqual([guildId]);
    expect(observation.untilMs(9000)).toBe(9000);
    expect(observation.takeChanges()).toEqual([]);
  });

  it('has no gap after a connection that was resumed', () => {
    const observation = observe([guildId]);
    observation.guildSeen(guildId, 0);
    observation.lost(5000);
    expect(observation.untilMs(9000)).toBe(5000);
    expect([...observation.connected]).toEqual([]);
    observation.resumed();
    expect(observation.untilMs(9000)).toBe(9000);
    expect([...observation.connected]).toEqual([guildId]);
    expect(observation.takeChanges()).toEqual([]);
  });

  it('has a gap, in whole seconds outwards, up to the snapshot of a new session', () => {
    const observation = observe([guildId]);
    observation.guildSeen(guildId, 0);
    observation.lost(5900);
    observation.restarted();
    expect(observation.takeChanges()).toEqual([{ guildId, fromMs: 5000, toMs: null }]);
    expect(observation.guildSeen(guildId, 8100)).toBe(5900);
    expect(observation.takeChanges()).toEqual([{ guildId, fromMs: 5000, toMs: 9000 }]);
  });

  it('begins the gap where the process before it stopped to see', () => {
    const observation = observe([guildId], { openGaps: [], observedUntilMs: 4000 });
    expect(observation.untilMs(9000)).toBe(4000);
    observation.restarted();
    observation.guildSeen(guildId, 10_000);
    expect(observation.takeChanges().at(-1)).toEqual({ guildId, fromMs: 4000, toMs: 10_000 });
  });

  it('has no gap over a restart whose session is resumed', () => {
    const observation = observe([guildId], { openGaps: [], observedUntilMs: 4000 });
    observation.resumed();
    expect(observation.untilMs(9000)).toBe(9000);
    expect(observation.takeChanges()).toEqual([]);
  });

  it('closes a gap that an earlier process left open', () => {
    const observation = observe([guildId], {
      openGaps: [{ guildId, fromMs: 1000, toMs: null }],
      observedUntilMs: 4000,
    });
    observation.restarted();
    observation.guildSeen(guildId, 10_000);
    expect(observation.takeChanges()).toEqual([{ guildId, fromMs: 1000, toMs: 10_000 }]);
  });

  it('loses one guild to an outage while it sees the others', () => {
    const observation = observe([guildId, other]);
    for (const id of [guildId, other]) observation.guildSeen(id, 0);
    observation.guildLost(guildId, 3000);
    expect([...observation.connected]).toEqual([other]);
    expect(observation.untilMs(9000)).toBe(9000);
    observation.lost(5000);
    observation.resumed();
    expect([...observation.connected]).toEqual([other]);
  });
});
