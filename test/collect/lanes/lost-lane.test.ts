import { expect, it } from 'vitest';
import { LaneLost } from '../../../src/core/errors.ts';
import { general, guildId } from '../../cast.ts';
import { jennifer } from '../collection-fixture.ts';
import { aLaneToLose } from './a-lane-to-lose.ts';

const startMs = Date.UTC(2018, 2, 5, 9, 30);
const monthEndMs = Date.UTC(2018, 3, 1);

type Lane = Awaited<ReturnType<typeof aLaneToLose>>;

/** Checks that the loss was reported once, nothing was logged as an error, and no job is scheduled. */
async function expectOver(lane: Lane): Promise<void> {
  await lane.settled();
  expect([lane.losses(), lane.logged, lane.failures, lane.clock.nextDueMs]).toEqual([1, [], [], null]);
}

it.each([
  ['a flush', 10_000],
  ['the end of an hour', 30 * 60_000],
])('a lane that is lost before %s stops there', async (_when, waitMs) => {
  const lane = await aLaneToLose(startMs);
  await lane.clock.setTo(startMs + waitMs - 1);
  lane.begin();
  await lane.lose();
  await lane.clock.setTo(startMs + waitMs + 10_000);
  await expectOver(lane);
  lane.begin();
  lane.scheduler.reschedule();
  await lane.clock.setTo(startMs + 3_600_000);
  await expectOver(lane);
});

it('a lane that is lost before its month ends leaves the month to its next owner', async () => {
  const lane = await aLaneToLose(monthEndMs - 5_000);
  await lane.clock.setTo(monthEndMs + 1_000);
  await lane.lose();
  await lane.missedMonthEnd.close();
  await expectOver(lane);
});

it('a batch that comes too late is neither isolated nor kept for a retry', async () => {
  const lane = await aLaneToLose(startMs);
  await lane.lose();
  await expect(lane.flusher.flush()).rejects.toThrow(LaneLost);
  expect([lane.flusher.failure, lane.logged]).toEqual([null, []]);
});

it('a new session detects that the lane is lost', async () => {
  const lane = await aLaneToLose(startMs);
  lane.begin();
  await lane.lose();
  lane.beginSession();
  lane.beginSession();
  await expect(lane.flusher.flush()).rejects.toThrow(LaneLost);
  await expectOver(lane);
});

it('missed messages are left to the next owner', async () => {
  const lane = await aLaneToLose(startMs);
  lane.history.write(general, jennifer, startMs);
  lane.collector.cutOff([guildId], startMs);
  lane.collector.listChannels(guildId, lane.history.list());
  await lane.lose();
  await lane.catchUp.run();
  await expectOver(lane);
  await lane.catchUp.run();
  expect(lane.history.asked).toEqual([general]);
});
