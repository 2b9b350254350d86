import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Erasure } from '../../../src/collect/erasure.ts';
import { Person } from '../../../src/core/person.ts';
import { dayMs, hourMs } from '../../../src/core/time.ts';
import type { LocalVault } from '../../../src/vault/local-vault.ts';
import { guildId, lobby } from '../../cast.ts';
import { aCollection } from '../collection-fixture.ts';

/** Some minutes after the hour, so that no step of a test crosses the end of an hour. */
const startMs = Date.UTC(2018, 2, 5, 10, 5);
const people = Array.from({ length: 16 }, (_, index) => new Person(String(110_000_000_000_000_000n + BigInt(index))));
const joinedIn = (month: number) => Date.UTC(2017, month, 12);
const minuteMs = 60_000;

describe('active members by the month in which they joined', () => {
  it('are counted by a message, or by a second of voice, once', async () => {
    const census = await aCensus(Array(16).fill(3));
    census.write(0, 5, true);
    census.write(3, 8, true);
    await census.speak(8, 10, true, 999);
    await census.speak(10, 12, true, 1000);
    expect(census.cohorts()).toEqual({ '2017-04': 10 });
    await census.stop();
  });

  it('are only members whose time of joining is known', async () => {
    const census = await aCensus(Array(16).fill(3));
    census.write(0, 9, false);
    expect(census.cohorts()).toEqual({});
    census.write(0, 5, true);
    expect(census.cohorts()).toEqual({ '2017-04': 5 });
    await census.stop();
  });

  it('do not include ignored people', async () => {
    const census = await aCensus(Array(16).fill(3));
    for (const person of people.slice(0, 3)) await census.collection.vault.setIgnored(guildId, person, true);
    census.write(0, 9, true);
    expect(census.cohorts()).toEqual({ '2017-04': 6 });
    await census.stop();
  });

  it('do not include erased people until they are active again, nor people who opt out', async () => {
    const census = await aCensus(Array(16).fill(3));
    census.write(0, 9, true);
    await census.erase(0, true);
    await census.optOut(1);
    expect(census.cohorts()).toEqual({ '2017-04': 7 });
    census.write(0, 2, true);
    expect(census.cohorts()).toEqual({ '2017-04': 8 });
    await census.stop();
  });

  it('match a naive list, through crashes and erasures', { timeout: 120_000 }, async () => {
    const months = fc.array(fc.nat(3), { minLength: people.length, maxLength: people.length });
    await fc.assert(
      fc.asyncProperty(months, fc.array(aStep, { maxLength: 25 }), async (joined, steps) => {
        const census = await aCensus(joined);
        for (const step of steps) await census.take(step);
        expect(census.cohorts()).toEqual(census.naive.merged());
        await census.stop();
      }),
      { numRuns: 40 },
    );
  });
});

interface Span {
  readonly from: number;
  readonly to: number;
  readonly isTold: boolean;
}
type Step =
  | ({ readonly kind: 'write' } & Span)
  | ({ readonly kind: 'speak'; readonly ms: number } & Span)
  | { readonly kind: 'erase'; readonly who: number; readonly isTold: boolean }
  | { readonly kind: 'wait'; readonly minutes: number }
  | { readonly kind: 'flush' | 'restart' | 'crash' };

const span = { from: fc.nat(people.length), to: fc.nat(people.length), isTold: fc.boolean() };
const aStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write'), ...span }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('speak'), ms: fc.constantFrom(400, 600, 1500), ...span }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('erase'), who: fc.nat(people.length - 1), isTold: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait'), minutes: fc.nat(60).map((tens) => tens * 10) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('flush', 'restart', 'crash') }) },
);

