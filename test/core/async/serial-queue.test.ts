import { expect, test } from 'vitest';
import { SerialQueue } from '../../../src/core/async/serial-queue.ts';

test('work is done in order, and what fails fails for those alone who asked for it', async () => {
  const queue = new SerialQueue();
  const log: string[] = [];
  const failing = queue.run(async () => {
    log.push('first');
    throw new Error('broken');
  });
  const next = queue.run(async () => void log.push('second'));
  await expect(failing).rejects.toThrow('broken');
  await next;
  await queue.run(async () => void log.push('third'));
  expect(log).toEqual(['first', 'second', 'third']);
});

test('one piece of work is over before the next one begins', async () => {
  const queue = new SerialQueue();
  const log: string[] = [];
  const work = (name: string) => async () => {
    log.push(`${name} begins`);
    await new Promise(setImmediate);
    log.push(`${name} ends`);
  };
  await Promise.all([queue.run(work('one')), queue.run(work('other'))]);
  expect(log).toEqual(['one begins', 'one ends', 'other begins', 'other ends']);
});

test('its size is what is under way or waits, and it is settled when that is over, failures too', async () => {
  const queue = new SerialQueue();
  expect(queue.size).toBe(0);
  const failing = queue.run(async () => {
    throw new Error('broken');
  });
  const expected = expect(failing).rejects.toThrow('broken');
  void queue.run(async () => {});
  expect(queue.size).toBe(2);
  await queue.settled;
  expect(queue.size).toBe(0);
  await expected;
});
