import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TotalEvent, Totals } from '../../src/collect/totals.ts';
import { dayMs, monthOf } from '../../src/core/time.ts';

const guildId = '310000000000000001';
const startMs = Date.UTC(2018, 2, 1);

function amounts(totals: Totals): Record<string, number> {
  const changes = totals.takeChanges();
  return Object.fromEntries(
    changes.map(({ metric, start, channel, key, amount }) => [`${metric} ${start} ${channel} ${key}`, amount]),
  );
}

describe('totals', () => {
  it('are added, kept at their greatest or replaced, as the metric says', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            metric: fc.constantFrom<TotalEvent['metric']>('removal', 'voice_peak', 'online'),
            atMs: fc.integer({ min: startMs, max: startMs + 3 * dayMs }),
            key: fc.constantFrom('', 'ban'),
            amount: fc.integer({ min: 1, max: 9 }),
          }),
        ),
        (events) => {
          const totals = new Totals();
          const expected: Record<string, number[]> = {};
          for (const event of events) {
            totals.add({ guildId, ...event });
            const start = Math.floor(event.atMs / (event.metric === 'online' ? 3_600_000 : dayMs));
            const place = `${event.metric} ${start} 0 ${event.key}`;
            expected[place] = [...(expected[place] ?? []), event.amount];
          }
          const folded = Object.entries(expected).map(([place, all]) => {
            if (place.startsWith('removal')) return [place, all.reduce((sum, amount) => sum + amount, 0)];
            return [place, place.startsWith('online') ? all.at(-1) : Math.max(...all)];
          });
          expect(amounts(totals)).toEqual(Object.fromEntries(folded));
          expect(amounts(totals)).toEqual({});
        },
      ),
    );
  });

  it('that a batch has taken can be lowered by the next', () => {
    const totals = new Totals();
    const people = { guildId, metric: 'newcomer_way', atMs: startMs, key: 'joined' } as const;
    for (const _ of [1, 2, 3]) totals.add(people);
    totals.takeChanges();
    totals.lower(people);
    totals.lower(people);
    totals.add(people);
    totals.lower(people);
    expect(totals.takeChanges()).toEqual([]);
    expect(totals.takeLowered().map(({ key, amount }) => [key, amount])).toEqual([['joined', 2]]);
    expect(totals.takeLowered()).toEqual([]);
  });

  it("of channels are removed if the guild's channel numbers become invalid", () => {
    const totals = new Totals();
    for (const of of [guildId, '310000000000000002']) {
      totals.add({ guildId: of, metric: 'attachment', atMs: startMs, channel: 1, key: 'image' });
      totals.add({ guildId: of, metric: 'joiners', atMs: startMs });
    }
    totals.forgetChannels(guildId);
    expect(totals.takeChanges().map((total) => [total.guildId, total.metric])).toEqual([
      [guildId, 'joiners'],
      ['310000000000000002', 'attachment'],
      ['310000000000000002', 'joiners'],
    ]);
  });

  it('beyond the limit of keys in a month share one key', () => {
    const month = monthOf(startMs);
    const known = Array.from({ length: 499 }, (_, index) => ({
      guildId,
      metric: 'reaction' as const,
      month,
      key: `known ${index}`,
    }));
    const totals = new Totals(known);
    for (const key of ['new', 'late', 'later', 'known 3', 'new']) {
      totals.add({ guildId, metric: 'reaction', atMs: startMs, key });
    }
    const day = startMs / dayMs;
    expect(amounts(totals)).toEqual({
      [`reaction ${day} 0 new`]: 2,
      [`reaction ${day} 0 other`]: 2,
      [`reaction ${day} 0 known 3`]: 1,
    });
    totals.beginMonth();
    totals.add({ guildId, metric: 'reaction', atMs: startMs + 31 * dayMs, key: 'late' });
    expect(amounts(totals)).toEqual({ [`reaction ${day + 31} 0 late`]: 1 });
  });

  it('that no batch has taken yet can be lowered by 1', () => {
    const totals = new Totals();
    const people = { guildId, metric: 'tenure', atMs: startMs, key: '7' } as const;
    totals.add(people);
    totals.add(people);
    totals.takeBack(people);
    expect(amounts(totals)).toEqual({ [`tenure ${startMs / dayMs} 0 7`]: 1 });
    totals.add(people);
    totals.takeBack(people);
    totals.takeBack(people);
    expect(amounts(totals)).toEqual({});
  });
});
