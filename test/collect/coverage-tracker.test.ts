import { describe, expect, it } from 'vitest';
import { CoverageTracker } from '../../src/collect/coverage-tracker.ts';
import { GuildRegistry } from '../../src/collect/guild-registry.ts';

const guildId = '300000000000000001';
const other = '300000000000000002';
const firstStart = { openGaps: [], observedUntilMs: null };

/** The coverage of guilds that Census is in. */
function observe(guildIds: readonly string[], from: ConstructorParameters<typeof CoverageTracker>[0] = firstStart) {
  const guilds = new GuildRegistry({ guilds: [], channels: new Map(), threads: [] });
  for (const id of guildIds) guilds.meet({ id, name: 'Kitchen', afkChannelId: null }, 0);
  return new CoverageTracker(from, guilds);
}

describe('CoverageTracker', () => {
  it('sees everything from the first snapshot on', () => {
    const coverage = observe([]);
    coverage.restarted();
    expect(coverage.guildSeen(guildId, 5000)).toBeNull();
    expect([...coverage.connected]).toEqual([guildId]);
    expect(coverage.untilMs(9000)).toBe(9000);
    expect(coverage.takeChanges()).toEqual([]);
  });

  it('has no gap after a resumed connection', () => {
    const coverage = observe([guildId]);
    coverage.guildSeen(guildId, 0);
    coverage.lost(5000);
    expect(coverage.untilMs(9000)).toBe(5000);
    expect([...coverage.connected]).toEqual([]);
    coverage.resumed();
    expect(coverage.untilMs(9000)).toBe(9000);
    expect([...coverage.connected]).toEqual([guildId]);
    expect(coverage.takeChanges()).toEqual([]);
  });

  it('has a gap up to the snapshot of a new session, rounded outwards to seconds', () => {
    const coverage = observe([guildId]);
    coverage.guildSeen(guildId, 0);
    coverage.lost(5900);
    coverage.restarted();
    expect(coverage.takeChanges()).toEqual([{ guildId, fromMs: 5000, toMs: null }]);
    expect(coverage.guildSeen(guildId, 8100)).toBe(5900);
    expect(coverage.takeChanges()).toEqual([{ guildId, fromMs: 5000, toMs: 9000 }]);
  });

  it('begins the gap at the end of the coverage of the previous process', () => {
    const coverage = observe([guildId], { openGaps: [], observedUntilMs: 4000 });
    expect(coverage.untilMs(9000)).toBe(4000);
    coverage.restarted();
    coverage.guildSeen(guildId, 10_000);
    expect(coverage.takeChanges().at(-1)).toEqual({ guildId, fromMs: 4000, toMs: 10_000 });
  });

  it('has no gap over a restart whose session is resumed', () => {
    const coverage = observe([guildId], { openGaps: [], observedUntilMs: 4000 });
    coverage.resumed();
    expect(coverage.untilMs(9000)).toBe(9000);
    expect(coverage.takeChanges()).toEqual([]);
  });

  it('closes a gap that an earlier process left open', () => {
    const coverage = observe([guildId], {
      openGaps: [{ guildId, fromMs: 1000, toMs: null }],
      observedUntilMs: 4000,
    });
    coverage.restarted();
    coverage.guildSeen(guildId, 10_000);
    expect(coverage.takeChanges()).toEqual([{ guildId, fromMs: 1000, toMs: 10_000 }]);
  });

  it('loses one guild in an outage, and still observes the others', () => {
    const coverage = observe([guildId, other]);
    for (const id of [guildId, other]) coverage.guildSeen(id, 0);
    coverage.guildLost(guildId, 3000);
    expect([...coverage.connected]).toEqual([other]);
    expect(coverage.untilMs(9000)).toBe(9000);
    coverage.lost(5000);
    coverage.resumed();
    expect([...coverage.connected]).toEqual([other]);
  });
});
