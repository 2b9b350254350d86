import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { untilAborted } from '../../../src/gateway/connection/until-aborted.ts';

const never = () => new Promise<never>(() => {});

it('returns or fails as the work does, and leaves no listener behind', async () => {
  const { signal } = new AbortController();
  const listen = (own: AbortSignal) => own.addEventListener('abort', () => {}); // As the REST client does.
  await expect(untilAborted([signal], async (own) => listen(own))).resolves.toBe(undefined);
  const failing = untilAborted([signal], async (own) => {
    listen(own);
    throw new Error('broken');
  });
  await expect(failing).rejects.toThrow('broken');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it.each([0, 1])('ends unfinished work when signal %i is aborted', async (index) => {
  const controllers = [new AbortController(), new AbortController()];
  const signals = controllers.map(({ signal }) => signal);
  let own: AbortSignal | undefined;
  const ended = untilAborted(signals, (given) => {
    own = given;
    return never();
  });
  controllers[index]?.abort(new Error('stopped'));
  await expect(ended).rejects.toThrow('stopped');
  expect(own?.reason).toEqual(new Error('stopped'));
  expect(signals.flatMap((signal) => getEventListeners(signal, 'abort'))).toEqual([]);
});

it('starts nothing once a signal is aborted', async () => {
  let hasBegun = false;
  const work = async () => {
    hasBegun = true;
  };
  await expect(untilAborted([AbortSignal.abort(new Error('stopped'))], work)).rejects.toThrow('stopped');
  expect(hasBegun).toBe(false);
});
