import { expect, test } from 'vitest';
import { Progress } from '../../../src/bot/answering/progress.ts';
import { english } from '../../../src/render/words.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';

test('it reports every ten seconds until it is stopped', async () => {
  const clock = new SimulatedClock(0);
  const shown: string[] = [];
  const progress = new Progress(clock, english, async (text) => {
    shown.push(text);
  });
  progress.start();
  await clock.setTo(9_999);
  expect(shown).toEqual([]);
  await clock.setTo(10_000);
  progress.update(0.426);
  await clock.setTo(25_000);
  await progress.stop();
  await clock.setTo(60_000);
  expect(shown).toEqual(['Working on it …', 'Working on it … 42 %']);
});

test('stopping waits for the last report, and a failed report stops nothing', async () => {
  const clock = new SimulatedClock(0);
  const log: string[] = [];
  let fail = (_error: Error): void => undefined;
  const progress = new Progress(
    clock,
    english,
    () =>
      new Promise((_resolve, reject) => {
        fail = reject;
      }),
  );
  progress.start();
  const moving = clock.setTo(10_000);
  await Promise.resolve();
  const stopped = progress.stop().then(() => log.push('stopped'));
  await Promise.resolve();
  expect(log).toEqual([]);
  fail(new Error('no way'));
  await stopped;
  await moving;
  expect(log).toEqual(['stopped']);
});
