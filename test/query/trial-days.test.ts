import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrialMembers } from '../../src/collect/members/trial-members.ts';
import type { MonthActivity } from '../../src/columns/activity/month-activity.ts';
import { encodeColumns } from '../../src/columns/columns.ts';
import { Tally } from '../../src/columns/tally.ts';
import { dayMs, hourMs, hourOf, hoursOfMonth, startOfMonthMs } from '../../src/core/time.ts';
import { SealedTrials } from '../../src/months/sealed-trials.ts';
import { MonthActivities } from '../../src/query/active/month-activities.ts';
import type { LaneStore } from '../../src/store/lane-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../project-root.ts';
import { aBatch, aGuild, nobody } from '../store/a-batch.ts';

const guildId = '700000000000000001';
const march = 2018 * 12 + 2;
const hours = hoursOfMonth(march);
const startMs = startOfMonthMs(march);
const members = [0, 1, 2, 3];

/** A member's action; `joinedAtMs` is the join time that comes with it. A message has 0 milliseconds. */
interface Act {
  readonly member: number;
  readonly atMs: number;
  readonly milliseconds: number;
  readonly joinedAtMs: number | null;
}

/** `crash` loses uncommitted acts, which are then repeated. */
type Step = Act | 'commit' | 'stop' | 'crash';

/** A month in which some members are long-standing, some join, and some leave and join again. */
const worlds = fc
  .record({
    trialDays: fc.integer({ min: 1, max: 5 }),
    joined: fc.array(fc.integer({ min: -12 * 24, max: 0 }), { minLength: 4, maxLength: 4 }),
    drawn: fc.array(
      fc.oneof(
        {
          weight: 5,
          arbitrary: fc.record({
            member: fc.constantFrom(...members),
            waitMs: fc.oneof(fc.nat(2 * hourMs), fc.nat(30 * hourMs)),
            milliseconds: fc.constantFrom(0, 0, 300, 700, 1000),
            joins: fc.constantFrom(false, false, false, true),
            isUntold: fc.constantFrom(false, false, false, false, true),
          }),
        },
        { weight: 1, arbitrary: fc.constantFrom('commit' as const, 'stop' as const, 'crash' as const) },
      ),
      { maxLength: 60, size: 'max' },
    ),
  })
  .map(({ trialDays, joined, drawn }) => {
    const joinedAtMs = joined.map((hour) => startMs + hour * hourMs);
    let atMs = startMs;
    const steps = drawn.map((step): Step => {
      if (typeof step === 'string') return step;
      const { member, waitMs, milliseconds, joins, isUntold } = step;
      atMs = Math.min(atMs + waitMs, hours.to * hourMs - 1);
      if (joins) joinedAtMs[member] = atMs;
      return { member, atMs, milliseconds, joinedAtMs: isUntold ? null : (joinedAtMs[member] ?? null) };
    });
    return { trialDays, steps };
  });

