import { API } from '@discordjs/core';
import { REST } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { GuildRegistry } from '../../../src/collect/guild-registry.ts';
import { firstSnowflakeAt } from '../../../src/core/snowflake.ts';
import { GuildCache } from '../../../src/gateway/guild-cache.ts';
import { fetchChannelList } from '../../../src/gateway/rest/channel-list.ts';
import { ChannelLookup } from '../../../src/gateway/rest/channel-lookup.ts';
import { DiscordHistory } from '../../../src/gateway/rest/discord-history.ts';
import { answerShapes, readAnswer, UnexpectedAnswer } from '../../../src/gateway/rest/rest-answer.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { general, guildId } from '../../cast.ts';
import { nonsense } from '../some-dispatches.ts';

const startMs = Date.UTC(2018, 2, 5, 10);
const botId = '990000000000000001';

/** All callers of the REST API, and a Discord that answers each path as given, or else with an empty list. */
function someAskers(answers: Readonly<Record<string, unknown>>) {
  const rest = new REST({
    retries: 0,
    makeRequest: async (url) => {
      const path = new URL(url).pathname.replace('/api/v10', '');
      return Response.json(path in answers ? (answers[path] ?? null) : []) as never;
    },
  }).setToken('any');
  const api = new API(rest);
  const guilds = new GuildRegistry({ guilds: [], channels: new Map(), threads: [] });
  guilds.meet({ id: guildId, name: 'Kitchen', afkChannelId: null }, startMs);
  const guildCache = new GuildCache({ api, botId });
  const history = new DiscordHistory({
    api,
    guilds,
    guildCache,
    readsContent: true,
    signal: new AbortController().signal,
  });
  const troubles: unknown[] = [];
  const lookup = new ChannelLookup({
    api,
    clock: new SimulatedClock(startMs),
    guilds,
    signal: new AbortController().signal,
    onTrouble: (trouble) => troubles.push(trouble),
  });
  return { api, guilds, guildCache, history, lookup, troubles };
}

const goodGuild = {
  [`/guilds/${guildId}`]: { id: guildId, owner_id: botId, roles: [] },
  [`/guilds/${guildId}/channels`]: [{ id: general, type: 0, name: 'general' }],
  [`/guilds/${guildId}/members/${botId}`]: { roles: [] },
};
const after = firstSnowflakeAt(startMs);
const message = (timeMs: number) => ({ id: firstSnowflakeAt(timeMs), type: 0, author: { id: '1' } });
const archived = {
  id: '7',
  type: 11,
  thread_metadata: { archived: true, archive_timestamp: '2018-03-05T10:00:00Z' },
};
const messagesPath = `/channels/${general}/messages`;

describe("an answer that does not match Discord's documentation", () => {
  it.each(Object.entries(nonsense))('of a channel, such as %s, is noted nowhere', async (_what, answer) => {
    const { guilds, guildCache, lookup, troubles } = someAskers({ ...goodGuild, '/channels/7': answer });
    await lookup.learn(guildId, '7');
    expect(troubles).toEqual([expect.any(UnexpectedAnswer)]);
    await expect(guildCache.channel(guildId, '7')).rejects.toBeInstanceOf(UnexpectedAnswer);
    expect(guilds.takeChanges().channels).toEqual([]);
    expect((await guildCache.get(guildId)).channels.has('7')).toBe(false);
  });

  it.each([
    ['the guild', `/guilds/${guildId}`],
    ['its channels', `/guilds/${guildId}/channels`],
    ['the bot’s roles', `/guilds/${guildId}/members/${botId}`],
  ])('of %s is refused', async (_what, path) => {
    for (const answer of [null, 'text', {}, [null], [{}]]) {
      const { guildCache } = someAskers({ ...goodGuild, [path]: answer });
      await expect(guildCache.get(guildId)).rejects.toBeInstanceOf(UnexpectedAnswer);
    }
  });

  it('of a list of channels leaves the known ones as they are', async () => {
    const threads = `/guilds/${guildId}/threads/active`;
    const { api } = someAskers({ ...goodGuild, [threads]: { threads: [{ id: null, type: 11 }] } });
    await expect(fetchChannelList(api, guildId)).rejects.toBeInstanceOf(UnexpectedAnswer);
  });

  it.each([
    ['no messages', {}],
    ['a message without an author', [{ id: firstSnowflakeAt(startMs + 1), type: 0 }]],
    ['a message with an invalid id', [{ ...message(startMs + 1), id: 'first' }]],
    ['messages older than requested', [message(startMs - 1000)]],
  ])('of a history, such as %s, is requested again, and finally given up', async (_what, answer) => {
    const { history } = someAskers({ ...goodGuild, [messagesPath]: answer });
    const ask = () => history.after(guildId, general, after);
    for (let times = 1; times < 5; times += 1) await expect(ask()).rejects.toBeInstanceOf(UnexpectedAnswer);
    expect(await ask()).toEqual({ kind: 'unreadable' });
  });

  it.each([
    ['the same page repeatedly', { threads: [archived], has_more: true }],
    ['no threads', { threads: null, has_more: false }],
    ['no `has_more`', { threads: [archived] }],
  ])('of archived threads, such as %s, is requested again, and finally given up', async (_what, answer) => {
    const { history } = someAskers({ [`/channels/${general}/threads/archived/public`]: answer });
    const ask = () => history.archivedThreads(general, 0);
    for (let times = 1; times < 5; times += 1) await expect(ask()).rejects.toBeInstanceOf(UnexpectedAnswer);
    await expect(ask()).resolves.toBeInstanceOf(Array);
  });
});

describe('an answer that matches it', () => {
  it('is accepted for a history', async () => {
    const { history } = someAskers({ ...goodGuild, [messagesPath]: [message(startMs + 1)] });
    expect(await history.after(guildId, general, after)).toMatchObject({ kind: 'page', isLast: true });
  });

  it('names the invalid field, never its value', () => {
    for (const kind of Object.keys(answerShapes) as (keyof typeof answerShapes)[]) {
      const read = () => readAnswer(kind, [{ secret: 'the secret' }]);
      expect(read).toThrow(/^Discord answered something unexpected: [\w, .[\]]+$/);
    }
  });
});
