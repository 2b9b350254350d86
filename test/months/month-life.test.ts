import { expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/core/errors.ts';
import { MonthLife, type SealedMonthDeps, tendSealedMonths } from '../../src/months/month-life.ts';
import { aCollection, jennifer } from '../collect/collection-fixture.ts';

const endMs = Date.UTC(2018, 3, 1);
const april = 2018 * 12 + 3;

/** A collection half a minute before the month's end, and its events in order. */
async function aMonthThatEnds(refuses: () => boolean = () => false) {
  const events: string[] = [];
  const census = await aCollection({
    startMs: endMs - 30_000,
    onCommitted: ({ deltas }) => void events.push(`written ${deltas.length}`),
  });
  census.coverage.resumed();
  census.see();
  const waited: string[] = [];
  const months = new MonthLife({
    ...census,
    monthEnd: { verdict: async () => ({ next: april }) },
    rotation: {
      prepare: async () => {
        events.push('tokens drawn');
        await census.rotation.prepare();
      },
      rotateTo: async (month) => {
        events.push(`rotated to ${month}`);
        if (refuses()) throw new Error('the disk refuses');
        return census.rotation.rotateTo(month);
      },
    },
    onWait: (reason) => waited.push(reason),
    onUnknownVoice: () => events.push('voice is unknown'),
    onMonthOpened: () => events.push('opened'),
  });
  await census.flusher.flush();
  events.length = 0;
  return { ...census, months, events };
}

it('a month is flushed, gets its tokens, ends, is flushed again and rotated before the next one is counted', async () => {
  const census = await aMonthThatEnds();
  const { collector, months, events, clock, crash } = census;
  census.write(jennifer);
  await clock.setTo(endMs + 1000);
  census.write(jennifer);
  expect(collector.waitingShare).toBeGreaterThan(0);
  await months.close();
  expect(events).toEqual([
    'written 1', // The end of the hour.
    'written 0',
    'tokens drawn',
    'written 0',
    `rotated to ${april}`,
    'written 1',
    'opened',
  ]);
  expect(collector.waitingShare).toBe(0);
  await crash();
});

it('a month that could not be rotated stays closing, and the next call continues', async () => {
  let isRefusing = true;
  const { collector, months, events, clock, crash } = await aMonthThatEnds(() => isRefusing);
  await clock.setTo(endMs + 1000);
  await expect(months.close()).rejects.toThrow('the disk refuses');
  expect([collector.isMonthClosing, events.includes('opened')]).toEqual([true, false]);
  isRefusing = false;
  await months.close();
  expect([collector.isMonthClosing, events.includes('opened')]).toEqual([false, true]);
  await crash();
});

it('sealed months are summed up, announced and pruned in this order, and a failed step does not stop the others', async () => {
  const done: string[] = [];
  const step =
    (name: string, isFailing = false) =>
    async (month?: number) => {
      done.push(month === undefined ? name : `${name} ${month}`);
      if (isFailing) throw new Error(name);
    };
  const deps = (isFailing: boolean): SealedMonthDeps => ({
    sums: [{ run: step('first sum', isFailing) }, { run: step('second sum') }],
    announcements: { announceSealed: step('told', isFailing) },
    pruning: { run: step('pruned') },
    profilePruning: { run: step('profiles pruned') },
  });
  const all = ['first sum', 'second sum', `told ${april - 1}`, `pruned ${april}`, `profiles pruned ${april}`];
  await tendSealedMonths(deps(false), april);
  expect(done.splice(0)).toEqual(all);
  await expect(tendSealedMonths(deps(true), april)).rejects.toThrow('first sum');
  expect(done).toEqual(all);
});

it('while the disk refuses a sum, those after it wait, for they forget what it needs', async () => {
  const done: string[] = [];
  const step = (name: string) => async () => void done.push(name);
  const refused = async () => {
    throw new StoreUnavailable('the disk refuses');
  };
  const deps: SealedMonthDeps = {
    sums: [{ run: refused }, { run: step('forgot') }],
    announcements: { announceSealed: step('told') },
    pruning: { run: step('pruned') },
    profilePruning: { run: step('profiles pruned') },
  };
  await expect(tendSealedMonths(deps, april)).rejects.toThrow('the disk refuses');
  expect(done).toEqual(['told', 'pruned', 'profiles pruned']);
});
