import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TenureCounter } from '../../../src/collect/members/tenure-counter.ts';
import { Totals } from '../../../src/collect/totals.ts';
import { Tally } from '../../../src/columns/tally.ts';
import { dayMs, hourMs, hourOf, hoursOfMonth } from '../../../src/core/time.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import type { Checkpoint } from '../../../src/store/checkpoint.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { openOneLane } from '../../app/an-open-lane.ts';
import { aBatch, aGuild } from '../../store/a-batch.ts';
import { tenureTotal } from '../../store/contract/a-total.ts';

const march = 2026 * 12 + 2;
const startMs = Date.UTC(2026, 2, 4, 20);
const guildIds = ['310000000000000001', '310000000000000002'] as const;

/** An activity of a member in an hour: time in voice, or a message if there are no milliseconds. */
interface Step {
  readonly guildId: string;
  readonly member: number;
  readonly hour: number;
  readonly channel: number;
  readonly milliseconds: number;
  readonly joinedAtMs: number | null;
}

type Event = Step | 'commit' | 'stop' | 'crash';

it('counts each member once a day, through stops and crashes, as a naive count does', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(histories(), async (events) => {
      const steps = events.filter((event) => typeof event === 'object');
      expect(await countedOf(events)).toEqual(naiveCount(steps));
    }),
    { numRuns: 60 },
  );
});

it('counts late activity over midnight, and nothing older', () => {
  const totals = new Totals();
  const tenure = new TenureCounter(noCounters, totals);
  const hour = hourOf(startMs);
  tenure.recordMessage(guildIds[0], hour, 1, startMs);
  tenure.recordMessage(guildIds[0], hour + 24, 2, startMs);
  tenure.recordMessage(guildIds[0], hour, 1, startMs);
  tenure.recordMessage(guildIds[0], hour, 3, startMs);
  tenure.recordMessage(guildIds[0], hour + 48, 1, startMs);
  tenure.recordMessage(guildIds[0], hour, 4, startMs);
  const [guildId, day] = [guildIds[0], Math.floor(hour / 24)];
  expect(totals.takeChanges()).toEqual([
    tenureTotal(guildId, day, 0, 2),
    tenureTotal(guildId, day + 1, 1, 1),
    tenureTotal(guildId, day + 2, 2, 1),
  ]);
  expect(totals.takeChanges()).toEqual([]);
});

it('counts a second of voice in one channel and hour as activity, and nothing shorter', () => {
  const totals = new Totals();
  const tenure = new TenureCounter(noCounters, totals);
  const [guildId] = guildIds;
  const hour = hourOf(startMs);
  tenure.recordVoice(guildId, hour, 1, 7, 300, startMs);
  tenure.recordVoice(guildId, hour, 1, 7, 699, startMs);
  tenure.recordVoice(guildId, hour, 2, 7, 999, startMs);
  tenure.recordVoice(guildId, hour + 1, 1, 7, 999, startMs);
  tenure.recordVoice(guildId, hour, 1, 8, 999, startMs);
  expect(totals.takeChanges()).toEqual([]);
  tenure.recordVoice(guildId, hour, 1, 7, 1, startMs);
  expect(totals.takeChanges()).toMatchObject([{ key: '0', amount: 1 }]);
});

it('starts each month empty, because a number then belongs to another person', () => {
  const totals = new Totals();
  const tenure = new TenureCounter(noCounters, totals);
  const hour = hoursOfMonth(march).to - 1;
  tenure.recordMessage(guildIds[0], hour, 1, startMs);
  tenure.beginMonth();
  tenure.recordMessage(guildIds[0], hour + 1, 1, startMs);
  expect(totals.takeChanges()).toMatchObject([
    { key: '8', amount: 1 },
    { key: '8', amount: 1 },
  ]);
});

it('starts even if counters are damaged', () => {
  const recentCounters = new Map([[guildIds[0], [new Uint8Array([200, 1])]]]);
  const totals = new Totals();
  const tenure = new TenureCounter({ observedUntilMs: startMs, recentCounters }, totals);
  tenure.recordMessage(guildIds[0], hourOf(startMs), 1, startMs);
  expect(totals.takeChanges()).toHaveLength(1);
});

const noCounters = { observedUntilMs: null, recentCounters: new Map() };

/** Four and a half days of three members of two guilds. Some activities arrive late. */
function histories(): fc.Arbitrary<Event[]> {
  const joinedAtMs = fc.option(fc.integer({ min: -40, max: 0 }).map((days) => startMs + days * dayMs));
  const step = fc.record({
    guildId: fc.constantFrom(...guildIds),
    member: fc.nat(2),
    waitHours: fc.constantFrom(0, 0, 1, 3, 13),
    lateHours: fc.constantFrom(0, 0, 0, 1, 20, 30, 60),
    channel: fc.integer({ min: 1, max: 2 }),
    milliseconds: fc.constantFrom(0, 0, 300, 700, 999, 1000, 5000),
    joinedAtMs,
  });
  const other = fc.constantFrom('commit' as const, 'stop' as const, 'crash' as const);
  return fc.array(fc.oneof({ weight: 4, arbitrary: step }, other), { maxLength: 40 }).map((drawn) => {
    let hour = hourOf(startMs);
    return drawn.map((event): Event => {
      if (typeof event === 'string') return event;
      const { waitHours, lateHours, ...rest } = event;
      hour = Math.min(hour + waitHours, hoursOfMonth(march).to - 1);
      return { ...rest, hour: Math.max(hour - lateHours, hourOf(startMs)) };
    });
  });
}

