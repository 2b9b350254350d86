import { dayMs } from '../../src/core/time.ts';
import { Pruning } from '../../src/months/pruning.ts';
import { unknownCircumstances } from '../../src/query/circumstances.ts';
import type { Questions } from '../../src/query/questions.ts';
import { questionsOn } from './ask.ts';
import { march, type WorldDeps } from './questions/a-world.ts';

/** Deletes the counters of all months before March but the last ones. */
export async function pruneMonths(deps: WorldDeps, keepMonths: number): Promise<void> {
  const { store, clock } = deps;
  await store.announceDeletions(march - keepMonths, clock.now() - dayMs);
  const pruning = new Pruning({
    clock,
    store,
    questions: questionsTo(deps),
    keepMonths,
    announcements: { announcePlannedDeletions: () => {}, announceDeleted: () => {} },
    signal: new AbortController().signal,
  });
  await pruning.run(march);
}

export function questionsTo({ store, clock, circumstances }: WorldDeps): Questions {
  return questionsOn(store, clock, { ...unknownCircumstances, ...circumstances });
}
