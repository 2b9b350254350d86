import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fiveSecondsHaveAlwaysGoneBy } from '../../gateway/a-gateway.ts';
import { meanwhile, tenMinutes } from '../stages/ten-minutes.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

afterEach(() => {
  vi.restoreAllMocks();
});

it('a stop does not wait for a history that Discord does not return, and the next start continues with it', async () => {
  const census = await tenMinutes();
  const { faults } = census.server;
  faults.forgetSessions();
  await census.cutOff();
  await meanwhile(census);
  const answer = faults.holdRequests(/\/messages$/);
  await census.letBackIn();
  const askedMs = performance.now();
  await census.stop();
  expect(performance.now() - askedMs).toBeLessThan(4_000);
  answer();
  await census.start();
  await census.settle();
  await census.until(30);
  expect(await census.counted()).toMatchObject({ messages: 7, gaps: [[10, 20]] });
}, 20_000);
