import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LanesToDivide } from '../../../src/app/ending.ts';
import { alice, bob } from '../../cast.ts';
import { fiveSecondsHaveAlwaysGoneBy } from '../../gateway/a-gateway.ts';
import { anAppOnShards } from '../stages/an-app-on-shards.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

afterEach(() => {
  vi.restoreAllMocks();
});

it('a shard that is away for long, and then refused as one too few, costs the others nothing', async () => {
  const census = await anAppOnShards({ shards: 2 });
  await census.startCounting();
  for (const { enter, write } of census.guilds) {
    enter(alice);
    write(alice, 5);
  }
  await census.settle();
  await census.until(10);
  await census.cutOff(1);
  await census.until(100);
  for (const { write } of census.guilds) write(bob, 2);
  await census.settle(0);
  await census.until(101);
  census.server.faults.requireShards(3);
  census.server.faults.restoreShard(1);
  expect(await census.ending()).toEqual(new LanesToDivide(true));
  await census.until(102);
  await census.startAgainOverMore();
  await census.settle();
  await census.until(120);
  const [first, second, third] = await census.counted();
  expect(first).toMatchObject({ messages: 7, gaps: [[101, 102]] });
  expect(second).toMatchObject({ messages: 7, voice: ['Lobby 28'], gaps: [[10, 102]] });
  expect(third).toMatchObject({ messages: 7, gaps: [[101, 102]] });
}, 30_000);
