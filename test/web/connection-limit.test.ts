import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ConnectionLimit } from '../../src/web/connection-limit.ts';

/** A limit of two connections, both open. */
function aFullLimit() {
  const limit = new ConnectionLimit(2);
  const open = () => {
    const socket = new Socket();
    limit.opened(socket);
    return socket;
  };
  return { limit, open, first: open(), second: open() };
}

const closed = (...sockets: Socket[]) => sockets.map(({ destroyed }) => destroyed);

describe('one connection too many', () => {
  it('closes the one that has waited longest without a complete request', () => {
    const { limit, open, first, second } = aFullLimit();
    limit.began(first);
    const third = open();
    expect(closed(first, second, third)).toEqual([false, true, false]);
  });

  it('closes the one whose answer takes longest if all others are being answered', () => {
    const { limit, open, first, second } = aFullLimit();
    for (const socket of [second, first]) limit.began(socket);
    const third = open();
    expect(closed(first, second, third)).toEqual([false, true, false]);
  });

  it('closes an answered one that is kept open only after those that have waited longer', () => {
    const { limit, open, first, second } = aFullLimit();
    limit.began(first);
    limit.ended(first);
    const third = open();
    expect(closed(first, second, third)).toEqual([false, true, false]);
    const fourth = open(); // Before the second one is completely closed.
    expect(closed(first, second, third, fourth)).toEqual([true, true, false, false]);
  });

  it('is not one too many if another was closed before', async () => {
    const { open, first, second } = aFullLimit();
    first.destroy();
    await nextTurn();
    const third = open();
    expect(closed(second, third)).toEqual([false, false]);
  });
});
