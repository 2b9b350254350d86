import { type API, RESTJSONErrorCodes } from '@discordjs/core';
import { DiscordAPIError } from 'discord.js';
import type { GuildBook } from '../collect/guild-book.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { channelFacts } from './channel-facts.ts';
import { readAnswer } from './rest-answer.ts';

/** Asks Discord for channels that no event has told of: threads, mostly, after a session was resumed. */
export class ChannelLookup {
  readonly #api: { readonly channels: Pick<API['channels'], 'get'> };
  readonly #guilds: GuildBook;

  constructor(api: { readonly channels: Pick<API['channels'], 'get'> }, guilds: GuildBook) {
    this.#api = api;
    this.#guilds = guilds;
  }

  /** Notes the channel, and the one that it counts for. One that is gone meanwhile is noted as a deleted channel. Rejects without an answer. */
  async learn(guildId: Snowflake, channelId: Snowflake): Promise<void> {
    const channel = this.#guilds.channel(guildId, channelId) ?? (await this.#fetch(guildId, channelId));
    if (channel.kind !== 'thread' || channel.parentId === null) return;
    if (this.#guilds.channel(guildId, channel.parentId) === undefined) await this.#fetch(guildId, channel.parentId);
  }

  async #fetch(guildId: Snowflake, channelId: Snowflake) {
    try {
      return this.#guilds.meetChannel(
        guildId,
        channelFacts(readAnswer('channel', await this.#api.channels.get(channelId))),
      );
    } catch (error) {
      if (!isOutOfSight(error)) throw error;
      const channel = this.#guilds.meetChannel(guildId, {
        id: channelId,
        kind: 'text',
        name: 'unknown',
        parentId: null,
      });
      this.#guilds.deleteChannel(guildId, channelId);
      return channel;
    }
  }
}

function isOutOfSight(error: unknown): boolean {
  const codes: unknown[] = [RESTJSONErrorCodes.UnknownChannel, RESTJSONErrorCodes.MissingAccess];
  return error instanceof DiscordAPIError && codes.includes(error.code);
}
