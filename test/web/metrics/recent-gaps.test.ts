import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverage } from '../../../src/core/coverage.ts';
import { dayMs, hourMs, hoursOfLastDay } from '../../../src/core/time.ts';
import type { Gap } from '../../../src/store/records.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { RecentGaps } from '../../../src/web/metrics/recent-gaps.ts';
import { projectRoot } from '../../project-root.ts';
import { aBatch, aGuild, nobody } from '../../store/a-batch.ts';

const guildId = '300000000000000001';
const otherId = '300000000000000002';
const nowMs = Date.UTC(2026, 2, 9, 12, 30);
const firstConnectedMs = nowMs - 20 * hourMs;

describe('the gaps of the last day', () => {
  it('make the coverage of the store, in whatever order they are opened and closed', async () => {
    await fc.assert(
      fc.asyncProperty(someGaps(), async (gaps) => {
        const directory = mkdtempSync(join(tmpdir(), 'census-gaps-'));
        const path = join(directory, 'census.db');
        const lanes = openSqliteStore({ path, migrationsDirectory: join(projectRoot, 'migrations/sqlite') });
        try {
          const store = lanes.open(0);
          const recent = new RecentGaps();
          const guilds = [guildId, otherId].map((id) => aGuild(id, { firstConnectedMs }));
          await store.commit(aBatch(1, { guilds }), nobody);
          for (const [index, gap] of gaps.entries()) {
            await store.commit(aBatch(2 + index, { gaps: [gap] }), nobody);
            recent.add([gap], nowMs);
          }
          for (const guild of guilds) {
            const stored = await store.gaps(guild.id, hoursOfLastDay(nowMs));
            const share = coverage(hoursOfLastDay(nowMs), firstConnectedMs, nowMs, stored).observedShare;
            expect(recent.observedShare(guild, nowMs)).toBeCloseTo(share, 9);
          }
        } finally {
          await lanes.close();
          rmSync(directory, { recursive: true });
        }
      }),
      { numRuns: 20 },
    );
  });

  it('that are open last until now', () => {
    const recent = new RecentGaps();
    recent.add([{ guildId, fromMs: nowMs - 5 * hourMs, toMs: null }], nowMs);
    expect(recent.observedShare({ id: guildId, firstConnectedMs }, nowMs)).toBe(0.75);
    expect(recent.observedShare({ id: otherId, firstConnectedMs }, nowMs)).toBe(1);
  });

  it('are removed with their guild', () => {
    const recent = new RecentGaps();
    recent.add([{ guildId, fromMs: nowMs - 5 * hourMs, toMs: null }], nowMs);
    recent.retain(new Set([guildId]));
    expect(recent.observedShare({ id: guildId, firstConnectedMs }, nowMs)).toBe(0.75);
    recent.retain(new Set([otherId]));
    expect(recent.observedShare({ id: guildId, firstConnectedMs }, nowMs)).toBe(1);
  });
});

/** Few start times, so that many gaps occur again: opened, closed, closed later. */
function someGaps(): fc.Arbitrary<Gap[]> {
  const start = fc.integer({ min: 0, max: 9 }).map((step) => nowMs - dayMs - 2 * hourMs + step * 3 * hourMs);
  const gap = fc
    .record({
      guildId: fc.constantFrom(guildId, guildId, otherId),
      fromMs: start,
      lengthMs: fc.option(fc.integer({ min: 0, max: 5 }).map((hours) => hours * hourMs)),
    })
    .map(({ lengthMs, ...rest }) => ({ ...rest, toMs: lengthMs === null ? null : rest.fromMs + lengthMs }));
  return fc.array(gap, { maxLength: 12 });
}
