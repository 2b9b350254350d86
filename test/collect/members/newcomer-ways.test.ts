import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Erasure } from '../../../src/collect/erasure.ts';
import { Person } from '../../../src/core/person.ts';
import { firstSnowflakeAt } from '../../../src/core/snowflake.ts';
import { dayMs, hourMs, hoursOfMonth, monthOf } from '../../../src/core/time.ts';
import { general, guildId } from '../../cast.ts';
import { aCollection } from '../collection-fixture.ts';
import { type Happening, NaiveNewcomers } from './naive-newcomers.ts';

const startMs = Date.UTC(2018, 2, 5, 10);
const march = monthOf(startMs);
const people = ['110000000000000001', '110000000000000002', '110000000000000003'].map((id) => new Person(id));
const [ann, ben] = people as [Person, Person];

describe('newcomers', () => {
  it('are counted by what they do in the first seven days', async () => {
    const census = await aCensus();
    census.join(ann, { isPending: true });
    census.join(ben);
    await census.wait(dayMs);
    census.pass(ann);
    census.collection.write(ann);
    census.collection.write(ann);
    await census.wait(5 * dayMs);
    census.part(ann);
    await census.wait(2 * dayMs);
    census.collection.write(ben);
    census.part(ben);
    expect(await census.counted()).toEqual(marchWay({ joined: 2, passed: 2, wrote: 1, left: 1 }));
    await census.stop();
  });

  it('are people whose first days end within the month', async () => {
    const census = await aCensus(Date.UTC(2018, 2, 24, 23, 59, 59));
    census.join(ann);
    await census.wait(1001);
    census.join(ben);
    expect(await census.counted()).toEqual(marchWay({ joined: 1, passed: 1 }));
    await census.wait(10 * dayMs);
    census.collection.write(ann);
    census.part(ben);
    expect(await census.counted()).toEqual(marchWay({ joined: 1, passed: 1 }));
    await census.stop();
  });

  it('count once, also if they come back', async () => {
    const census = await aCensus();
    for (const day of [1, 2, 3]) {
      census.join(ann);
      if (day > 1) census.collection.write(ann);
      await census.wait(hourMs);
      census.part(ann);
      await census.wait(hourMs);
    }
    expect(await census.counted()).toEqual(marchWay({ joined: 1, passed: 1, left: 1 }));
    await census.stop();
  });

  it('are neither apps nor people who are ignored or have opted out', async () => {
    const census = await aCensus();
    const { collector, vault } = census.collection;
    const atMs = census.collection.clock.now();
    collector.record({ kind: 'join', guildId, person: ann, isApp: true, isPending: true, atMs }, null);
    await vault.setIgnored(guildId, ben, true);
    census.join(ben);
    census.pass(ben);
    expect(await census.counted()).toEqual({});
    await census.stop();
  });

  it('are also counted from history, but not from an earlier stay', async () => {
    const census = await aCensus();
    const { clock, collector } = census.collection;
    const earlier = clock.now();
    await census.wait(hourMs);
    census.join(ann);
    const recover = (atMs: number) =>
      collector.recover({
        kind: 'message',
        messageId: firstSnowflakeAt(atMs),
        guildId,
        channelId: general,
        person: ann,
        roleIds: [],
        joinedAtMs: null,
        atMs,
      });
    recover(earlier);
    expect(await census.counted()).toEqual(marchWay({ joined: 1, passed: 1 }));
    recover(clock.now());
    expect(await census.counted()).toEqual(marchWay({ joined: 1, passed: 1, wrote: 1 }));
    await census.stop();
  });

  it('continue after an outage in which they were not seen', async () => {
    const census = await aCensus();
    census.join(ann);
    census.collection.vault.loseSight(guildId);
    census.collection.write(ann);
    await census.wait(hourMs);
    // A person who joins again without a seen leave must have left unseen. That is not counted.
    census.join(ann);
    census.part(ann);
    expect(await census.counted()).toEqual(marchWay({ joined: 1, passed: 1, wrote: 1 }));
    await census.stop();
  });

  it('are subtracted when they are erased or opt out, and not counted again', async () => {
    const census = await aCensus();
    census.join(ann);
    census.collection.write(ann);
    census.join(ben);
    await census.collection.flusher.flush();
    await census.erase(ann);
    census.collection.write(ann);
    census.part(ann);
    census.join(ann);
    expect(await census.counted()).toEqual(marchWay({ joined: 1, passed: 1 }));
    await census.optOut(ben);
    expect(await census.counted()).toEqual({});
    await census.stop();
  });

  it('match a naive log of events, through crashes and erasures', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aStep, { maxLength: 30 }), async (steps) => {
        const census = await aCensus();
        for (const step of steps) await census.take(step);
        const counted = await census.counted();
        expect(counted).toEqual(census.naive.counted());
        await census.stop();
      }),
      { numRuns: 40 },
    );
  });
});

