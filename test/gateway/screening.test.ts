import { expect, it } from 'vitest';
import type { Data } from '../../src/gateway/dispatch-shapes.ts';
import { alice, guildId } from '../cast.ts';
import { aDispatcher, startMs } from './a-dispatcher.ts';

const bob = '110000000000000009';

type Screened = Pick<Data<'GUILD_MEMBER_ADD'>, 'pending'>;

/** A dispatcher, and what its totals have of newcomers by now. */
async function aCensus() {
  const census = await aDispatcher();
  const joined = (sinceMs: number) => new Date(startMs - sinceMs).toISOString();
  return {
    steps: () =>
      census.totals
        .takeChanges()
        .flatMap(({ metric, key, amount }) => (metric === 'newcomer_way' ? [[key, amount]] : [])),
    add: (id: string, screened: Screened = {}, isBot = false) =>
      census.tell('GUILD_MEMBER_ADD', {
        guild_id: guildId,
        user: { id, bot: isBot },
        joined_at: joined(1000),
        ...screened,
      }),
    update: (id: string, screened: Screened, sinceMs = 1000) =>
      census.tell('GUILD_MEMBER_UPDATE', {
        guild_id: guildId,
        user: { id },
        roles: [],
        joined_at: joined(sinceMs),
        ...screened,
      }),
  };
}

it('who joins without having to be screened has passed at once', async () => {
  const census = await aCensus();
  await census.add(alice, { pending: false });
  await census.add(bob);
  expect(census.steps()).toEqual([
    ['joined', 2],
    ['passed', 2],
  ]);
});

it('who is pending has passed when an update says so, once', async () => {
  const census = await aCensus();
  await census.add(alice, { pending: true });
  await census.update(alice, { pending: true });
  await census.update(alice, {});
  expect(census.steps()).toEqual([['joined', 1]]);
  for (const _ of [1, 2]) await census.update(alice, { pending: false });
  expect(census.steps()).toEqual([['passed', 1]]);
});

it('an update of a member of long standing, or of an app, is no step', async () => {
  const census = await aCensus();
  await census.update(alice, { pending: false }, 8 * 24 * 3_600_000);
  await census.add(bob, { pending: false }, true);
  await census.update(bob, { pending: false });
  expect(census.steps()).toEqual([]);
});
