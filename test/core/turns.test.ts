import { expect, test } from 'vitest';
import { Turns } from '../../src/core/turns.ts';

test('work is done in order, and what fails fails for those alone who asked for it', async () => {
  const turns = new Turns();
  const log: string[] = [];
  const failing = turns.take(async () => {
    log.push('first');
    throw new Error('broken');
  });
  const next = turns.take(async () => void log.push('second'));
  await expect(failing).rejects.toThrow('broken');
  await next;
  await turns.take(async () => void log.push('third'));
  expect(log).toEqual(['first', 'second', 'third']);
});
