import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Person } from '../../../src/core/person.ts';
import { hourMs, monthOf, startOfMonthMs } from '../../../src/core/time.ts';
import { guildId } from '../../cast.ts';
import { aCollection, type CollectionOptions } from '../collection-fixture.ts';

const startMs = Date.UTC(2018, 2, 31, 20);
const people = ['110000000000000001', '110000000000000002', '110000000000000003'].map((id) => new Person(id));
const membersAtFirst = 2;

it('any joins and leaves count as in a naive list of members', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { maxLength: 40 }), async (steps) => {
      const naive = new NaiveMembers();
      let census = await aWatched({ startMs });
      for (const step of steps) census = await take(step, census, naive);
      expect(await census.memberships()).toEqual(naive.counted());
      await census.stop();
    }),
    { numRuns: 40 },
  );
});

type Census = Awaited<ReturnType<typeof aWatched>>;
interface Change {
  readonly kind: 'join' | 'join again' | 'part' | 'ignore' | 'count' | 'opt out' | 'opt in' | 'erase';
  readonly who: number;
}
type Step =
  | Change
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'restart' | 'crash' | 'snapshot' | 'outage' };

const aStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constantFrom('join', 'join again', 'part'), who: fc.nat(people.length - 1) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('ignore', 'count', 'opt out', 'opt in', 'erase'),
      who: fc.nat(people.length - 1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.integer({ min: 1, max: 2 * hourMs }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('restart', 'crash', 'snapshot', 'outage') }) },
);

/** Performs a step in both. Resolves to the census that continues. */
async function take(step: Step, census: Census, naive: NaiveMembers): Promise<Census> {
  const nowMs = census.clock.now();
  if (step.kind === 'wait') {
    await census.clock.setTo(nowMs + step.ms);
    // The month is closed some seconds after its end. Until then events of the next month wait.
    if (monthOf(nowMs) !== monthOf(nowMs + step.ms)) await census.clock.setTo(nowMs + step.ms + 60_000);
    naive.waitUntil(census.clock.now());
    return census;
  }
  if (step.kind === 'restart' || step.kind === 'crash') {
    // Discord repeats to the next process what was not committed. Everything was committed.
    await census.flusher.flush();
    await (step.kind === 'restart' ? census.stop() : census.crash());
    return aWatched({ startMs: nowMs, directory: census.directory });
  }
  if (step.kind === 'outage') {
    census.coverage.guildLost(guildId, nowMs);
    naive.loseSight();
  }
  if (step.kind === 'snapshot' || step.kind === 'outage') {
    census.see(naive.headcount);
    return census;
  }
  if ('who' in step) await change(step, census, naive);
  return census;
}

async function change({ kind, who }: Change, census: Census, naive: NaiveMembers): Promise<void> {
  const person = people[who] as Person;
  const { collector, flusher, vault, clock } = census;
  const nowMs = clock.now();
  const joinedAtMs = kind === 'join again' ? naive.latestJoin(who) : nowMs;
  if (kind === 'join' || kind === 'join again') {
    collector.record({ kind: 'join', guildId, person, isApp: false, atMs: joinedAtMs }, null);
    naive.join(who, joinedAtMs);
  } else if (kind === 'part') {
    collector.record({ kind: 'part', guildId, person, isApp: false, stateValidUntilMs: nowMs, atMs: nowMs }, null);
    naive.part(who);
  } else if (kind === 'erase') {
    await flusher.flush();
    await vault.erase(guildId, person, false);
    naive.erase(who);
  } else {
    const isOn = kind === 'ignore' || kind === 'opt out';
    if (kind === 'ignore' || kind === 'count') await vault.setIgnored(guildId, person, isOn);
    else await vault.setOptedOut(guildId, person, isOn);
    naive.list(who, kind === 'ignore' || kind === 'count' ? 'ignored' : 'opted out', isOn);
  }
}

/** The members known in the month, and what was counted. It shares no code with src/. */
class NaiveMembers {
  headcount = membersAtFirst;
  #known = new Map<number, 'in' | 'out' | 'perhaps'>();
  #latest = new Map<number, number>();
  #hasJoined = new Set<number>();
  readonly #lists = new Set<string>();
  readonly #counts = new Map<string, number>();
  #nowMs = startMs;

  latestJoin(who: number): number {
    return this.#latest.get(who) ?? startMs - 40 * 24 * hourMs;
  }

  join(who: number, atMs: number): void {
    if (new Date(atMs).getUTCMonth() !== new Date(this.#nowMs).getUTCMonth() || atMs < startMs) return;
    if (atMs <= (this.#latest.get(who) ?? 0)) return;
    this.#latest.set(who, atMs);
    if (this.#known.get(who) === 'in') return;
    this.#known.set(who, 'in');
    this.headcount += 1;
    if (this.#isUncounted(who)) return;
    this.#add('join');
    if (!this.#hasJoined.has(who)) this.#add('joiner');
    this.#hasJoined.add(who);
  }

  part(who: number): void {
    if (this.#known.get(who) === 'out') return;
    this.#known.set(who, 'out');
    this.headcount = Math.max(0, this.headcount - 1);
    if (!this.#isUncounted(who)) this.#add('part');
  }

  /** Any person may have joined or left unseen. */
  loseSight(): void {
    for (const who of this.#known.keys()) this.#known.set(who, 'perhaps');
  }

  /** The time of joining is forgotten, but not whether they are in. */
  erase(who: number): void {
    this.#latest.delete(who);
  }

  list(who: number, name: string, isOn: boolean): void {
    if (isOn) this.#lists.add(`${who} ${name}`);
    else this.#lists.delete(`${who} ${name}`);
  }

  waitUntil(nowMs: number): void {
    if (new Date(nowMs).getUTCMonth() !== new Date(this.#nowMs).getUTCMonth()) {
      this.#known = new Map();
      this.#latest = new Map();
      this.#hasJoined = new Set();
    }
    this.#nowMs = nowMs;
  }

  counted(): Record<string, number> {
    const sum = (what: string) => this.#counts.get(what) ?? 0;
    return { join: sum('join'), part: sum('part'), joiner: sum('joiner'), headcount: this.headcount };
  }

  #isUncounted(who: number): boolean {
    return this.#lists.has(`${who} ignored`) || this.#lists.has(`${who} opted out`);
  }

  #add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}

/** A collection that returns what it has counted for all members. */
async function aWatched(options: CollectionOptions) {
  const collection = await aCollection(options);
  if (options.directory === undefined) collection.see(membersAtFirst);
  return {
    ...collection,

    async memberships(): Promise<Record<string, number>> {
      const lastMonth = startOfMonthMs(monthOf(startMs));
      const rows = [
        ...(await collection.counted(lastMonth)),
        ...(await collection.counted(lastMonth + 40 * 24 * hourMs)),
      ];
      const sum = (event: string) =>
        rows.reduce((total, row) => total + (row.split(' ')[1] === event ? Number(row.split(' ')[3]) : 0), 0);
      const joiners = await collection.store.totals(guildId, {
        metrics: ['joiners'],
        range: { from: 0, to: Number.MAX_SAFE_INTEGER },
      });
      return {
        join: sum('join'),
        part: sum('part'),
        joiner: joiners.reduce((total, { amount }) => total + amount, 0),
        headcount: collection.guilds.get(guildId)?.headcount ?? 0,
      };
    },
  };
}
