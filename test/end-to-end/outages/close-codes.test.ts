import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LanesToDivide } from '../../../src/app/ending.ts';
import { UserError } from '../../../src/core/errors.ts';
import { fiveSecondsHaveAlwaysGoneBy } from '../../gateway/a-gateway.ts';
import { allButTheGap, allOfIt, type ConnectedApp, meanwhile, tenMinutes } from '../stages/ten-minutes.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

afterEach(() => {
  vi.restoreAllMocks();
});

type End = (census: ConnectedApp) => void;

/** The counts if the gateway closes with `end` and cannot be reached for ten minutes. */
async function countedAfter(end: End) {
  const census = await tenMinutes();
  census.server.faults.refuseConnections(true);
  const trying = census.attempts(1);
  end(census);
  await trying;
  await meanwhile(census);
  await census.letBackIn();
  await census.until(30);
  return { counted: await census.counted(), identifies: census.server.identifies };
}

const closedWith =
  (code: number): End =>
  ({ server }) =>
    server.faults.closeConnections(code);

describe('ten minutes without the gateway', { timeout: 30_000 }, () => {
  it('lose no event, after any close code that allows resuming', async () => {
    const ends: [string, End][] = [4000, 4001, 4002, 4009].map((code) => [`${code}`, closedWith(code)]);
    ends.push(['op 7', ({ server }) => server.faults.requestReconnect()]);
    const all = ends.map(async ([name, end]) => [name, await countedAfter(end)] as const);
    for (const [name, found] of await Promise.all(all)) {
      expect(found, name).toEqual({ counted: allOfIt, identifies: 1 });
    }
  });

  it('lose no message, and show their gap, if the session ends with them', async () => {
    const ends: [string, End][] = [1000, 1001, 4003, 4005, 4007, 4008].map((code) => [`${code}`, closedWith(code)]);
    ends.push(['op 9', ({ server }) => server.faults.invalidateSessions(false)]);
    const all = ends.map(async ([name, end]) => [name, await countedAfter(end)] as const);
    for (const [name, found] of await Promise.all(all)) {
      expect(found, name).toEqual({ counted: allButTheGap, identifies: 2 });
    }
  });
});

describe('a session that is invalid but may be resumed', () => {
  it('is visible in no count', async () => {
    const census = await tenMinutes();
    census.server.faults.invalidateSessions(true);
    await meanwhile(census);
    await census.letBackIn();
    await census.until(30);
    expect(await census.counted()).toMatchObject({ messages: 7, joins: 2, parts: 1, gaps: [] });
    expect(census.server.identifies).toBe(1);
  });
});

describe('a close code with which Discord refuses Census for good', () => {
  it.each([
    [4004, /token/],
    [4010, /shard/],
    [4012, /version/],
    [4013, /intent/],
    [4014, /intent/],
  ])('%i ends it with one sentence, and all counts are kept', async (code, sentence) => {
    const census = await tenMinutes();
    census.server.faults.closeConnections(code);
    const ending = await census.ending();
    expect(ending).toBeInstanceOf(UserError);
    expect((ending as UserError).message).toMatch(sentence);
    expect((ending as UserError).message).not.toMatch(/\n/);
    expect(await census.counted()).toMatchObject({ messages: 5, voice: ['Lobby 10', 'Lobby 8'] });
  });

  it('4011 starts it again with more shards, and all counts are kept', async () => {
    const census = await tenMinutes();
    census.server.faults.closeConnections(4011);
    expect(await census.ending()).toEqual(new LanesToDivide(true));
    expect(await census.counted()).toMatchObject({ messages: 5, voice: ['Lobby 10', 'Lobby 8'] });
  });
});
