import { describe, expect, it } from 'vitest';
import { rawClient } from './raw-client.ts';
import { stage, startMs } from './stage.ts';

const hourMs = 3_600_000;
const untouched = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 };

describe('the session start limit', () => {
  it('is returned with the recommended shards, as currently set', async () => {
    const { server, bot } = await stage();
    const { gateway } = bot().api;
    expect(await gateway.getBot()).toEqual({ url: server.gatewayUrl, shards: 1, session_start_limit: untouched });
    Object.assign(server.settings, { shards: 4, maxConcurrency: 2, sessionsPerDay: 2000 });
    expect(await gateway.getBot()).toMatchObject({
      shards: 4,
      session_start_limit: { ...untouched, total: 2000, remaining: 2000, max_concurrency: 2 },
    });
    server.settings.requiredShards = 6;
    expect(await gateway.getBot()).toMatchObject({ shards: 6 });
  });

  it('falls with each IDENTIFY of any shard, and is full again 24 hours after the first', async () => {
    const { server, clock, bot } = await stage();
    const left = async () => {
      const { remaining, reset_after } = (await bot().api.gateway.getBot()).session_start_limit;
      return { remaining, reset_after };
    };
    await rawClient(server).identify([0, 2]);
    await clock.setTo(startMs + 10 * hourMs);
    await rawClient(server).identify([1, 2]);
    expect(await left()).toEqual({ remaining: 998, reset_after: 14 * hourMs });
    await clock.setTo(startMs + 24 * hourMs);
    expect(await left()).toEqual({ remaining: 1000, reset_after: 0 });
    await rawClient(server).identify([0, 1]);
    expect(await left()).toEqual({ remaining: 999, reset_after: 24 * hourMs });
  });

  it('falls with every refused IDENTIFY, but not with a RESUME or a wrong token', async () => {
    const { server, bot } = await stage({ settings: { token: 'a.good.token', requiredShards: 2 } });
    const first = await rawClient(server).begin([0, 2]);
    expect(await rawClient(server).resume(first)).toBe('RESUMED');
    expect(await rawClient(server).identify([0, 2], 'a.wrong.token')).toBe('closed 4004');
    expect(await rawClient(server).identify([2, 2])).toBe('closed 4010');
    expect(await rawClient(server).identify([0, 1])).toBe('closed 4011');
    expect(await bot().api.gateway.getBot()).toMatchObject({ session_start_limit: { remaining: 997 } });
    expect(server.identifies).toBe(1);
  });

  it('ends every session and resets the token if it is overdrawn', async () => {
    const { server, clock, bot } = await stage({ settings: { token: 'a.good.token', sessionsPerDay: 2 } });
    const first = await rawClient(server).begin([1, 2]);
    const second = await rawClient(server).begin([1, 2]);
    expect(await rawClient(server).identify([1, 2])).toBe('closed 4004');
    expect([await first.next(), await second.next()]).toEqual(['closed 4004', 'closed 4004']);
    expect(await rawClient(server).resume(first)).toBe('closed 4004');
    await expect(bot().api.gateway.getBot()).rejects.toMatchObject({ status: 401 });

    const token = server.settings.token ?? '';
    const limit = (await bot({ token }).api.gateway.getBot()).session_start_limit;
    expect(limit).toMatchObject({ total: 2, remaining: 0 });
    await clock.setTo(startMs + 24 * hourMs);
    expect(await rawClient(server).identify([1, 2], token)).toBe('READY');
    expect(server.identifies).toBe(3);
  });
});

describe('an IDENTIFY', () => {
  it('is refused with op 9 within five seconds of another one of its bucket', async () => {
    let elapsedMs = 0;
    const settings = { maxConcurrency: 2 };
    const { server } = await stage({ settings, identifyEveryMs: 5_000, elapsedMs: () => elapsedMs });
    expect(await rawClient(server).identify([0, 4])).toBe('READY');
    elapsedMs = 4_999;
    const early = rawClient(server);
    expect(await early.identify([2, 4])).toBe('op 9 false');
    expect(await rawClient(server).identify([1, 4]), 'of the other bucket').toBe('READY');
    elapsedMs = 5_000;
    expect(await early.identify([2, 4]), 'over the same connection').toBe('READY');
    elapsedMs = 9_998;
    expect(await rawClient(server).identify([0, 4])).toBe('op 9 false');
    expect(await rawClient(server).identify([3, 4])).toBe('op 9 false');
    elapsedMs = 10_000;
    expect(await rawClient(server).identify([0, 4])).toBe('READY');
    expect(server.identifies).toBe(4);
  });

  it('shares one bucket with all others, unless more sessions may begin at once', async () => {
    const { server } = await stage({ identifyEveryMs: 5_000, elapsedMs: () => 0 });
    expect(await rawClient(server).identify([0, 4])).toBe('READY');
    expect(await rawClient(server).identify([3, 4])).toBe('op 9 false');
    server.settings.maxConcurrency = 4;
    expect(await rawClient(server).identify([3, 4])).toBe('READY');
  });

  it('may come at any time by default', async () => {
    const { server } = await stage();
    expect(await rawClient(server).identify([0, 2])).toBe('READY');
    expect(await rawClient(server).identify([1, 2])).toBe('READY');
  });

  it('that was too early is repeated by a real client until it is accepted', async () => {
    let elapsedMs = 0;
    const later = () => {
      elapsedMs += 3_000;
      return elapsedMs;
    };
    const { server, connect } = await stage({ identifyEveryMs: 5_000, elapsedMs: later });
    const bot = await connect({ shards: 2 });
    expect(bot.names().filter((name) => name === 'READY')).toHaveLength(2);
    expect(server.identifies).toBe(2);
    expect((await bot.api.gateway.getBot()).session_start_limit.remaining).toBe(997);
  });
});
