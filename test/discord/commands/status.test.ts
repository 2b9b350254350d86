import { expect, it } from 'vitest';
import { defaultGuildSettings } from '../../../src/core/guild-settings.ts';
import type { CommandRequest, CommandServices } from '../../../src/discord/commands/command.ts';
import { status } from '../../../src/discord/commands/status.ts';
import { StoreUnavailable } from '../../../src/store/store.ts';
import { guildId, modRoom } from '../../simulator/stage.ts';

it('a disk that refuses is said first, and once', async () => {
  const services = {
    clock: { now: () => Date.UTC(2018, 2, 5) },
    guildCache: { get: async () => ({ channels: new Map(), roles: new Map() }) },
    guilds: { get: () => undefined, settings: () => defaultGuildSettings, channels: () => [] },
    store: { months: async () => [], announcedDeletions: async () => [] },
    status: {
      lastFailure: () => new StoreUnavailable('The disk is full.'),
      catchUp: () => ({ channelsLeft: 0, unreadableChannelIds: [] }),
      missingIntents: [],
      refusals: () => [],
    },
  } as unknown as CommandServices;
  const [answer] = await status.run({ guildId, channelId: modRoom } as CommandRequest, services);
  expect(answer?.content.split('\n').filter((line) => line.includes('The disk is full.'))).toHaveLength(1);
  expect(answer?.content).toMatch(/^\*\*The last writing to disk failed:\*\* The disk is full\./);
});
