import { expect, it } from 'vitest';
import { type JobServices, LaneJobs, type Occasion } from '../../src/app/lane/jobs.ts';

/** The jobs that start on an occasion, in order, in a lane whose open month has the number 5. */
async function begun(occasion: Occasion, without: Partial<JobServices> = {}): Promise<string[]> {
  const done: string[] = [];
  const work = (name: string) => async () => void done.push(name);
  const background: Promise<void>[] = [];
  const jobs = new LaneJobs({
    services: {
      pastMonths: { tend: async (month) => void done.push(`months before ${month}`) },
      digests: { postAll: work('digests') },
      notices: { postAll: work('notices') },
      activityWatch: { compute: work('activity') },
      onlineRound: { run: work('online') },
      backfill: { run: work('past') },
      roleCheck: { run: work('roles') },
      ...without,
    },
    openMonth: () => 5,
    inBackground: (promise) => background.push(promise),
  });
  jobs.begin(occasion);
  await Promise.all(background);
  expect(background).toHaveLength(done.length);
  return done;
}

it.each([
  ['connected', ['months before 5', 'activity', 'online', 'past']],
  ['hour', ['months before 5', 'digests', 'notices', 'activity', 'online', 'past', 'roles']],
  ['month', ['months before 5']],
] as const)('on "%s" a lane does %j', async (occasion, expected) => {
  expect(await begun(occasion)).toEqual(expected);
});

it('jobs without a service are skipped', async () => {
  expect(await begun('hour', { activityWatch: null, roleCheck: null })).toEqual([
    'months before 5',
    'digests',
    'notices',
    'online',
    'past',
  ]);
});
