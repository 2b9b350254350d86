import { expect, test } from 'vitest';
import { SerialQueue } from '../../../src/core/async/serial-queue.ts';

test('tasks run in order, and a failure rejects only its own caller', async () => {
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

test('a task ends before the next one starts', async () => {
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

test('the size counts running and waiting tasks, and the queue settles when all have ended, also with errors', async () => {
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