/** A census of people who joined in these months of 2017 (January is 0), and the naive list beside it. */
async function aCensus(joined: readonly number[]) {
  const naive = new NaiveCohorts(joined);
  const open = async (nowMs: number, directory?: string) => {
    const options = { startMs: nowMs, flushEveryMs: 40 * dayMs, beforeCommit: () => naive.commit() };
    const collection = await aCollection(directory === undefined ? options : { ...options, directory });
    if (directory === undefined) collection.see();
    collection.coverage.resumed();
    return collection;
  };
  let collection = await open(startMs);

  function tell({ from, to, isTold }: Span): readonly Person[] {
    collection.joinedAtMs.clear();
    const some = people.slice(from, to);
    for (const [index, person] of some.entries()) {
      if (isTold) collection.joinedAtMs.set(person, joinedIn(joined[from + index] as number));
    }
    return some;
  }

  function askerOf(who: number, isTold: boolean) {
    return { guildId, person: people[who] as Person, joinedAtMs: isTold ? joinedIn(joined[who] as number) : null };
  }

  const erasure = () => new Erasure({ ...collection, isBehind: () => false });

  return {
    naive,
    get collection() {
      return collection;
    },

    write(from: number, to: number, isTold: boolean): void {
      for (const person of tell({ from, to, isTold })) collection.write(person);
    },

    async speak(from: number, to: number, isTold: boolean, ms: number): Promise<void> {
      const some = tell({ from, to, isTold });
      for (const person of some) collection.speak(person, lobby);
      await collection.clock.setTo(collection.clock.now() + ms);
      for (const person of some) collection.speak(person, null);
    },

    erase: (who: number, isTold: boolean) => erasure().erase(askerOf(who, isTold)),
    optOut: (who: number) => erasure().optOut(askerOf(who, true)),

    async take(step: Step): Promise<void> {
      const nowMs = collection.clock.now();
      if (step.kind === 'wait') await collection.clock.setTo(nowMs + step.minutes * minuteMs);
      else if (step.kind === 'flush') await collection.flusher.flush();
      else if (step.kind === 'write') {
        naive.write(step, nowMs);
        this.write(step.from, step.to, step.isTold);
      } else if (step.kind === 'speak') {
        naive.speak(step, nowMs);
        await this.speak(step.from, step.to, step.isTold, step.ms);
      } else if (step.kind === 'erase') {
        await this.erase(step.who, step.isTold);
        naive.erase(step.who, step.isTold);
      } else {
        await (step.kind === 'restart' ? collection.stop() : collection.crash());
        if (step.kind === 'crash') naive.crash();
        collection = await open(nowMs, collection.directory);
      }
    },

    /** The cohorts as they may be stored, by month. */
    cohorts(): Record<string, number> {
      const { cohorts } = collection.vault as LocalVault;
      return Object.fromEntries(cohorts.map(({ key, amount }) => [key, amount]));
    },

    stop: () => collection.stop(),
  };
}

/** What a person has done, and under which number they are counted. */
interface Known {
  readonly activeDays: Set<number>;
  readonly voice: Map<number, number>;
  isCounted: boolean;
}

/** A list of all active people. A crash restores the list of the last commit. */
class NaiveCohorts {
  readonly #joined: readonly number[];
  #people: Known[];
  /** People who were counted and then erased without a known time of joining, by month. */
  #ghosts: number[] = [];
  #committed: { readonly people: Known[]; readonly ghosts: number[] };

  constructor(joined: readonly number[]) {
    this.#joined = joined;
    this.#people = joined.map(() => newlyKnown());
    this.#committed = structuredClone({ people: this.#people, ghosts: this.#ghosts });
  }

  commit(): void {
    this.#committed = structuredClone({ people: this.#people, ghosts: this.#ghosts });
  }

  crash(): void {
    const { people, ghosts } = structuredClone(this.#committed);
    this.#people = people;
    this.#ghosts = ghosts;
  }

  write({ from, to, isTold }: Span, atMs: number): void {
    for (const known of this.#people.slice(from, to)) {
      known.activeDays.add(Math.floor(atMs / dayMs));
      if (isTold) known.isCounted = true;
    }
  }

  speak({ from, to, isTold, ms }: Span & { readonly ms: number }, atMs: number): void {
    const [hour, day] = [Math.floor(atMs / hourMs), Math.floor(atMs / dayMs)];
    for (const known of this.#people.slice(from, to)) {
      const voiceMs = (known.voice.get(hour) ?? 0) + ms;
      known.voice.set(hour, voiceMs);
      if (voiceMs >= 1000) known.activeDays.add(day);
      if (isTold && known.activeDays.has(day)) known.isCounted = true;
    }
  }

  erase(who: number, isTold: boolean): void {
    if (this.#people[who]?.isCounted && !isTold) this.#ghosts.push(this.#joined[who] as number);
    this.#people[who] = newlyKnown();
    this.commit();
  }

  /** Groups of five or more, and the others merged; if these are too few, together with the smallest, latest group. */
  merged(): Record<string, number> {
    const months = this.#people.flatMap(({ isCounted }, who) => (isCounted ? [this.#joined[who] as number] : []));
    const groups = [0, 1, 2, 3].map((month) => [...months, ...this.#ghosts].filter((other) => other === month).length);
    const bySize = groups.map((size, month) => ({ size, month })).filter(({ size }) => size > 0);
    bySize.sort((one, other) => one.size - other.size || other.month - one.month);
    let other = 0;
    while (bySize[0] !== undefined && (bySize[0].size < 5 || (other > 0 && other < 5)))
      other += bySize.shift()?.size ?? 0;
    if (other > 0 && other < 5) return {};
    const named = bySize.map(({ size, month }) => [`2017-0${month + 1}`, size]);
    return Object.fromEntries(other > 0 ? [...named, ['other', other]] : named);
  }
}

function newlyKnown(): Known {
  return { activeDays: new Set(), voice: new Map(), isCounted: false };
}
