import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../../src/core/person.ts';
import { firstSnowflakeAt } from '../../../src/core/snowflake.ts';
import { hourMs, hourOf, hourOfWeek } from '../../../src/core/time.ts';
import { general, guildId } from '../../cast.ts';
import { aCollection, arnold, jennifer, sylvester } from '../collection-fixture.ts';
import { storedTotals } from '../stored-totals.ts';

const startMs = Date.UTC(2018, 2, 5, 10); // A Monday.

type Collection = Awaited<ReturnType<typeof aCollection>>;

/** The number of moderators counted, by hour of the week. */
async function coverOf(census: Collection): Promise<Record<string, number>> {
  const stored = await storedTotals(census, ['moderator_cover']);
  return Object.fromEntries(Object.entries(stored).map(([place, amount]) => [place.split(' ')[3], amount]));
}

let written = 0;

function write({ collector, clock }: Collection, person: Person, isModerator: boolean, atMs = clock.now()): void {
  written += 1;
  const messageId = String(BigInt(firstSnowflakeAt(atMs)) + BigInt(written));
  const about = { messageId, guildId, channelId: general, person, roleIds: [], joinedAtMs: null, isModerator, atMs };
  collector.record({ kind: 'message', ...about }, null);
}

it('the hours of the week begin with Monday', () => {
  expect(hourOfWeek(hourOf(Date.UTC(2018, 2, 5)))).toBe(0);
  expect(hourOfWeek(hourOf(startMs))).toBe(10);
  expect(hourOfWeek(hourOf(Date.UTC(2018, 2, 11, 23)))).toBe(167);
});

describe('moderators', () => {
  it('count once in an hour in which they write, and other members do not', async () => {
    const census = await aCollection({ startMs });
    for (const person of [jennifer, jennifer, arnold]) write(census, person, true);
    write(census, sylvester, false);
    await census.clock.setTo(startMs + hourMs);
    write(census, jennifer, true);
    expect(await coverOf(census)).toEqual({ 10: 2, 11: 1 });
    await census.stop();
  });

  it('count in the hour of the message, even if it arrives in the next one', async () => {
    const census = await aCollection({ startMs });
    await census.clock.setTo(startMs + hourMs);
    write(census, jennifer, true);
    write(census, jennifer, true, startMs + 1);
    write(census, jennifer, true, startMs + 2);
    expect(await coverOf(census)).toEqual({ 10: 1, 11: 1 });
    await census.stop();
  });

  it('count again in the first hour of a month, under their new number', async () => {
    const lastMs = Date.UTC(2018, 2, 31, 23, 59);
    const census = await aCollection({ startMs: lastMs });
    write(census, jennifer, true);
    await census.clock.setTo(lastMs + 5 * 60_000);
    write(census, jennifer, true);
    expect(await coverOf(census)).toEqual({ [hourOfWeek(hourOf(lastMs))]: 1, [hourOfWeek(hourOf(lastMs) + 1)]: 1 });
    await census.stop();
  });

  it('count once through any restart, as in a naive count', async () => {
    const people = [jennifer, arnold, sylvester] as const;
    const aStep = fc.oneof(
      { arbitrary: fc.record({ kind: fc.constant('write' as const), who: fc.nat({ max: 2 }) }), weight: 6 },
      { arbitrary: fc.record({ kind: fc.constant('restart' as const) }), weight: 1 },
      {
        arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 50 }) }),
        weight: 3,
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(aStep, { maxLength: 20 }), async (steps) => {
        let census = await aCollection({ startMs });
        const seen = new Map<string, Set<number>>();
        for (const step of steps) {
          const nowMs = census.clock.now();
          if (step.kind === 'wait') await census.clock.setTo(nowMs + step.minutes * 60_000);
          if (step.kind === 'restart') {
            await census.stop();
            census = await aCollection({ startMs: nowMs, directory: census.directory });
          }
          if (step.kind !== 'write') continue;
          write(census, people[step.who] ?? jennifer, step.who !== 2);
          const key = String(10 + Math.floor((nowMs - startMs) / hourMs));
          if (step.who !== 2) seen.set(key, (seen.get(key) ?? new Set()).add(step.who));
        }
        const cover = await coverOf(census);
        await census.stop();
        expect(cover).toEqual(Object.fromEntries([...seen].map(([key, who]) => [key, who.size])));
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
