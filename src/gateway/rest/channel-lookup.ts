import { type API, RESTJSONErrorCodes } from '@discordjs/core';
import { DiscordAPIError } from 'discord.js';
import type { ChannelFacts, GuildRegistry } from '../../collect/guild-registry.ts';
import type { Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { untilAborted } from '../connection/until-aborted.ts';
import { channelFacts, unknownName } from './channel-facts.ts';
import { readAnswer } from './rest-answer.ts';

export interface ChannelLookupDeps {
  readonly api: { readonly channels: Pick<API['channels'], 'get'> };
  readonly clock: Clock;
  readonly guilds: Pick<GuildRegistry, 'get' | 'channel' | 'threadParent' | 'meetChannel' | 'deleteChannel'>;
  /** Stops all requests once aborted. */
  readonly signal: AbortSignal;
  /** Discord did not answer, or not in time. */
  readonly onTrouble: (error: unknown) => void;
}

/** Asks Discord for channels that no event has described: mostly threads, after a session was resumed. */
export class ChannelLookup {
  readonly #deps: ChannelLookupDeps;
  readonly #running = new Map<Snowflake, Promise<void>>();

  constructor(deps: ChannelLookupDeps) {
    this.#deps = deps;
  }

  /**
   * Learns a channel and the channel it counts for. Resolves within {@link learnWithinMs} even if the channel cannot be
   * learnt; rejects only when the signal is aborted. Simultaneous look-ups of one channel share a request.
   */
  learn(guildId: Snowflake, channelId: Snowflake): Promise<void> {
    const running = this.#running.get(channelId) ?? this.#learnInTime(guildId, channelId);
    this.#running.set(channelId, running);
    return running;
  }

  async #learnInTime(guildId: Snowflake, channelId: Snowflake): Promise<void> {
    const { clock, signal, onTrouble } = this.#deps;
    const timeLimit = new AbortController();
    const reason = new Error(`Discord did not describe a channel within ${learnWithinMs / 1000} seconds`);
    const cancel = clock.schedule(clock.now() + learnWithinMs, () => timeLimit.abort(reason));
    try {
      await untilAborted([signal, timeLimit.signal], (ended) => this.#learn(guildId, channelId, ended));
    } catch (error) {
      if (!signal.aborted) onTrouble(error);
    } finally {
      cancel();
      this.#running.delete(channelId);
    }
    signal.throwIfAborted();
  }

  async #learn(guildId: Snowflake, channelId: Snowflake, signal: AbortSignal): Promise<void> {
    const parentId = this.#deps.guilds.threadParent(guildId, channelId);
    const facts = parentId === undefined ? await this.#fetch(guildId, channelId, signal) : null;
    const countedId = parentId ?? (facts?.kind === 'thread' ? facts.parentId : null);
    if (countedId !== null) await this.#fetch(guildId, countedId, signal);
  }

  /** Null if the channel is already known, is not in the guild, or is hidden from Census. */
  async #fetch(guildId: Snowflake, channelId: Snowflake, signal: AbortSignal): Promise<ChannelFacts | null> {
    const { api, guilds } = this.#deps;
    if ((guilds.channel(guildId, channelId)?.name ?? unknownName) !== unknownName) return null;
    const answer = await api.channels.get(channelId, { signal }).catch(undefinedIfOutOfSight);
    // The look-up timed out, or the guild was removed meanwhile.
    if (signal.aborted || guilds.get(guildId) === undefined) return null;
    const channel = answer === undefined ? null : readAnswer('channel', answer);
    if (channel?.guild_id !== guildId) {
      guilds.deleteChannel(guildId, channelId); // If it has counts, it is kept as a deleted channel.
      return null;
    }
    const { isPrivate = true, ...described } = channelFacts(channel, guildId); // Unknown counts as private.
    const facts = { ...described, isPrivate };
    guilds.meetChannel(guildId, facts);
    return facts;
  }
}

/** The maximum duration of a look-up, rate limits included. */
const learnWithinMs = 15_000;

function undefinedIfOutOfSight(error: unknown): undefined {
  const codes: unknown[] = [RESTJSONErrorCodes.UnknownChannel, RESTJSONErrorCodes.MissingAccess];
  if (error instanceof DiscordAPIError && codes.includes(error.code)) return undefined;
  throw error;
}
