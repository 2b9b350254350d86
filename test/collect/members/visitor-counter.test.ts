import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../src/core/errors.ts';
import { guildId } from '../../cast.ts';
import '../../seeded-properties.ts';
import { Person } from '../../../src/core/person.ts';
import { hourOf, type Month, monthOf, startOfMonthMs } from '../../../src/core/time.ts';
import type { VisitDimension } from '../../../src/core/visit.ts';
import { aCollection, type CollectionOptions, jennifer } from '../collection-fixture.ts';

const startMs = Date.UTC(2018, 2, 5, 9, 30);
const people = Array.from({ length: 5 }, (_, index) => new Person(`11000000000000010${index}`));

describe('visitors', () => {
  it('count once a month in each dimension, by the first value seen', async () => {
    const on = await aVisited({ startMs });
    on.visit(jennifer, 'device', 'mobile');
    on.visit(jennifer, 'device', 'desktop');
    on.visit(jennifer, 'language', 'de');
    expect(await on.visitors()).toEqual(['2018-03 device mobile 1', '2018-03 language de 1']);
    await on.stop();
  });

  it('with an ignored role, unknown roles, an invalid language or in an unknown guild are not counted', async () => {
    const on = await aVisited({ startMs });
    on.collector.changeSettings(guildId, { ...on.guilds.settings(guildId), ignoredRoleIds: ['77'] }, startMs);
    on.visit(jennifer, 'device', 'web', { roleIds: ['77'] });
    on.visit(jennifer, 'device', 'web', { roleIds: null });
    on.visit(jennifer, 'language', '<script>');
    on.visit(jennifer, 'device', 'web', { guildId: '310000000000000099' });
    expect(await on.visitors()).toEqual([]);
    on.visit(jennifer, 'device', 'web', { roleIds: ['78'] });
    expect(await on.visitors()).toEqual(['2018-03 device web 1']);
    await on.stop();
  });

  it('of a guild that Census was removed from are not counted', async () => {
    const on = await aVisited({ startMs });
    on.collector.loseGuild(guildId, startMs, true);
    on.visit(jennifer, 'device', 'web');
    expect(await on.visitors()).toEqual([]);
    await on.stop();
  });

  it('of the next month wait until it is open, and those of the last one are dropped', async () => {
    const aprilMs = startOfMonthMs(monthOf(startMs) + 1);
    const on = await aVisited({ startMs: aprilMs - 60_000 });
    on.visit(jennifer, 'device', 'web');
    await on.clock.setTo(aprilMs + 1000);
    on.visit(jennifer, 'device', 'mobile');
    expect(await on.visitors()).toEqual(['2018-03 device web 1']);
    await on.clock.setTo(aprilMs + 60_000);
    on.visit(people[0], 'device', 'desktop', { atMs: aprilMs - 1 });
    expect(await on.visitors()).toEqual(['2018-03 device web 1', '2018-04 device mobile 1']);
    expect(on.failures).toEqual([]);
    await on.stop();
  });

  it('that wait leave room for messages', async () => {
    const aprilMs = startOfMonthMs(monthOf(startMs) + 1);
    const on = await aVisited({ startMs: aprilMs - 60_000 });
    await on.clock.setTo(aprilMs + 1000);
    for (let seen = 0; seen < 150_000; seen += 1) on.visit(jennifer, 'device', 'mobile');
    expect(on.collector.waitingShare).toBe(1 / 2);
    await on.clock.setTo(aprilMs + 60_000);
    expect(await on.store.gaps(guildId, { from: 0, to: 1e6 })).toEqual([]);
    expect(await on.visitors()).toEqual(['2018-04 device mobile 1']);
    await on.stop();
  });

  it('match a naive count, through restarts, crashes, erasures and the ends of months', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const naive = new NaiveVisitors();
        let on = await aVisited({ startMs: startOfMonthMs(monthOf(startMs) + 1) - 60_000 });
        for (const { kind, who, dimension, device } of steps) {
          const person = people[who] as Person;
          const value = dimension === 'device' ? device : 'pt-BR';
          if (kind === 'visit') {
            on.visit(person, dimension, value);
            naive.visit(who, `${isoMonth(on.vault.month)} ${dimension}`, value);
          } else if (kind === 'app') {
            on.collector.record({ kind: 'app', guildId, person, atMs: on.clock.now() }, null);
            naive.noteApp(who);
          } else if (kind === 'opt out') {
            await on.vault.setOptedOut(guildId, person, true);
            naive.optedOut.add(who);
          } else if (kind === 'opt in') {
            await on.vault.setOptedOut(guildId, person, false);
            naive.optedOut.delete(who);
          } else if (kind === 'erase') {
            await on.flusher.flush();
            await on.vault.erase(guildId, person, false);
            naive.commit();
          } else if (kind === 'month') {
            const nextMs = startOfMonthMs(on.vault.month + 1);
            if (nextMs - on.clock.now() > 120_000) {
              await on.stop();
              on = await aVisited({ startMs: nextMs - 60_000, directory: on.directory });
              naive.restart();
            }
            await on.clock.setTo(nextMs + 60_000);
            naive.beginMonth();
          } else if (kind === 'restart') {
            await on.stop();
            on = await aVisited({ startMs: on.clock.now(), directory: on.directory });
            naive.restart();
          } else {
            await on.crashBetweenCommits();
            on = await aVisited({ startMs: on.clock.now(), directory: on.directory });
            naive.crash();
          }
        }
        expect(await on.visitors()).toEqual(naive.totals());
        await on.stop();
      }),
      { numRuns: 25 },
    );
  });
});

