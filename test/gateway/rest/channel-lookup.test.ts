import type { APIChannel } from '@discordjs/core';
import { ChannelType } from '@discordjs/core';
import { DiscordAPIError } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { GuildRegistry } from '../../../src/collect/guild-registry.ts';
import { unknownName } from '../../../src/gateway/rest/channel-facts.ts';
import { ChannelLookup } from '../../../src/gateway/rest/channel-lookup.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';

const guildId = '310000000000000001';
const general = '510000000000000001';
const thread = '610000000000000001';

type Answer = Partial<APIChannel> | Error | 'never';

/** Looks up channels at a Discord with these answers: none, an error, or a channel. */
function aLookup(answers: Record<string, Answer>) {
  const clock = new SimulatedClock(0);
  const guilds = new GuildRegistry({ guilds: [], channels: new Map(), threads: [] });
  guilds.meet({ id: guildId, name: 'Kitchen', afkChannelId: null }, 0);
  const asked: string[] = [];
  const troubles: unknown[] = [];
  const stopping = new AbortController();
  const get = async (id: string) => {
    asked.push(id);
    const answer = answers[id] ?? refused(404, 10_003);
    if (answer === 'never') return new Promise(() => {});
    if (answer instanceof Error) throw answer;
    return { id, guild_id: guildId, name: 'general', type: ChannelType.GuildText, ...answer };
  };
  const lookup = new ChannelLookup({
    api: { channels: { get: get as never } },
    clock,
    guilds,
    signal: stopping.signal,
    onTrouble: (error) => troubles.push(error),
  });
  return { lookup, clock, guilds, asked, troubles, stopping };
}

function refused(status: number, code: number): DiscordAPIError {
  return new DiscordAPIError({ code, message: 'refused' }, code, status, 'GET', 'memory:', {});
}

describe('a look-up', () => {
  it('of a thread also learns its channel', async () => {
    const { lookup, guilds, asked } = aLookup({
      [thread]: { type: ChannelType.PublicThread, parent_id: general } as Answer,
      [general]: {},
    } as Record<string, Answer>);
    await lookup.learn(guildId, thread);
    expect(asked).toEqual([thread, general]);
    expect(guilds.countedChannel(guildId, thread)?.name).toBe('general');
  });

  it('is shared by simultaneous callers', async () => {
    const { lookup, asked } = aLookup({ [general]: {} });
    await Promise.all([lookup.learn(guildId, general), lookup.learn(guildId, general)]);
    expect(asked).toEqual([general]);
  });

  it.each<[string, Answer]>([
    ['is gone', refused(404, 10_003)],
    ['is hidden', refused(403, 50_001)],
    ['is in another guild', { guild_id: '310000000000000009' } as Answer],
    ['is in no guild', { type: ChannelType.DM, guild_id: undefined } as Answer],
    ['Discord fails on', refused(500, 0)],
  ])('of a channel that %s notes nothing', async (_how, answer) => {
    const { lookup, guilds } = aLookup({ [general]: answer });
    await lookup.learn(guildId, general);
    expect(guilds.channels(guildId)).toEqual([]);
  });

  it('of a thread with a deleted channel counts it for no channel, since that may be an ignored one', async () => {
    const answers = { [thread]: { type: ChannelType.PublicThread, parent_id: general } } as Record<string, Answer>;
    const { lookup, guilds } = aLookup(answers);
    await lookup.learn(guildId, thread);
    expect(guilds.countedChannel(guildId, thread)).toBeUndefined();
  });

  it('of an unnamed voice channel that no longer exists keeps it as deleted', async () => {
    const { lookup, guilds } = aLookup({});
    guilds.meetChannel(guildId, { id: general, kind: 'voice', name: unknownName, parentId: null });
    await lookup.learn(guildId, general);
    expect(guilds.channel(guildId, general)).toMatchObject({ kind: 'voice', isDeleted: true });
  });

  it('that is not answered ends after fifteen seconds with an error', async () => {
    const { lookup, clock, troubles } = aLookup({ [general]: 'never' });
    const learning = lookup.learn(guildId, general);
    await clock.setTo(14_999);
    expect(troubles).toEqual([]);
    await clock.setTo(15_000);
    await learning;
    expect(troubles).toHaveLength(1);
  });

  it('is rejected when Census stops, and leaves no timer', async () => {
    const { lookup, clock, stopping, troubles } = aLookup({ [general]: 'never' });
    const learning = lookup.learn(guildId, general);
    stopping.abort();
    await expect(learning).rejects.toThrow();
    expect(troubles).toEqual([]);
    expect(clock.nextDueMs).toBeNull();
  });
});
