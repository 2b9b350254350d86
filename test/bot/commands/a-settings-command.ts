import { ChannelType } from '@discordjs/core';
import { onTestFinished } from 'vitest';
import type { CommandRequest, CommandServices } from '../../../src/bot/commands/command.ts';
import { settings } from '../../../src/bot/commands/settings.ts';
import { SettingChanges } from '../../../src/collect/setting-changes.ts';
import { StoreUnavailable } from '../../../src/core/errors.ts';
import type { GuildSettings } from '../../../src/core/guild-settings.ts';
import type { CachedChannel, CachedGuild } from '../../../src/gateway/cached-guild.ts';
import { english } from '../../../src/render/words.ts';
import { guildId } from '../../cast.ts';
import { aCollection } from '../../collect/collection-fixture.ts';

export { guildId };

export const someApp = '130000000000000001';

/** `/settings` in a guild with these roles and channels, on a disk that can refuse. */
export async function aSettingsCommand(
  given: Partial<GuildSettings> = {},
  roleIds = ['61', '62'],
  channelIds = ['51', '52'],
) {
  const disk = { isRefusing: false };
  const begun: string[] = [];
  const on = await aCollection({
    startMs: Date.UTC(2026, 2, 9, 12),
    beforeCommit: () => {
      if (disk.isRefusing) throw new StoreUnavailable('the disk refuses');
    },
  });
  onTestFinished(() => on.stop());
  on.guilds.change(guildId, { settings: { ...on.guilds.settings(guildId), ...given } });
  const guild = aCachedGuild([guildId, ...roleIds], channelIds);
  const services: Partial<CommandServices> = {
    guilds: on.guilds,
    clock: on.clock,
    backfill: { begin: () => void begun.push(guildId), progressOf: () => null },
    vault: on.vault,
    guildCache: { get: async () => guild, channel: async (_guildId, channelId) => guild.channels.get(channelId) },
    settingChanges: new SettingChanges({
      ...on,
      counting: {
        changeSettings: (id, settings) => on.collector.changeSettings(id, settings, on.clock.now()),
        collector: on.collector,
      },
    }),
    collector: { flush: () => on.flusher.flush(), ignoredCount: (id) => on.vault.ignoredCount(id) },
  };
  return {
    disk,
    /** The guilds whose past has begun to be read. */
    begun,
    guilds: on.guilds,
    store: on.store,
    ignoredCount: () => on.vault.ignoredCount(guildId),
    /** The answer's text, and its fields by name. */
    async ask(options: Readonly<Record<string, string>> = {}) {
      const request: Partial<CommandRequest> = {
        guildId,
        channels: [...guild.channels.values()].map(({ id, name }) => {
          return { id, name, kind: 'text', number: 1, isDeleted: false };
        }),
        options: new Map(Object.entries(options)),
        appIds: new Set([someApp]),
        words: english,
      };
      const [answer] = await settings.run(request as CommandRequest, services as CommandServices);
      const fields = answer?.embeds?.[0]?.fields ?? [];
      return {
        lines: answer?.content.split('\n') ?? [],
        facts: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
      };
    },
  };
}

/** A guild in which every member has all permissions. */
function aCachedGuild(roleIds: readonly string[], channelIds: readonly string[]): CachedGuild {
  const channels = channelIds.map((id, position): CachedChannel => {
    return { id, type: ChannelType.GuildText, name: `room ${id}`, parentId: null, position, overwrites: [] };
  });
  return {
    id: guildId,
    ownerId: '120000000000000001',
    systemChannelId: null,
    preferredLocale: null,
    roles: new Map(roleIds.map((id) => [id, (1n << 60n) - 1n])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    self: { userId: '140000000000000001', roleIds: [] },
  };
}
