import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SeededRandom } from '../../../src/simulator/population/seeded-random.ts';
import type { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { stage } from '../../simulator/server/stage.ts';
import { aGateway, fiveSecondsHaveAlwaysGoneBy, usualIntents, write } from '../a-gateway.ts';
import { gate } from '../gate.ts';
import { tcpProxy } from './tcp-proxy.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

afterEach(() => {
  vi.restoreAllMocks();
});

const start = ['session 0', 'READY', 'GUILD_CREATE'];
const messages = (amount: number) => new Array<string>(amount).fill('MESSAGE_CREATE');

type Fault = readonly [how: string, happen: (server: DiscordServer) => void];

describe('the state of a shard', () => {
  it('shows whether it is connected, and how often it has reconnected', async () => {
    const { server } = await stage();
    const line = await tcpProxy(server);
    const bot = aGateway(server);
    expect(bot.gateway.shards).toEqual([]);
    await bot.connect();
    expect(bot.gateway.shards).toEqual([{ shardId: 0, isConnected: true, reconnects: 0 }]);
    server.faults.refuseConnections(true);
    server.faults.dropConnections();
    await bot.noted('lost 0');
    expect(bot.gateway.shards).toEqual([{ shardId: 0, isConnected: false, reconnects: 0 }]);
    await line.until(({ connections }) => connections >= 2);
    server.faults.refuseConnections(false);
    await bot.noted('RESUMED');
    expect(bot.gateway.shards).toEqual([{ shardId: 0, isConnected: true, reconnects: 1 }]);
    server.faults.forgetSessions();
    server.faults.dropConnections();
    await bot.noted('session 0', 2);
    await bot.noted('READY', 2);
    expect(bot.gateway.shards).toEqual([{ shardId: 0, isConnected: true, reconnects: 2 }]);
    await bot.gateway.disconnect();
    expect(bot.gateway.shards).toMatchObject([{ isConnected: false }]);
  });
});

describe('dispatches', () => {
  it('are handled one at a time, in order, even if one takes time', async () => {
    const { server } = await stage();
    let atWork = 0;
    let mostAtWork = 0;
    const random = new SeededRandom(7);
    const hold = async () => {
      atWork += 1;
      mostAtWork = Math.max(mostAtWork, atWork);
      for (let turns = random.between(0, 4); turns > 0; turns--) await nextTurn();
      atWork -= 1;
    };
    const bot = await aGateway(server, { hold: (payload) => (payload.s % 3 === 0 ? undefined : hold()) }).connect();
    write(server, ...Array.from({ length: 60 }, (_, index) => `${index}`));
    await bot.gateway.settled(0, server.lastSequence());
    expect(bot.messages()).toEqual(Array.from({ length: 60 }, (_, index) => `${index}`));
    expect(mostAtWork).toBe(1);
    expect(bot.position()?.sequence).toBe(server.lastSequence());
  });

  it('go on when handling one fails', async () => {
    const { server } = await stage();
    const hold = ({ t }: { t: string }) => (t === 'MESSAGE_CREATE' ? Promise.reject(new Error('a bug')) : undefined);
    const bot = await aGateway(server, { hold }).connect();
    write(server, 'one', 'two');
    await bot.gateway.settled(0, server.lastSequence());
    expect(bot.troubles).toEqual([new Error('a bug'), new Error('a bug')]);
    expect(bot.position()?.sequence).toBe(server.lastSequence());
  });

  it('are settled when they are handled, not when they arrive', async () => {
    const { server } = await stage();
    const held = gate();
    const hold = ({ t }: { t: string }) => (t === 'MESSAGE_CREATE' ? held.pass() : undefined);
    const bot = await aGateway(server, { hold }).connect();
    const before = server.lastSequence();
    write(server, 'slow', 'quick');
    let isSettled = false;
    const settled = bot.gateway.settled(0, before + 1).then(() => {
      isSettled = true;
    });
    await bot.gateway.settled(0, before);
    await nextTurn();
    expect(isSettled).toBe(false);
    expect(bot.position()?.sequence).toBe(before);
    held.open();
    await settled;
    expect(bot.messages()[0]).toBe('slow');
  });

  it('with a repeated sequence number are dropped', async () => {
    const { server } = await stage();
    const bot = await aGateway(server).connect();
    write(server, 'one');
    server.faults.resendLastDispatch();
    server.faults.resendLastDispatch();
    write(server, 'two');
    server.faults.resendLastDispatch();
    write(server, 'three');
    await bot.caughtUp();
    expect(bot.messages()).toEqual(['one', 'two', 'three']);
  });
});

describe('a connection', () => {
  it.each<Fault>([
    ['is asked to reconnect', (server) => server.faults.requestReconnect()],
    ['is cut', (server) => server.faults.dropConnections()],
    ...[4000, 4001, 4002, 4009].map(
      (code): Fault => [`is closed with ${code}`, (server) => server.faults.closeConnections(code)],
    ),
  ])('that %s is resumed, and everything arrives once', async (_how, cut) => {
    const { server } = await stage();
    const bot = await aGateway(server).connect();
    write(server, 'a', 'b');
    await bot.caughtUp();
    cut(server);
    await bot.noted('lost 0');
    write(server, 'c', 'd', 'e');
    await bot.noted('RESUMED');
    write(server, 'f');
    await bot.caughtUp();
    expect(bot.messages()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    const inOrder = [...start, 'MESSAGE_CREATE', 'MESSAGE_CREATE', 'lost 0', ...messages(3), 'RESUMED', ...messages(1)];
    expect(bot.notes).toEqual(inOrder);
    expect(server.identifies).toBe(1);
  });

  it('whose session is invalid but may be resumed is not lost', async () => {
    const { server } = await stage();
    const bot = await aGateway(server).connect();
    write(server, 'a');
    server.faults.invalidateSessions(true);
    write(server, 'b');
    await bot.noted('RESUMED');
    expect(bot.notes).toEqual([...start, ...messages(2), 'RESUMED']);
    expect(bot.messages()).toEqual(['a', 'b']);
  });

  it.each<Fault>([
    ['is invalid', (server) => server.faults.invalidateSessions(false)],
    [
      'was forgotten',
      (server) => {
        server.faults.forgetSessions();
        server.faults.dropConnections();
      },
    ],
    ...[1000, 1001, 4003, 4005, 4007, 4008].map(
      (code): Fault => [`ended with ${code}`, (server) => server.faults.closeConnections(code)],
    ),
  ])('whose session %s starts a new one, and reports that first', async (_how, end) => {
    const { server } = await stage();
    const bot = await aGateway(server).connect();
    write(server, 'a');
    await bot.caughtUp();
    end(server);
    await bot.noted('session 0', 2);
    await bot.caughtUp();
    write(server, 'b');
    await bot.caughtUp();
    expect(bot.notes).toEqual([...start, 'MESSAGE_CREATE', 'lost 0', ...start, 'MESSAGE_CREATE']);
    expect(bot.sequences()).toEqual([1, 2, 3, 1, 2, 3]);
    expect(bot.position()).toMatchObject({ sequence: 3, countedAbove: [] });
    expect(server.identifies).toBe(2);
  });

  it('starts a new session when more was missed than Discord keeps', async () => {
    const { server } = await stage({ replayLimit: 5 });
    const bot = await aGateway(server).connect();
    server.faults.dropConnections();
    await bot.noted('lost 0');
    write(server, '1', '2', '3', '4', '5', '6');
    await bot.noted('GUILD_CREATE', 2);
    expect(bot.notes).toEqual([...start, 'lost 0', ...start]);
    expect(bot.position()?.sequence).toBe(2);
  });

  it('that breaks repeatedly, even during replays, loses and repeats nothing', async () => {
    const { server } = await stage();
    const line = await tcpProxy(server);
    const random = new SeededRandom(11);
    const bot = await aGateway(server, { hold: () => (random.happens(0.3) ? nextTurn() : undefined) }).connect();
    const breaks = [
      () => server.faults.dropConnections(),
      () => server.faults.closeConnections(4000),
      () => server.faults.requestReconnect(),
    ];
    const written = Array.from({ length: 6 }, (_, round) => [`${round} before`, `${round} after`]);
    for (const [round, [before = '', after = '']] of written.entries()) {
      write(server, before);
      breaks[round % breaks.length]?.();
      write(server, after);
      // The connection breaks again as soon as Discord starts the replay, before the bot can have received any of it.
      await line.until(({ connections }) => connections >= round + 2);
      await server.connected();
    }
    await bot.noted('RESUMED');
    await bot.gateway.settled(0, server.lastSequence());
    expect(bot.messages()).toEqual(written.flat());
    expect(server.identifies).toBe(1);
  });

  it('is resumed after a network outage, however many attempts fail', async () => {
    const { server } = await stage();
    const line = await tcpProxy(server);
    const bot = await aGateway(server).connect();
    server.faults.refuseConnections(true);
    server.faults.dropConnections();
    await bot.noted('lost 0');
    write(server, 'missed');
    await line.until(({ connections }) => connections >= 7);
    server.faults.refuseConnections(false);
    await bot.noted('RESUMED');
    expect(bot.messages()).toEqual(['missed']);
    expect(bot.notes).toEqual([...start, 'lost 0', 'MESSAGE_CREATE', 'RESUMED']);
    expect(server.identifies).toBe(1);
  });

  it('that is lost while it waits to identify identifies once', async () => {
    const { server } = await stage();
    const startMs = 1_520_000_000_000;
    vi.mocked(Date.now).mockReturnValue(startMs);
    const bot = await aGateway(server).connect();
    vi.mocked(Date.now).mockReturnValue(startMs + 4_700);
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.4); // The turn comes in 0.9 s: 0.3 s, and 0.4 of 1.5 s.
    server.faults.invalidateSessions(false);
    await vi.waitFor(() => expect(random).toHaveBeenCalledTimes(2)); // For the first heartbeat, then for the turn.
    fiveSecondsHaveAlwaysGoneBy();
    server.faults.dropConnections();
    await bot.noted('GUILD_CREATE', 2);
    write(server, 'a');
    await bot.caughtUp();
    expect(bot.notes).toEqual([...start, 'lost 0', ...start, 'MESSAGE_CREATE']);
    expect(server.identifies).toBe(2);
  });
});

describe('a refusal', () => {
  it('with any fatal close code is reported once, and ends all attempts', async () => {
    const codes = [4004, 4010, 4012, 4013, 4014];
    const refused = codes.map(async (code) => {
      const { server } = await stage();
      const line = await tcpProxy(server);
      const bot = await aGateway(server).connect();
      server.faults.closeConnections(code);
      await bot.noted('refused');
      // The library waits half a second before each attempt; so does this one.
      const other = await aGateway(server).connect();
      server.faults.dropConnections();
      await other.noted('RESUMED');
      expect(bot.notes, `${code}`).toEqual([...start, 'lost 0', 'refused']);
      expect(line.connections, `${code}`).toBe(3);
      expect(bot.errors[0]?.message).not.toMatch(/a\.good\.token/);
    });
    await Promise.all(refused);
  });

  it.each([
    ['a disallowed intent', usualIntents, /switched off an intent/],
    ['an unknown intent', [...usualIntents, 1 << 30], /does not know an intent/],
  ])('of %s makes connecting fail', async (_what, intents, sentence) => {
    const { server } = await stage();
    server.settings.privilegedIntents = { guildMembers: true, messageContent: false, presences: false };
    const bot = aGateway(server, { intents });
    await expect(bot.join()).rejects.toThrow(sentence);
    expect(bot.notes).toEqual(['refused']);
    expect(server.identifies).toBe(0);
  });
});
