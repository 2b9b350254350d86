import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { stage } from '../../simulator/server/stage.ts';
import { aGateway, fiveSecondsHaveAlwaysGoneBy, write } from '../a-gateway.ts';
import { gate } from '../gate.ts';
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

afterEach(() => {
  vi.restoreAllMocks();
});

const start = ['session 0', 'READY', 'GUILD_CREATE'];
const messages = (amount: number) => new Array<string>(amount).fill('MESSAGE_CREATE');

describe('a RESUME that is not answered', () => {
  it('is retried', async () => {
    const { server } = await stage();
    const line = await tcpProxy(server);
    const bot = await aGateway(server, { resumeWithinMs: 40 }).connect();
    line.unheardGreetings = 1;
    server.faults.dropConnections();
    await bot.noted('lost 0');
    write(server, 'missed');
    await bot.noted('RESUMED');
    expect(line.connections).toBe(3);
    expect(bot.notes).toEqual([...start, 'lost 0', 'MESSAGE_CREATE', 'RESUMED']);
  });

  it('is retried three times, and then the session is given up', async () => {
    const { server } = await stage();
    const line = await tcpProxy(server);
    const bot = await aGateway(server, { resumeWithinMs: 40 }).connect();
    line.unheardGreetings = 3;
    server.faults.dropConnections();
    await bot.noted('GUILD_CREATE', 2);
    expect(bot.notes).toEqual([...start, 'lost 0', ...start]);
    expect(line.connections).toBe(5);
  });

  it('is not mistaken for a long replay', async () => {
    const { server } = await stage();
    const line = await tcpProxy(server);
    const bot = await aGateway(server, { resumeWithinMs: 5 }).connect();
    server.faults.dropConnections();
    await bot.noted('lost 0');
    write(server, 'missed');
    await bot.noted('RESUMED');
    expect(line.connections).toBe(2);
  });
});

describe('a session of an earlier process', () => {
  /** Leaves a session that has seen four messages: sequence numbers 3 to 6. */
  async function anEarlierProcess(server: DiscordServer) {
    const bot = await aGateway(server).connect();
    write(server, 'a', 'b', 'c', 'd');
    await bot.caughtUp();
    await bot.gateway.disconnect();
    const [position] = bot.positions();
    if (position === undefined) throw new Error('expected a session');
    return position;
  }

  it('is resumed after the committed position', async () => {
    const { server } = await stage();
    const position = await anEarlierProcess(server);
    write(server, 'e');
    const bot = aGateway(server, { positions: [{ ...position, sequence: 5 }] });
    await bot.join();
    await bot.noted('RESUMED');
    expect(bot.messages()).toEqual(['d', 'e']);
    expect(bot.notes).toEqual(['MESSAGE_CREATE', 'MESSAGE_CREATE', 'RESUMED']);
    expect(server.identifies).toBe(1);
  });

  it('delivers only uncounted dispatches above the committed position', async () => {
    const { server } = await stage();
    const position = await anEarlierProcess(server);
    write(server, 'e');
    const bot = aGateway(server, { positions: [{ ...position, sequence: 3, countedAbove: [4, 6] }] });
    await bot.join();
    await bot.noted('RESUMED');
    expect(bot.messages()).toEqual(['c', 'e']);
    await bot.gateway.settled(0, server.lastSequence());
    bot.progress().replayed();
    expect(bot.position()).toMatchObject({ sequence: server.lastSequence(), countedAbove: [] });
  });

  it('is resumed at the general address when its own is dead', async () => {
    const { server } = await stage();
    const position = await anEarlierProcess(server);
    write(server, 'e');
    const bot = aGateway(server, { positions: [{ ...position, resumeUrl: await nobodysAddress() }] });
    await bot.join();
    await bot.noted('RESUMED');
    expect(bot.notes).toEqual(['MESSAGE_CREATE', 'RESUMED']);
    expect(server.identifies).toBe(1);
  });

  it('that is gone, with its address, is replaced by a new one, and was not lost by this process', async () => {
    const { server } = await stage();
    const position = { ...(await anEarlierProcess(server)), resumeUrl: await nobodysAddress() };
    server.faults.forgetSessions();
    const bot = aGateway(server, { positions: [position] });
    await bot.join();
    await bot.noted('GUILD_CREATE');
    expect(bot.notes).toEqual(start);
    expect(bot.position()?.sessionId).not.toBe(position.sessionId);
  });

  it('is not resumed with a different number of shards', async () => {
    const { server } = await stage();
    const position = await anEarlierProcess(server);
    const bot = aGateway(server, { positions: [{ ...position, shardCount: 2 }] });
    await bot.join();
    await bot.noted('GUILD_CREATE');
    expect(bot.notes).toEqual(start);
    expect(bot.position()).toMatchObject({ shardCount: 1, sequence: 2 });
  });
});

describe('a dispatch that is waiting when its session ends', () => {
  it('is handled before the new session, and is not taken for a part of it', async () => {
    const { server } = await stage();
    const held = gate();
    const hold = ({ t }: { t: string }) => (t === 'MESSAGE_CREATE' ? held.pass() : undefined);
    const bot = await aGateway(server, { hold }).connect();
    write(server, 'a', 'b', 'c');
    server.faults.invalidateSessions(false);
    await bot.noted('session 0', 2);
    held.open();
    await bot.noted('GUILD_CREATE', 2);
    expect(bot.notes).toEqual([...start, 'lost 0', 'session 0', ...messages(3), 'READY', 'GUILD_CREATE']);
    expect(bot.position()?.sequence).toBe(2);
  });
});

