import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Counting } from '../../../src/app/lane/counting.ts';
import { assembleLaneCollection } from '../../../src/app/lane/lane-collection.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { openOneLane } from '../../app/an-open-lane.ts';
import { general, guildId } from '../../cast.ts';
import { WrittenChannels } from '../a-written-channel.ts';

/** The counting half of one lane, and what it reports about its loss. Removed after the test. */
export async function aLaneToLose(startMs: number) {
  const clock = new SimulatedClock(startMs);
  const directory = mkdtempSync(join(tmpdir(), 'census-lane-'));
  const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));
  const { store, vault, rotation, checkpoint, lanes, close } = await openOneLane({ directory, clock, random });
  onTestFinished(close);
  const logged: string[] = [];
  const failures: unknown[] = [];
  const background: Promise<void>[] = [];
  const history = new WrittenChannels();
  let losses = 0;
  const log = (_fields: object, message: string) => void logged.push(message);
  const learnChannel = async () => {};
  const known = { clock, log: { info: () => {}, warn: log, error: log }, store, vault };
  const collection = assembleLaneCollection({ ...known, checkpoint, countAfk: false, trialDays: 0, learnChannel });
  const counting = new Counting({
    ...known,
    collection,
    rotation,
    countDevices: false,
    flushEveryMs: 10_000,
    discord: {
      history,
      learnChannel,
      channels: async () => null,
      now: async () => clock.now(),
    },
    inBackground: (work) => background.push(work),
    onHourEnded: () => {},
    onMonthOpened: () => {},
    renewSession: async () => {},
    onLaneLost: () => {
      losses += 1;
    },
    onFailure: (error) => failures.push(error),
  });
  counting.beginSession();
  counting.collector.meetGuild({ id: guildId, name: 'Kitchen', afkChannelId: null }, startMs);
  counting.guilds.meetAllChannels(guildId, [{ id: general, kind: 'text', name: 'general', parentId: null }]);
  await counting.flusher.flush();
  return {
    ...collection,
    scheduler: counting.scheduler,
    catchUp: counting.catchUp,
    missedMonthEnd: counting.missedMonthEnd,
    begin: () => counting.begin(),
    beginSession: () => counting.beginSession(),
    skip: (fromMs: number, toMs: number) => counting.skip(fromMs, toMs),
    clock,
    history,
    /** Logged warnings and errors. */
    logged,
    /** Failures that would end the process. */
    failures,
    /** How often the lane was reported as lost. */
    losses: () => losses,
    /** Divides the guilds differently from now on. */
    lose: () => lanes.divide(2),
    /** Waits for background work. */
    settled: () => Promise.all(background),
  };
}