interface Deed {
  readonly kind: Happening['kind'];
  readonly who: number;
  readonly isTold: boolean;
}
type Step = Deed | { readonly kind: 'wait'; readonly ms: number } | { readonly kind: 'restart' | 'crash' };

const aStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('join', 'pass', 'write', 'part'),
      who: fc.nat(people.length - 1),
      isTold: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('ignore', 'count', 'erase', 'opt out'),
      who: fc.nat(people.length - 1),
      isTold: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('wait'),
      ms: fc.oneof(fc.integer({ min: 1, max: hourMs }), fc.integer({ min: hourMs, max: 9 * dayMs })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('restart', 'crash') }) },
);

/** A census that counts newcomers, and the naive log of events beside it. */
async function aCensus(atMs = startMs) {
  const naive = new NaiveNewcomers();
  const open = async (nowMs: number, directory?: string) => {
    const collection = await aCollection({
      startMs: nowMs,
      flushEveryMs: dayMs,
      ...(directory === undefined ? {} : { directory }),
      beforeCommit: () => naive.commit(),
    });
    if (directory === undefined) collection.see();
    return collection;
  };
  let collection = await open(atMs);
  const erasure = () => new Erasure({ ...collection, isBehind: () => false });

  return {
    naive,

    get collection() {
      return collection;
    },

    join(person: Person, { isPending = false } = {}): void {
      const nowMs = collection.clock.now();
      collection.collector.record({ kind: 'join', guildId, person, isApp: false, isPending, atMs: nowMs }, null);
    },

    pass(person: Person): void {
      collection.collector.record({ kind: 'passed', guildId, person, atMs: collection.clock.now() }, null);
    },

    part(person: Person): void {
      const nowMs = collection.clock.now();
      const part = { kind: 'part', guildId, person, isApp: false, stateValidUntilMs: nowMs, atMs: nowMs } as const;
      collection.collector.record(part, null);
    },

    async wait(ms: number): Promise<void> {
      const { clock } = collection;
      const untilMs = clock.now() + ms;
      const isOverMonthEnd = monthOf(clock.now()) !== monthOf(untilMs);
      // The month is closed some seconds after its end. Until then events of the next month wait.
      await clock.setTo(isOverMonthEnd ? untilMs + 60_000 : untilMs);
    },

    erase: (person: Person) => erasure().erase({ guildId, person, joinedAtMs: null }),
    optOut: (person: Person) => erasure().optOut({ guildId, person, joinedAtMs: null }),

    async take(step: Step): Promise<void> {
      if (step.kind === 'wait') return this.wait(step.ms);
      await this.wait(1);
      const nowMs = collection.clock.now();
      if (step.kind === 'restart' || step.kind === 'crash') {
        await (step.kind === 'restart' ? collection.stop() : collection.crash());
        if (step.kind === 'crash') naive.crash();
        collection = await open(nowMs, collection.directory);
        return;
      }
      const { kind, who, isTold } = step as Deed;
      const person = people[who] as Person;
      collection.joinedAtMs.clear();
      const joinedAtMs = naive.joinedAtMs(who);
      if (isTold && joinedAtMs !== null) collection.joinedAtMs.set(person, joinedAtMs);
      naive.note({ kind, who, atMs: nowMs, isPending: isTold });
      if (kind === 'join') this.join(person, { isPending: isTold });
      else if (kind === 'pass') this.pass(person);
      else if (kind === 'write') collection.write(person);
      else if (kind === 'part') this.part(person);
      else if (kind === 'erase') await this.erase(person);
      else if (kind === 'opt out') await this.optOut(person);
      else await collection.vault.setIgnored(guildId, person, kind === 'ignore');
    },

    async counted() {
      await collection.flusher.flush();
      const range = { from: 0, to: hoursOfMonth(march + 24).to };
      const totals = await collection.store.totals(guildId, { metrics: ['newcomer_way'], range });
      return Object.fromEntries(totals.map(({ start, key, amount }) => [`${start} ${key}`, amount]));
    },

    stop: () => collection.stop(),
  };
}

function marchWay(steps: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(steps).map(([step, amount]) => [`${march} ${step}`, amount]));
}
