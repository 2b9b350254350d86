import { API, ChannelType, OAuth2Scopes, PermissionFlagsBits } from '@discordjs/core';
import type { GuildSettings } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { CachedChannel, CachedGuild } from '../gateway/cached-guild.ts';
import { GuildCache } from '../gateway/guild-cache.ts';
import {
  guildPermissions,
  has,
  isThread,
  lackingPermissions,
  type NeededPermission,
  neededPermissions,
  ownPermissions,
  unseenChannels,
} from '../gateway/permissions.ts';
import { type Application, describeApplication, type OptionalIntent } from '../gateway/rest/application.ts';
import { DiscordTime } from '../gateway/rest/discord-time.ts';
import { explained } from '../gateway/rest/no-answer.ts';
import { restClient } from '../gateway/rest/rest-client.ts';
import { isRefusal } from './answering/failure.ts';

/** The bot's permissions in a guild. */
export interface AuditedGuild {
  /**
   * The channels for answers and reports, each with the permissions the bot lacks there. A null name means the channel
   * was deleted.
   */
  readonly answersIn: readonly { readonly name: string | null; readonly lacking: readonly NeededPermission[] }[];
  /** Names of channels that it cannot see and therefore does not count. */
  readonly unseen: readonly string[];
  /** Names of visible channels whose history it cannot read, so that missed messages stay uncounted. */
  readonly withoutHistory: readonly string[];
  /** Whether Discord tells it whom moderators remove. */
  readonly seesAuditLog: boolean;
}

/** Asks Discord for the bot's permissions over REST only, without disturbing a running bot. */
export class PermissionAudit {
  readonly missingIntents: readonly OptionalIntent[];
  /** The page where the bot is added to a server. */
  readonly inviteLink: string;
  /** Discord's clock at the time of the audit, in milliseconds since the Unix epoch. */
  readonly discordMs: number;
  readonly #guilds: GuildCache;

  /** @throws {UserError} if Discord refuses the token or does not answer. */
  static async begin(token: string, apiUrl: string, countsVisitors: boolean): Promise<PermissionAudit> {
    const rest = restClient({ api: apiUrl, retries: 1, timeout: answersWithinMs }).setToken(token);
    const application = await describeApplication(rest, countsVisitors);
    const discordMs = await new DiscordTime(rest).now().catch((error: unknown) => Promise.reject(explained(error)));
    return new PermissionAudit(
      application,
      discordMs,
      new GuildCache({ api: new API(rest), botId: application.botUserId }),
    );
  }

  private constructor({ id, missingIntents }: Application, discordMs: number, guilds: GuildCache) {
    this.missingIntents = missingIntents;
    this.inviteLink = inviteLink(id);
    this.discordMs = discordMs;
    this.#guilds = guilds;
  }

  /**
   * Null if the bot is not in the guild. Ignored channels are skipped.
   *
   * @throws {UserError} if Discord does not answer.
   */
  async guild(guildId: Snowflake, settings: GuildSettings): Promise<AuditedGuild | null> {
    const guild = await orNullIfRefused(this.#guilds.get(guildId));
    if (guild === null) return null;
    const { ignoredChannelIds, modChannelIds, reportChannelId } = settings;
    const isCounted = ({ id }: CachedChannel) => !ignoredChannelIds.includes(id);
    const places = new Set([...modChannelIds, ...(reportChannelId === null ? [] : [reportChannelId])]);
    return {
      answersIn: await Promise.all([...places].map((id) => this.#place(guild, id))),
      unseen: unseenChannels(guild).filter(isCounted).map(nameOf),
      withoutHistory: [...guild.channels.values()]
        .filter((channel) => isCounted(channel) && lacksHistory(guild, channel))
        .map(nameOf),
      seesAuditLog: has(guildPermissions(guild, guild.self), PermissionFlagsBits.ViewAuditLog),
    };
  }

  async #place(guild: CachedGuild, channelId: Snowflake): Promise<AuditedGuild['answersIn'][number]> {
    const channel = await orNullIfRefused(this.#guilds.channel(guild.id, channelId));
    if (!channel) return { name: null, lacking: [] };
    return { name: channel.name, lacking: lackingPermissions(guild, channel) };
  }
}

const answersWithinMs = 10_000;

function nameOf({ name }: CachedChannel): string {
  return name;
}

function lacksHistory(guild: CachedGuild, channel: CachedChannel): boolean {
  if (channel.type === ChannelType.GuildCategory || isThread(channel)) return false;
  const own = ownPermissions(guild, channel);
  return has(own, PermissionFlagsBits.ViewChannel) && !has(own, PermissionFlagsBits.ReadMessageHistory);
}

/** Discord answers 403 or 404 for anything hidden from the bot or missing. */
async function orNullIfRefused<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (isRefusal(error, 403) || isRefusal(error, 404)) return null;
    throw explained(error);
  }
}

/** The page where an administrator adds Census to a server, with exactly the permissions that it uses. */
function inviteLink(applicationId: Snowflake): string {
  const permissions = neededPermissions.reduce((all, { bit }) => all | bit, 0n);
  const scopes = `${OAuth2Scopes.Bot}+${OAuth2Scopes.ApplicationsCommands}`;
  return `https://discord.com/oauth2/authorize?client_id=${applicationId}&scope=${scopes}&permissions=${permissions}`;
}
