import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import { general } from '../../cast.ts';
import { alice, guildId, modRoom, stage, startMs, voiceOne } from './stage.ts';

const { Connect, ReadMessageHistory, ViewChannel } = PermissionFlagsBits;
const minuteMs = 60_000;

describe('every answer', () => {
  it('has the time of its world', async () => {
    const { server, clock } = await stage();
    await clock.setTo(startMs + minuteMs);
    for (const path of ['gateway', 'nowhere', 'users/@me']) {
      const { headers } = await fetch(`${server.apiUrl}/v10/${path}`);
      expect(Date.parse(headers.get('date') ?? ''), path).toBe(startMs + minuteMs);
    }
    server.faults.failRequests(1, 503);
    const refused = await fetch(`${server.apiUrl}/v10/gateway`);
    expect([refused.status, Date.parse(refused.headers.get('date') ?? '')]).toEqual([503, startMs + minuteMs]);
  });

  it('can be delayed and failed by path', async () => {
    const { server } = await stage();
    const ask = (path: string) => fetch(`${server.apiUrl}/v10/${path}`).then(({ status }) => status);
    server.faults.failRequestsTo(/\/gateway$/, 2, 502);
    const release = server.faults.holdRequests(/\/gateway$/);
    let isAnswered = false;
    const answers = Promise.all([ask('gateway'), ask('gateway'), ask('gateway')]).then((statuses) => {
      isAnswered = true;
      return statuses.sort();
    });
    expect(await ask('nowhere')).toBe(401);
    expect(isAnswered).toBe(false);
    release();
    expect(await answers).toEqual([200, 502, 502]);
  });
});

describe('the history of a channel', () => {
  const forEveryone = (deny: bigint) => [{ id: guildId, kind: 'role', allow: 0n, deny }] as const;

  it('is refused if the bot may not see it, and empty without the right to read it', async () => {
    const { server, connect } = await stage();
    for (const channel of [general, modRoom, voiceOne]) {
      server.perform(guildId, { atMs: startMs, ev: 'msg', user: alice, channel });
    }
    const { api } = await connect();
    expect(await api.channels.getMessages(voiceOne)).toHaveLength(1);
    server.channels.setOverwrites(general, forEveryone(ViewChannel));
    server.channels.setOverwrites(modRoom, forEveryone(ReadMessageHistory));
    server.channels.setOverwrites(voiceOne, forEveryone(Connect));
    for (const channel of [general, voiceOne]) {
      await expect(api.channels.getMessages(channel)).rejects.toMatchObject({ status: 403, code: 50001 });
    }
    expect(await api.channels.getMessages(modRoom)).toEqual([]);
  });
});

describe('a member', () => {
  it('who has left is unknown', async () => {
    const { server, connect } = await stage();
    server.members.join(guildId, alice);
    const { api } = await connect();
    expect(await api.guilds.getMember(guildId, alice)).toMatchObject({ user: { id: alice } });
    server.members.part(guildId, alice);
    await expect(api.guilds.getMember(guildId, alice)).rejects.toMatchObject({ status: 404, code: 10007 });
  });
});

describe('a session', () => {
  it.each([
    ['is resumed', 4, 'RESUMED', 1],
    ['is lost', 6, 'GUILD_CREATE', 2],
  ])('%s if its bot was away for %i of five minutes', async (_what, minutes, greeting, identifies) => {
    const { server, clock, connect, bot } = await stage({ sessionLifeMs: 5 * minuteMs });
    const first = await connect();
    const session = first.sessions.get(0) ?? null;
    await clock.setTo(startMs + 60 * minuteMs);
    server.faults.refuseConnections(true);
    server.faults.dropConnections();
    await first.until(() => first.closeCodes.length > 0);
    await first.manager.destroy();
    server.faults.refuseConnections(false);
    await clock.setTo(startMs + (60 + minutes) * minuteMs);
    const second = bot();
    second.sessions.set(0, session);
    await second.manager.connect();
    await second.until(() => second.names().includes(greeting));
    expect(server.identifies).toBe(identifies);
  });
});
