import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Person } from '../../../src/core/person.ts';
import { dayMs, dayOfHour, hourMs, hoursOfMonth, monthOf } from '../../../src/core/time.ts';
import { newcomersOf } from '../../../src/query/questions/newcomers.ts';
import { alice, bob, carol, guildId } from '../../cast.ts';
import { anErasingCensus, type ErasingCensus, lobby, startMs } from './an-erasing-census.ts';

const joinedAtMs = startMs - 20 * dayMs;

it('on every day the tenure totals add up to the active members, also after erasures', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { maxLength: 30 }), async (steps) => {
      let census = await anErasingCensus({ joinedAtMs });
      for (const step of steps) census = await take(step, census);
      expect(await byTenure(census)).toEqual(await activeOn(census));
      await census.stop();
    }),
    { numRuns: 40 },
  );
});

it('.active shows a day as if an erased person had not been active', async () => {
  const census = await anErasingCensus({ joinedAtMs });
  for (const userId of [alice, bob, carol]) census.write(userId);
  await census.flusher.flush();
  const shown = async () => {
    const range = hoursOfMonth(monthOf(startMs));
    const newcomers = await newcomersOf(census.store, census.clock, guildId, range);
    return newcomers.tenure['days 7–29'];
  };
  expect(await shown()).toBe(3);
  await census.erasure.erase(census.asker(alice));
  expect(await shown()).toBe(2);
  census.write(alice);
  await census.flusher.flush();
  expect(await shown()).toBe(3);
  await census.stop();
});

type Step =
  | { readonly kind: 'write' | 'enter' | 'leave' | 'erase' | 'opt out' | 'opt in'; readonly userId: string }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'restart' };

const aStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('write', 'enter', 'leave', 'erase', 'opt out', 'opt in'),
      userId: fc.constantFrom(alice, bob, carol),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.integer({ min: 1, max: 20 * hourMs }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart') }) },
);

async function take(step: Step, census: ErasingCensus): Promise<ErasingCensus> {
  if (step.kind === 'wait') {
    await census.clock.setTo(census.clock.now() + step.ms);
    return census;
  }
  if (step.kind === 'restart') {
    // A new process does not know when people in voice joined.
    for (const userId of [alice, bob, carol]) census.speak(userId, null);
    const atMs = census.clock.now();
    await census.stop();
    return anErasingCensus({ directory: census.directory, atMs, joinedAtMs });
  }
  await act(step, census);
  return census;
}

async function act(
  { kind, userId }: Exclude<Step, { kind: 'wait' | 'restart' }>,
  census: ErasingCensus,
): Promise<void> {
  const asker = census.asker(userId);
  const write = () => census.write(userId);
  if (kind === 'write') write();
  else if (kind === 'leave') census.speak(userId, null);
  else if (kind === 'enter') census.speak(userId, lobby);
  else {
    // What arrives during the write is in memory only.
    census.meanwhile.onErase = write;
    if (kind === 'erase') await census.erasure.erase(asker);
    else if (kind === 'opt out') await census.erasure.optOut(asker);
    else if (census.vault.isOptedOut(guildId, new Person(userId))) await census.erasure.optIn(asker);
    census.meanwhile.onErase = undefined;
  }
}

/** Members by day, whatever their tenure. */
async function byTenure(census: ErasingCensus): Promise<Map<number, number>> {
  await census.flusher.flush();
  const sums = new Map<number, number>();
  const asked = { metrics: ['tenure'], range: hoursOfMonth(monthOf(startMs)) } as const;
  for (const { start, amount } of await census.store.totals(guildId, asked)) {
    sums.set(start, (sums.get(start) ?? 0) + amount);
  }
  return sums;
}

/** The members who have a counter of a day: a message, or a second of voice in one hour and channel. */
async function activeOn(census: ErasingCensus): Promise<Map<number, number>> {
  const active = new Map<number, number>();
  for (const rows of await census.rows()) {
    const days = rows.flatMap((row) => {
      const [hour, event, , amount] = row.split(' ');
      return event === 'voice' && Number(amount) < 1000 ? [] : [dayOfHour(Number(hour))];
    });
    for (const day of new Set(days)) active.set(day, (active.get(day) ?? 0) + 1);
  }
  return active;
}