describe('a RESUMED that is waiting', () => {
  it('does not hide that the connection was lost again', async () => {
    const { server } = await stage();
    const held = gate();
    const hold = ({ t }: { t: string }) => (t === 'MESSAGE_CREATE' ? held.pass() : undefined);
    const bot = await aGateway(server, { hold }).connect();
    server.faults.dropConnections();
    await bot.noted('lost 0');
    write(server, 'slow');
    await held.reached;
    server.faults.closeConnections(4000);
    await bot.noted('lost 0', 2);
    held.open();
    await bot.noted('RESUMED', 2);
    expect(bot.notes).toEqual([...start, 'lost 0', 'lost 0', 'MESSAGE_CREATE', 'RESUMED', 'lost 0', 'RESUMED']);
  });
});

describe('disconnecting', () => {
  it('leaves the session alive', async () => {
    const { server } = await stage();
    const first = await aGateway(server).connect();
    await first.gateway.disconnect();
    expect(first.notes).toEqual(start);
    write(server, 'a');
    const second = aGateway(server, { positions: first.positions() });
    await second.join();
    await second.noted('RESUMED');
    expect(second.messages()).toEqual(['a']);
  });

  it('waits for received dispatches, and accepts no more', async () => {
    const { server } = await stage();
    const held = gate();
    const hold = ({ t }: { t: string }) => (t === 'MESSAGE_CREATE' ? held.pass() : undefined);
    const bot = await aGateway(server, { hold }).connect();
    write(server, 'a', 'b'); // They come together.
    await held.reached;
    await nextTurn();
    const disconnected = bot.gateway.disconnect();
    write(server, 'too late');
    held.open();
    await disconnected;
    expect(bot.messages()).toEqual(['a', 'b']);
    expect(bot.position()?.sequence).toBe(4);
  });

  it('takes about two seconds if Discord does not answer, and also leaves the session alive', async () => {
    const { server } = await stage();
    const line = await tcpProxy(server);
    const first = await aGateway(server).connect();
    line.isDeaf = true;
    const askedMs = performance.now();
    await first.gateway.disconnect();
    expect(performance.now() - askedMs).toBeLessThan(4_000);
    line.isDeaf = false;
    const second = aGateway(server, { positions: first.positions() });
    await second.join();
    await second.noted('RESUMED');
    expect(server.identifies).toBe(1);
  });

  it.each([
    ['between two attempts', async () => {}],
    ['while Discord is silent', (line: TcpProxy) => line.until(({ connections }) => connections === 2)],
  ])('%s is final', async (_when, wait) => {
    const { server } = await stage();
    const line = await tcpProxy(server);
    const first = await aGateway(server).connect();
    line.isMute = true;
    server.faults.dropConnections();
    await first.noted('lost 0');
    await wait(line);
    await first.gateway.disconnect();
    line.isMute = false;
    const attempts = line.connections;
    // The library waits half a second before each attempt; so does the second one here.
    const second = aGateway(server, { positions: first.positions() });
    await second.join();
    await second.noted('RESUMED');
    server.faults.dropConnections();
    await second.noted('RESUMED', 2);
    expect(line.connections).toBe(attempts + 2);
    expect(first.notes).toEqual([...start, 'lost 0']);
  });
});

describe('disconnecting before the gateway has an address', () => {
  it('is final', async () => {
    const { server } = await stage();
    const answer = server.faults.holdRequests(/gateway/);
    const bot = aGateway(server);
    const joined = bot.join();
    await bot.gateway.disconnect();
    answer();
    await expect(joined).rejects.toThrow('disconnected');
    expect([bot.notes, server.identifies]).toEqual([[], 0]);
  });
});

describe('renewing', () => {
  it('ends the session and starts another, in which Discord sends every guild', async () => {
    const { server } = await stage();
    const bot = await aGateway(server).connect();
    write(server, 'a', 'b');
    await bot.caughtUp();
    const renewed = bot.gateway.renew(0);
    expect(bot.notes.at(-1)).toBe('lost 0');
    expect(bot.position()).toBeNull();
    write(server, 'unseen');
    await renewed;
    expect(bot.notes.filter((note) => note === 'session 0')).toHaveLength(2);
    await bot.caughtUp();
    write(server, 'c');
    await bot.caughtUp();
    expect(bot.notes).toEqual([...start, ...messages(2), 'lost 0', ...start, ...messages(1)]);
    expect(bot.messages()).toEqual(['a', 'b', 'c']);
    expect(server.identifies).toBe(2);
  });

  it('waits for the network', async () => {
    const { server } = await stage();
    const bot = await aGateway(server).connect();
    server.faults.refuseConnections(true);
    server.faults.dropConnections();
    await bot.noted('lost 0');
    const renewed = bot.gateway.renew(0);
    server.faults.refuseConnections(false);
    await renewed;
    await bot.noted('GUILD_CREATE', 2);
    expect(bot.notes).toEqual([...start, 'lost 0', ...start]);
  });

  it('ends with a disconnect', async () => {
    const { server } = await stage();
    const bot = await aGateway(server).connect();
    server.faults.refuseConnections(true);
    const renewed = bot.gateway.renew(0);
    await bot.gateway.disconnect();
    await renewed;
    expect(bot.notes).toEqual([...start, 'lost 0']);
  });
});

/** An address at which nothing listens. */
async function nobodysAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `ws://127.0.0.1:${port}/`;
}
