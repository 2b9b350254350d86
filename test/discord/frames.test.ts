import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stage } from '../simulator/stage.ts';
import { aGateway, fiveSecondsHaveAlwaysGoneBy, write } from './a-gateway.ts';
import { badFrames } from './some-frames.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

afterEach(() => {
  vi.restoreAllMocks();
});

const start = ['session 0', 'READY', 'GUILD_CREATE'];

describe('a frame', () => {
  it('that is not as Discord documents it is left out, and what comes next is dealt with', async () => {
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

  it('with a sequence number far ahead ends the session, so that no number is believed that may be wrong', async () => {
    const { server } = await stage();
    const bot = await aGateway(server).connect();
    server.faults.say(`{"op":0,"t":"MESSAGE_CREATE","s":${Number.MAX_SAFE_INTEGER},"d":{}}`);
    await bot.noted('GUILD_CREATE', 2);
    write(server, 'the next');
    await bot.caughtUp();
    expect(bot.notes).toEqual([...start, 'trouble', 'lost 0', ...start, 'MESSAGE_CREATE']);
    expect(bot.positions.of(0)).toMatchObject({ sequence: server.lastSequence(), countedAbove: [] });
  });
});

describe('the address of a session', () => {
  it('that READY or the database names is not believed where it is not Discord’s', async () => {
    const { server } = await stage();
    const first = await aGateway(server).connect();
    await first.gateway.disconnect();
    const [position] = first.positions.snapshot();
    if (position === undefined) throw new Error('expected a session');
    for (const resumeUrl of ['ws://evil.example', 'wss://evil.example', 'nowhere', '']) {
      const bot = aGateway(server, { positions: [{ ...position, resumeUrl }] });
      await bot.gateway.connect();
      expect(bot.notes).toEqual(['trouble', 'RESUMED']);
      await bot.gateway.disconnect();
    }
    expect(server.identifies).toBe(1);
  });
});