describe('active members, where the first days after joining do not count', () => {
  it("equal a naive count, both from counters and trials and from a sealed month's summary", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async ({ trialDays, steps }) => {
        await withStore(async (store) => {
          await live(store, trialDays, steps);
          const acts = steps.filter((step) => typeof step === 'object');
          const expected = naiveAnswers(acts, trialDays);
          expect(answersOf(await activityOf(store))).toEqual(expected);

          await seal(store);
          const beside = new MonthActivities(store);
          expect(answersOf(await activityOf(store, beside))).toEqual(expected);
          await sealedTrials(store).run();
          expect(answersOf(await activityOf(store))).toEqual(expected);
          expect(answersOf(await activityOf(store, beside))).toEqual(expected);
          expect(await store.sealedTrials()).toEqual([]);
          expect((await store.trial(guildId, march)).members.size).toBe(0);
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('the trials of sealed months', () => {
  const newcomer: Act = { member: 1, atMs: startMs + hourMs, milliseconds: 0, joinedAtMs: startMs };
  const regular: Act = { ...newcomer, member: 2, joinedAtMs: 0 };

  it('are summarised once and overwritten, whatever happens in between', async () => {
    for (const dying of ['keepActivity', 'forgetTrials', 'forget'] as const) {
      await withStore(async (store) => {
        await live(store, 2, [newcomer, regular, 'commit']);
        await seal(store);
        await expect(sealedTrials(store, { [dying]: refuse }).run()).rejects.toThrow('killed');
        expect((await activityOf(store)).activeOn(0, 31)).toBe(1);
        let times = 0;
        const forget = () => {
          times += 1;
          return store.forget();
        };
        const trials = sealedTrials(store, { forget });
        await trials.run();
        await trials.run();
        expect(await store.sealedTrials()).toEqual([]);
        expect((await activityOf(store)).activeOn(0, 31)).toBe(1);
        expect(times).toBe(1);
      });
    }
  });

  it('of a month with unreadable counters are summarised without these', async () => {
    await withStore(async (store) => {
      await live(store, 2, [newcomer, regular, 'commit']);
      const other = '700000000000000002';
      const columns = encodeColumns([{ hour: hours.from, metric: 'msg', channel: 1, member: 3, amount: 1 }]).slice(
        0,
        -1,
      );
      const delta = { guildId: other, month: march, hours: { from: hours.from, to: hours.from + 1 }, columns };
      const { batch } = await store.checkpoint();
      await store.commit(
        aBatch(batch + 1, {
          guilds: [aGuild(other)],
          deltas: [delta],
          trial: [{ guildId: other, member: 3, from: hours.from, to: null }],
        }),
        nobody,
      );
      await seal(store);
      await sealedTrials(store).run();
      expect(await store.sealedTrials()).toEqual([]);
    });
  });

  it('are left for the next run when the process stops', async () => {
    await withStore(async (store) => {
      await live(store, 2, [newcomer, 'commit']);
      await seal(store);
      await new SealedTrials({ ...partsOf(store), signal: AbortSignal.abort() }).run();
      expect(await store.sealedTrials()).toHaveLength(1);
    });
  });
});

async function refuse(): Promise<never> {
  throw new Error('killed');
}

async function withStore(use: (store: LaneStore) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'census-trial-'));
  const lanes = openSqliteStore({
    path: join(directory, 'census.db'),
    migrationsDirectory: join(projectRoot, 'migrations/sqlite'),
  });
  try {
    const store = lanes.open(0);
    await store.openMonth(march);
    await use(store);
  } finally {
    await lanes.close();
    rmSync(directory, { recursive: true });
  }
}

/** As the flusher does it: counters and trials in one batch. Ends with a commit. */
async function live(store: LaneStore, trialDays: number, steps: readonly Step[]): Promise<void> {
  let tally = new Tally();
  let trials = new TrialMembers(trialDays, await store.checkpoint());
  let batch = (await store.checkpoint()).batch;
  let uncommitted: Act[] = [];
  const count = ({ member, atMs, milliseconds, joinedAtMs }: Act) => {
    const hour = hourOf(atMs);
    if (milliseconds === 0) {
      tally.add(guildId, hour, 'msg', 1, member, 1);
      trials.recordMessage(guildId, member, atMs, joinedAtMs);
    } else {
      tally.add(guildId, hour, 'voice', 2, member, milliseconds);
      trials.recordVoice(guildId, member, hour, joinedAtMs);
    }
  };
  for (const step of [...steps, 'commit' as const]) {
    if (typeof step === 'object') {
      count(step);
      uncommitted.push(step);
      continue;
    }
    if (step !== 'crash') {
      batch += 1;
      const changes = { deltas: tally.drain(), trial: trials.takeChanges() };
      await store.commit(aBatch(batch, { guilds: [aGuild(guildId, { firstConnectedMs: 0 })], ...changes }), nobody);
      uncommitted = [];
    }
    if (step === 'commit') continue;
    tally = new Tally();
    trials = new TrialMembers(trialDays, await store.checkpoint());
    for (const act of uncommitted) count(act);
  }
}

async function seal(store: LaneStore): Promise<void> {
  await store.beginRotation(march, march + 1, (count) =>
    Uint32Array.from({ length: count }, (_, index) => 0xa000_0000 + index),
  );
  await store.openMonth(march + 1);
  await store.noteSaltDestroyed(march, 1);
}

async function activityOf(store: LaneStore, activities = new MonthActivities(store)): Promise<MonthActivity> {
  const [month] = await store.months(guildId);
  return activities.of(guildId, month ?? { month: march, isSealed: false, hasTrial: false });
}

function partsOf(store: LaneStore) {
  const { signal } = new AbortController();
  return { store, activities: new MonthActivities(store), mayOweForget: true, signal };
}

function sealedTrials(
  store: LaneStore,
  changes: Partial<Pick<LaneStore, 'keepActivity' | 'forgetTrials' | 'forget'>> = {},
): SealedTrials {
  const changed = {
    sealedTrials: () => store.sealedTrials(),
    keepActivity: (...given: Parameters<LaneStore['keepActivity']>) => store.keepActivity(...given),
    forgetTrials: () => store.forgetTrials(),
    forget: () => store.forget(),
    ...changes,
  };
  return new SealedTrials({ ...partsOf(store), store: changed });
}

function answersOf(activity: MonthActivity): string[] {
  const answers: string[] = [];
  for (let from = 0; from < 31; from += 1) {
    for (let to = from + 1; to <= 31; to += 1) answers.push(`${from} ${to}: ${activity.activeOn(from, to)}`);
  }
  for (let hour = 0; hour < 744; hour += 1) answers.push(`${hour}: ${activity.activeSince(hours.from + hour)}`);
  return answers;
}

/** Computes each member separately from all of their acts. Shares no code with src/. */
function naiveAnswers(acts: readonly Act[], trialDays: number): string[] {
  const active = members.map((member) =>
    naivelyActive(
      acts.filter((act) => act.member === member),
      trialDays,
    ),
  );
  const countWithin = (from: number, to: number) =>
    active.filter((ofMember) => ofMember.some((hour) => hour >= from && hour < to)).length;
  const answers: string[] = [];
  for (let from = 0; from < 31; from += 1) {
    for (let to = from + 1; to <= 31; to += 1) answers.push(`${from} ${to}: ${countWithin(from * 24, to * 24)}`);
  }
  for (let hour = 0; hour < 744; hour += 1) answers.push(`${hour}: ${countWithin(hour, 744)}`);
  return answers;
}

/** The hours of the month in which a member counts as active. */
function naivelyActive(own: readonly Act[], trialDays: number): number[] {
  const hourOfMonth = ({ atMs }: Act) => Math.floor((atMs - startMs) / 3_600_000);
  // Voice time is known only by hour.
  const since = (act: Act) =>
    (act.milliseconds === 0 ? act.atMs : startMs + hourOfMonth(act) * 3_600_000) - (act.joinedAtMs ?? 0);
  const isNew = (act: Act) => act.joinedAtMs !== null && since(act) < trialDays * dayMs;
  const first = own.findIndex(isNew);
  const trial = own[first];
  const passed = own.slice(first + 1).find((act) => act.joinedAtMs !== null && !isNew(act));
  const activeHours = new Set<number>();
  for (const act of own) {
    const hour = hourOfMonth(act);
    const spoken = own
      .filter((other) => hourOfMonth(other) === hour)
      .reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    if (act.milliseconds === 0 || spoken >= 1000) activeHours.add(hour);
  }
  if (trial === undefined) return [...activeHours];
  const [from, to] = [hourOfMonth(trial), passed === undefined ? 744 : hourOfMonth(passed)];
  return [...activeHours].filter((hour) => hour < from || hour >= to);
}
