import { expect, it } from 'vitest';
import { BackgroundWork } from '../../src/app/background-work.ts';
import { LaneLost } from '../../src/core/errors.ts';

function aBackground() {
  const logged: object[] = [];
  const note = (fields: object) => void logged.push(fields);
  return { background: new BackgroundWork({ info: note, warn: note, error: note }), logged };
}

it('a failure is logged once with its error, and the other work is still awaited', async () => {
  const { background, logged } = aBackground();
  const error = new Error('Discord has no such channel', { cause: new Error('404') });
  const done: string[] = [];
  background.add(Promise.reject(error));
  background.add(
    (async () => {
      await Promise.resolve();
      background.add((async () => void done.push('begun meanwhile'))());
      done.push('begun first');
    })(),
  );
  await background.settled();
  expect(done.toSorted()).toEqual(['begun first', 'begun meanwhile']);
  expect(logged).toEqual([{ err: error }]);
});

it('the loss of a lane is not logged, because it is reported elsewhere', async () => {
  const { background, logged } = aBackground();
  background.add(Promise.reject(new LaneLost(1)));
  await background.settled();
  expect(logged).toEqual([]);
});
