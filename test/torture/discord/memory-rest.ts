import type { API, APIChannel, APIGuild, APIMessage, APIThreadList } from '@discordjs/core';
import { PermissionFlagsBits } from '@discordjs/core';
import { DiscordAPIError } from 'discord.js';
import type { Snowflake } from '../../../src/core/snowflake.ts';
import { isActiveThread, isThread } from '../../../src/simulator/server/entities.ts';
import { withUser } from '../../../src/simulator/server/guild-snapshot.ts';
import { channelPayload, guildPayload } from '../../../src/simulator/server/payloads.ts';
import { accessibleChannel, accessibleGuild } from '../../../src/simulator/server/rest/access.ts';
import { ApiError } from '../../../src/simulator/server/rest/api-error.ts';
import { messageJson } from '../../../src/simulator/server/rest/message-json.ts';
import type { CrashPoints } from '../faults/crash-points.ts';
import type { SkewedClock } from '../faults/skewed-clock.ts';
import type { MemoryDiscord } from './memory-discord.ts';

/** The part of the REST client that counting needs. */
export interface CountingApi {
  readonly channels: Pick<API['channels'], 'get' | 'getMessages' | 'getArchivedThreads'>;
  readonly guilds: Pick<API['guilds'], 'get' | 'getChannels' | 'getActiveThreads' | 'getMember'>;
}

/** Discord's REST API, answered from memory: late, or not at all, during faults. */
export class MemoryRest {
  readonly api: CountingApi;
  readonly #discord: MemoryDiscord;
  readonly #crashPoints: CrashPoints;
  readonly #clock: SkewedClock;

  constructor(discord: MemoryDiscord, crashPoints: CrashPoints, clock: SkewedClock) {
    this.#discord = discord;
    this.#crashPoints = crashPoints;
    this.#clock = clock;
    const { world } = discord;
    const channelsOf = (id: Snowflake) => [...accessibleGuild(world, id).channels.values()];
    this.api = {
      channels: {
        get: (id: Snowflake) => this.#answer<APIChannel>(() => channelPayload(accessibleChannel(world, id))),
        getArchivedThreads: (id: Snowflake) => this.#answer<never>(() => this.#archivedThreads(id)),
        getMessages: (id: Snowflake, query = {}) => this.#answer<APIMessage[]>(() => this.#messages(id, query)),
      } as CountingApi['channels'],
      guilds: {
        get: (id: Snowflake) => this.#answer<APIGuild>(() => guildPayload(accessibleGuild(world, id))),
        getChannels: (id) =>
          this.#answer<never>(() =>
            channelsOf(id)
              .filter((channel) => !isThread(channel))
              .map(channelPayload),
          ),
        getActiveThreads: (id) =>
          this.#answer<APIThreadList>(() => ({ threads: channelsOf(id).filter(isActiveThread).map(channelPayload) })),
        getMember: (guildId, userId) =>
          this.#answer<never>(() => {
            const guild = accessibleGuild(world, guildId);
            return withUser(world, world.memberOf(guild, userId));
          }),
      } as CountingApi['guilds'],
    };
  }

  /** By Discord's own clock, in whole seconds: the bot may ask before the world has advanced that far. */
  now(): Promise<number> {
    return this.#answer<number>(() => {
      const nowMs = Math.max(this.#discord.world.clock.now(), this.#clock.trueNowMs);
      return Math.floor(nowMs / 1000) * 1000;
    });
  }

  #messages(id: Snowflake, { after, limit = 50 }: { readonly after?: Snowflake; readonly limit?: number }): unknown {
    const { world } = this.#discord;
    const channel = accessibleChannel(world, id);
    const mayRead = (world.botPermissions(channel) & PermissionFlagsBits.ReadMessageHistory) !== 0n;
    const page = mayRead ? channel.history.page({ after, limit }) : [];
    return page.map((message) => JSON.parse(messageJson(message, channel)));
  }

  #archivedThreads(parentId: Snowflake): unknown {
    const { guildId } = accessibleChannel(this.#discord.world, parentId);
    const all = guildId === null ? [] : [...this.#discord.world.guild(guildId).channels.values()];
    const archived = all.filter((channel) => channel.parentId === parentId && channel.archivedAtMs !== null);
    archived.sort((one, other) => (other.archivedAtMs ?? 0) - (one.archivedAtMs ?? 0));
    return { threads: archived.map(channelPayload), members: [], has_more: false };
  }

  /** The data have the shapes of Discord's documentation, which the simulator's tests verify. */
  async #answer<Result>(work: () => unknown): Promise<Result> {
    const { isDown, delayMs } = this.#discord.rest;
    if (delayMs > 0) await new Promise<void>((resolve) => this.#clock.after(delayMs, resolve));
    return this.#crashPoints.pass('rest', async () => {
      if (isDown) throw new Error('Discord does not answer');
      return asDiscordWould(work) as Result;
    });
  }
}

/** Runs work as the REST client does: Discord's refusals are errors of the client's own class. */
function asDiscordWould<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, code, message } = error;
    throw new DiscordAPIError({ code, message }, code, status, 'GET', 'memory:', {});
  }
}