/** The last two are apps, which are not erased. */
const step = fc
  .record({
    kind: fc.oneof(
      { weight: 12, arbitrary: fc.constant('visit') },
      { weight: 5, arbitrary: fc.constantFrom('app', 'opt out', 'opt in', 'erase', 'month', 'restart', 'crash') },
    ),
    who: fc.nat(people.length - 1),
    dimension: fc.constantFrom<VisitDimension>('device', 'language'),
    device: fc.constantFrom('desktop', 'mobile', 'web'),
  })
  .map((one) => ({
    ...one,
    who: one.kind === 'app' ? 3 + (one.who % 2) : one.kind === 'erase' ? one.who % 3 : one.who,
  }));

/**
 * The same with sets of texts only. A crash loses what is not committed. A process knows apps over months, and the next
 * process knows them until the month's end.
 */
class NaiveVisitors {
  readonly optedOut = new Set<number>();
  #counted: string[] = [];
  #seen = new Set<string>();
  #apps = new Set<number>();
  #toldApps = new Set<number>();
  #committed = { counted: [] as string[], seen: new Set<string>(), apps: new Set<number>() };

  visit(who: number, monthAndDimension: string, value: string): void {
    const mark = `${who} ${monthAndDimension}`;
    if (this.#apps.has(who) || this.optedOut.has(who) || this.#seen.has(mark)) return;
    this.#seen.add(mark);
    this.#counted.push(`${monthAndDimension} ${value}`);
  }

  noteApp(who: number): void {
    this.#apps.add(who);
    this.#toldApps.add(who);
  }

  beginMonth(): void {
    this.#apps = new Set(this.#toldApps);
    this.commit();
  }

  restart(): void {
    this.commit();
    this.#toldApps.clear();
  }

  crash(): void {
    const { counted, seen, apps } = this.#committed;
    [this.#counted, this.#seen, this.#apps] = [[...counted], new Set(seen), new Set(apps)];
    this.#toldApps.clear();
  }

  totals(): string[] {
    const distinct = [...new Set(this.#counted)].sort();
    return distinct.map((total) => `${total} ${this.#counted.filter((one) => one === total).length}`);
  }

  commit(): void {
    this.#committed = { counted: [...this.#counted], seen: new Set(this.#seen), apps: new Set(this.#apps) };
  }
}

interface VisitCircumstances {
  readonly roleIds?: readonly string[] | null;
  readonly guildId?: string;
  readonly atMs?: number;
}

/** A collection that receives visits. */
async function aVisited(options: CollectionOptions) {
  let isRefusing = false;
  const collection = await aCollection({
    ...options,
    beforeCommit: () => {
      if (isRefusing) throw new StoreUnavailable('the power is gone');
    },
  });
  const { clock, collector, flusher, store } = collection;
  return {
    ...collection,

    visit(
      person: Person | undefined,
      dimension: VisitDimension,
      value: string,
      circumstances: VisitCircumstances = {},
    ) {
      const { roleIds = [], guildId: of = guildId, atMs = clock.now() } = circumstances;
      if (person === undefined) throw new Error('unknown person');
      collector.record({ kind: 'visit', guildId: of, person, roleIds, dimension, value, atMs }, null);
    },

    /** The committed totals, one per line. */
    async visitors(): Promise<string[]> {
      await flusher.flush();
      const range = { from: 0, to: hourOf(clock.now()) + 1 };
      const totals = await store.totals(guildId, { metrics: ['device', 'language', 'app'], range });
      return totals.map(({ metric, start, key, amount }) => `${isoMonth(start)} ${metric} ${key} ${amount}`).sort();
    },

    /** The vault has the last batch, and the store has not. */
    async crashBetweenCommits(): Promise<void> {
      isRefusing = true;
      await expect(flusher.flush()).rejects.toBeInstanceOf(StoreUnavailable);
      await collection.crash();
    },
  };
}

function isoMonth(month: Month): string {
  return new Date(startOfMonthMs(month)).toISOString().slice(0, 7);
}
