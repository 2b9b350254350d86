import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { assembleCounting } from '../../src/app/counting.ts';
import { SimulatedClock } from '../../src/simulator/worlds/simulated-clock.ts';
import { openLane } from '../app/an-open-lane.ts';
import { WrittenChannels } from './a-written-channel.ts';
import { general, guildId } from './collection-fixture.ts';

/** All that counts in one lane, and what it says of losing it. Gone again after the test. */
export async function aLaneToLose(startMs: number) {
  const clock = new SimulatedClock(startMs);
  const directory = mkdtempSync(join(tmpdir(), 'census-lane-'));
  const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));
  const { store, vault, rotation, checkpoint, lanes, close } = await openLane({ directory, clock, random });
  onTestFinished(close);
  const logged: string[] = [];
  const failures: unknown[] = [];
  const background: Promise<void>[] = [];
  const history = new WrittenChannels();
  let losses = 0;
  const log = (_fields: object, message: string) => void logged.push(message);
  const counting = assembleCounting({
    clock,
    log: { info: () => {}, warn: log, error: log },
    store,
    vault,
    rotation,
    checkpoint,
    isOwn: () => true,
    countAfk: false,
    readsContent: true,
    countLanguages: false,
    countDevices: false,
    trialDays: 0,
    flushEveryMs: 10_000,
    discord: {
      history,
      learnChannel: async () => {},
      channels: async () => null,
      now: async () => clock.now(),
    },
    guildCache: { apply: () => {} },
    commands: { message: () => {}, interaction: () => {} },
    greet: () => {},
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
    ...counting,
    clock,
    history,
    /** Warnings and errors. */
    logged,
    /** What would end the process. */
    failures,
    /** How often the lane was said to be lost. */
    losses: () => losses,
    /** The guilds are divided differently from now on. */
    lose: () => lanes.divide(2),
    /** All that nobody waits for is over. */
    settled: () => Promise.all(background),
  };
}
