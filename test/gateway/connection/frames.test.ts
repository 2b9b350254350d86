import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stage } from '../../simulator/server/stage.ts';
import { aGateway, fiveSecondsHaveAlwaysGoneBy, write } from '../a-gateway.ts';
import { badFrames } from './some-frames.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

afterEach(() => {
  vi.restoreAllMocks();
});

const start = ['session 0', 'READY', 'GUILD_CREATE'];

describe('a frame', () => {
  it('that does not match the documentation is dropped, and the next one is handled', async () => {
    const { server } = await stage();
    const bot = await aGateway(server).connect();
    for (const [frame] of badFrames) server.faults.say(frame);
    write(server, 'the next');
    await bot.caughtUp();
    expect(bot.notes).toEqual([...start, ...badFrames.map(([, refused]) => refused), 'MESSAGE_CREATE']);
    expect(bot.messages()).toEqual(['the next']);
    expect(bot.troubles).toEqual([]);
  });

  it.each(['{"op":99}', '{"op":11}', '{"op":1,"d":null}', '{"op":10,"d":{"heartbeat_interval":41250}}'])(
    '%s changes nothing',
    async (frame) => {
      const { server } = await stage();
      const bot = await aGateway(server).connect();
      server.faults.say(frame);
      write(server, 'the next');
      await bot.caughtUp();
      expect(bot.notes).toEqual([...start, 'MESSAGE_CREATE']);
    },
  );

  it('with a sequence number far ahead ends the session, so that no wrong number is trusted', async () => {
    const { server } = await stage();
    const bot = await aGateway(server).connect();
    server.faults.say(`{"op":0,"t":"MESSAGE_CREATE","s":${Number.MAX_SAFE_INTEGER},"d":{}}`);
    await bot.noted('GUILD_CREATE', 2);
    write(server, 'the next');
    await bot.caughtUp();
    expect(bot.notes).toEqual([...start, 'trouble', 'lost 0', ...start, 'MESSAGE_CREATE']);
    expect(bot.position()).toMatchObject({ sequence: server.lastSequence(), countedAbove: [] });
  });
});

describe('sequence numbers that go back', () => {
  const frame = (s: number) => `{"op":0,"t":"TYPING_START","s":${s},"d":{}}`;

  const ten = Array.from({ length: 10 }, (_, index) => index);

  it.each([
    ['after a jump forward', 900_000, ten.map((index) => 3 + index)],
    ['to the beginning', 50, ten.map((index) => 1 + index)],
    ['repeatedly', 50, ten.map(() => 7)],
  ])('%s end the session, so that nothing is dropped unnoticed', async (_kind, highest, numbers) => {
    const { server } = await stage();
    const bot = await aGateway(server).connect();
    server.faults.say(frame(highest));
    await bot.noted('TYPING_START');
    for (const s of numbers) server.faults.say(frame(s));
    await bot.noted('GUILD_CREATE', 2);
    write(server, 'the next');
    await bot.caughtUp();
    expect(bot.notes).toEqual([...start, 'TYPING_START', 'trouble', 'lost 0', ...start, 'MESSAGE_CREATE']);
  });

  it('occasionally are repetitions, which are dropped', async () => {
    const { server } = await stage();
    const bot = await aGateway(server).connect();
    for (let times = 0; times < 4; times += 1) {
      server.faults.say(frame(1));
      write(server, 'the next');
    }
    await bot.caughtUp();
    expect(bot.notes).toEqual([...start, ...new Array(4).fill('MESSAGE_CREATE')]);
  });
});

describe('a READY during a running session', () => {
  it('is dropped, so that it removes no guild and replaces no session', async () => {
    const { server } = await stage();
    const bot = await aGateway(server).connect();
    const sessionId = bot.position()?.sessionId;
    const d = { session_id: 'another', resume_gateway_url: 'wss://evil.example', guilds: [], shard: [0, 1] };
    for (const s of [1, 3, 100]) server.faults.say(JSON.stringify({ op: 0, t: 'READY', s, d }));
    write(server, 'the next');
    await bot.caughtUp();
    expect(bot.notes).toEqual([...start, ...new Array(3).fill('refused READY t'), 'MESSAGE_CREATE']);
    expect(bot.position()?.sessionId).toBe(sessionId);
  });
});

describe('the address of a session', () => {
  it('from READY or the database is not trusted if it is not Discord’s', async () => {
    const { server } = await stage();
    const first = await aGateway(server).connect();
    await first.gateway.disconnect();
    const [position] = first.positions();
    if (position === undefined) throw new Error('expected a session');
    for (const resumeUrl of ['ws://evil.example', 'wss://evil.example', 'nowhere', '']) {
      const bot = aGateway(server, { positions: [{ ...position, resumeUrl }] });
      await bot.join();
      expect(bot.notes).toEqual(['trouble', 'RESUMED']);
      await bot.gateway.disconnect();
    }
    expect(server.identifies).toBe(1);
  });
});