/** As in the flusher, counters and tenure are in one batch. After a crash a replay repeats the rest, in order. */
async function countedOf(events: readonly Event[]): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'census-tenure-'));
  const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));
  const { store, close } = await openOneLane({ directory, clock: new SimulatedClock(startMs), random });
  try {
    let census = await Process.start(store);
    let uncommitted: Step[] = [];
    let latestMs = startMs;
    for (const event of [...events, 'commit' as const]) {
      if (typeof event === 'object') {
        census.count(event);
        uncommitted.push(event);
        latestMs = Math.max(latestMs, event.hour * hourMs);
        continue;
      }
      if (event !== 'crash') {
        await census.commit(latestMs);
        uncommitted = [];
      }
      if (event === 'commit') continue;
      census = await Process.start(store);
      for (const step of uncommitted) census.count(step);
    }
    const found: string[] = [];
    for (const guildId of guildIds) {
      const asked = { metrics: ['tenure'], range: hoursOfMonth(march) } as const;
      for (const { start, key, amount } of await store.totals(guildId, asked)) {
        found.push(`${guildId} ${start} ${key}: ${amount}`);
      }
    }
    return found.sort();
  } finally {
    await close();
    rmSync(directory, { recursive: true });
  }
}

/** The counting between a start and a stop or crash. */
class Process {
  readonly #store: LaneStore;
  readonly #tally = new Tally();
  readonly #totals = new Totals();
  readonly #tenure: TenureCounter;
  #batch: number;

  private constructor(store: LaneStore, checkpoint: Checkpoint) {
    this.#store = store;
    this.#tenure = new TenureCounter(checkpoint, this.#totals);
    this.#batch = checkpoint.batch;
  }

  static async start(store: LaneStore): Promise<Process> {
    return new Process(store, await store.checkpoint());
  }

  count({ guildId, member, hour, channel, milliseconds, joinedAtMs }: Step): void {
    if (milliseconds === 0) {
      this.#tally.add(guildId, hour, 'msg', channel, member, 1);
      this.#tenure.recordMessage(guildId, hour, member, joinedAtMs);
    } else {
      this.#tally.add(guildId, hour, 'voice', channel, member, milliseconds);
      this.#tenure.recordVoice(guildId, hour, channel, member, milliseconds, joinedAtMs);
    }
  }

  async commit(observedUntilMs: number): Promise<void> {
    this.#batch += 1;
    const guilds = guildIds.map((id) => aGuild(id));
    const counted = { deltas: this.#tally.drain(), totals: this.#totals.takeChanges() };
    await this.#store.commit(aBatch(this.#batch, { guilds, ...counted, observedUntilMs }), {
      month: march,
      records: [],
    });
  }
}

/** Compares every activity with all before it. It shares no code with src/. */
function naiveCount(steps: readonly Step[]): string[] {
  const sums = new Map<string, number>();
  steps.forEach(({ guildId, member, hour, joinedAtMs }, index) => {
    const day = Math.floor(hour / 24);
    const latest = Math.max(...steps.slice(0, index + 1).map((step) => Math.floor(step.hour / 24)));
    const isActiveAfter = (count: number) => {
      const own = steps
        .slice(0, count)
        .filter((step, place) => isTaken(steps, place) && step.guildId === guildId && step.member === member)
        .filter((step) => Math.floor(step.hour / 24) === day);
      if (own.some(({ milliseconds }) => milliseconds === 0)) return true;
      return own.some(({ hour, channel }) => {
        const alike = own.filter((step) => step.hour === hour && step.channel === channel);
        return alike.reduce((sum, step) => sum + step.milliseconds, 0) >= 1000;
      });
    };
    if (day < latest - 1 || isActiveAfter(index) || !isActiveAfter(index + 1) || joinedAtMs === null) return;
    const days = day - Math.floor(joinedAtMs / 86_400_000);
    const tenure = [31, 30, 8, 7, 2, 1, 0].find((fewest) => days >= fewest) ?? 0;
    const key = `${guildId} ${day} ${tenure}`;
    sums.set(key, (sums.get(key) ?? 0) + 1);
  });
  return [...sums].map(([key, members]) => `${key}: ${members}`).sort();
}

/** Activity from before the previous day is skipped. */
function isTaken(steps: readonly Step[], index: number): boolean {
  const days = steps.slice(0, index + 1).map(({ hour }) => Math.floor(hour / 24));
  return (days[index] ?? 0) >= Math.max(...days) - 1;
}
