import { expect, it } from 'vitest';
import { SingleFlight } from '../../../src/core/async/single-flight.ts';

it('callers during a run share it, and the next caller starts another', async () => {
  let runs = 0;
  const flight = new SingleFlight(async () => {
    runs += 1;
    await new Promise(setImmediate);
    return runs;
  });
  expect(await Promise.all([flight.run(), flight.run()])).toEqual([1, 1]);
  expect(flight.running).toBeNull();
  expect(await flight.run()).toBe(2);
});

it('a failed run rejects all its callers and ends', async () => {
  let runs = 0;
  const flight = new SingleFlight(async () => {
    runs += 1;
    if (runs === 1) throw new Error('the disk is full');
  });
  const both = await Promise.allSettled([flight.run(), flight.run()]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(flight.run()).resolves.toBeUndefined();
});
