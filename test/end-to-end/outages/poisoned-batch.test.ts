import { GatewayDispatchEvents } from '@discordjs/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { dispatchOf } from '../../../src/simulator/server/gateway/dispatch.ts';
import { alice, general } from '../../cast.ts';
import { fiveSecondsHaveAlwaysGoneBy } from '../../gateway/a-gateway.ts';
import { aConnectedApp } from '../stages/a-connected-app.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

const user = { id: '130000000000000001', username: 'x', discriminator: '0', global_name: null, avatar: null };
const category = '530000000000000001';

/** Dispatches with values that cannot be stored. If there are two, the first makes the second look possible. */
const dispatches: Readonly<
  Record<string, (guildId: string) => readonly [event: GatewayDispatchEvents, data: object][]>
> = {
  'a guild without a name': (id) => [[GatewayDispatchEvents.GuildUpdate, { id, name: null, afk_channel_id: null }]],
  'a channel without an id': (guild_id) => [
    [GatewayDispatchEvents.ChannelCreate, { id: null, guild_id, type: 0, name: 'x' }],
  ],
  'a channel without a name': (guild_id) => [
    [GatewayDispatchEvents.ChannelUpdate, { id: general, guild_id, type: 0, name: null }],
  ],
  'a join at no time': (guild_id) => [
    [GatewayDispatchEvents.GuildMemberAdd, { guild_id, user, roles: [], joined_at: 'yesterday' }],
  ],
  'a member in voice in a category': (guild_id) => [
    [GatewayDispatchEvents.ChannelCreate, { id: category, guild_id, type: 4, name: 'x' }],
    [
      GatewayDispatchEvents.VoiceStateUpdate,
      { guild_id, channel_id: category, user_id: user.id, session_id: 's', member: { user, roles: [] } },
    ],
  ],
};

describe('a dispatch that cannot be stored', () => {
  it.each(Object.entries(dispatches))('ends neither this process nor the next: %s', async (_name, of) => {
    const census = await aConnectedApp();
    await census.start();
    census.write(alice, 2);
    await census.settle();
    await census.until(2);
    for (const [event, data] of of(census.guildId)) {
      census.server.world.emit(dispatchOf(event, census.guildId, data));
    }
    await census.settle();
    await census.until(4);
    census.write(alice, 3);
    await census.settle();
    await census.until(6);
    expect(await census.ask('status')).toContain('Counting since');

    await census.stop();
    await census.start();
    census.write(alice, 4);
    await census.settle();
    await census.until(8);
    const { messages } = await census.counted();
    expect(messages).toBe(9);
  });
});
