import { Digests } from '../../../../src/bot/posts/digest/digests.ts';
import { GuildRegistry } from '../../../../src/collect/guild-registry.ts';
import { defaultGuildSettings, type GuildSettings } from '../../../../src/core/guild-settings.ts';
import { hourMs, isoDay } from '../../../../src/core/time.ts';
import { general } from '../../../cast.ts';
import { guildId } from '../../../simulator/server/stage.ts';
import { aGuild } from '../../../store/a-batch.ts';
import { aPoster } from '../poster-stage.ts';

/** Digests of one guild, on a simulated Discord, that say only what they are about. */
export async function someDigests(given: Partial<GuildSettings> = {}, timezone = 'UTC', firstConnectedMs = 0) {
  const on = await aPoster();
  let settings: GuildSettings = {
    ...defaultGuildSettings,
    digest: 'weekly',
    reportChannelId: general,
    ...given,
  };
  let isBehind = false;
  let digests: Digests;
  let guilds: GuildRegistry;
  const restart = (): void => {
    on.restart();
    guilds = new GuildRegistry({
      guilds: [aGuild(guildId, { settings, firstConnectedMs })],
      channels: new Map(),
      threads: [],
    });
    digests = new Digests({
      poster: { post: (id, request) => on.poster().post(id, request) },
      guilds,
      store: on.store,
      clock: on.clock,
      timezoneOf: () => timezone,
      isBehind: () => isBehind,
      compose: async ({ period, range }) => {
        const text = `${period} ${isoDay(range.from)}`;
        return [{ body: { content: text }, mark: text }];
      },
      signal: new AbortController().signal,
      onFailure: (error) => void on.failures.push(error),
    });
  };
  restart();
  return {
    ...on,
    restart,
    change(changes: Partial<GuildSettings>): void {
      settings = { ...settings, ...changes };
      guilds.change(guildId, { settings });
    },
    leave: (leftMs: number | null) => guilds.change(guildId, { leftMs }),
    fallBehind: (isSo: boolean) => {
      isBehind = isSo;
    },
    /** Posts what is due at an instant, such as `2024-10-28T09`. */
    async at(iso: string): Promise<void> {
      await on.clock.setTo(Date.parse(`${iso}:00:05Z`));
      await digests.postAll();
    },
    /** Posts what is due at every hour of a span, the end excluded. */
    async hourly(fromIso: string, toIso: string): Promise<void> {
      for (let ms = Date.parse(`${fromIso}:00:05Z`); ms < Date.parse(`${toIso}:00:00Z`); ms += hourMs) {
        await on.clock.setTo(ms);
        await digests.postAll();
      }
    },
  };
}
