import { type API, PermissionFlagsBits } from '@discordjs/core';
import { DiscordAPIError } from 'discord.js';
import type { Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { HourRange } from '../../core/time.ts';
import { untilAborted } from '../../gateway/connection/until-aborted.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import { has, ownPermissions } from '../../gateway/permissions.ts';
import type { LaneStore } from '../../store/lane-store.ts';
import {
  type MissedPost,
  type MissedReason,
  type PostKind,
  type PostState,
  postKinds,
  unposted,
} from '../../store/post-store.ts';
import type { Announcement } from './announcement.ts';
import { findMissingPosts } from './find-missing-posts.ts';
import { isSettled, wasTried, withMissed } from './post-states.ts';
import { isRefusedForGood, messageNonce } from './report-channel.ts';

export interface PosterDeps {
  readonly api: { readonly channels: Pick<API['channels'], 'createMessage' | 'getMessages'> };
  readonly botId: Snowflake;
  readonly guildCache: Pick<GuildCache, 'get' | 'channel'>;
  readonly store: Pick<LaneStore, 'posts' | 'putPosts'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Stops all posts once aborted; the next process continues. */
  readonly signal: AbortSignal;
  /** A post failed. It is tried again unless Discord does not allow it. */
  readonly onFailure: (error: unknown) => void;
}

/** A post about one period. */
export interface PostRequest {
  readonly kind: PostKind;
  /** Periods of one kind are told apart, and ordered, by their ends. */
  readonly period: HourRange;
  /** Where it is to be posted; null if it is not wanted, which settles the period. */
  readonly channelId: Snowflake | null;
  /** The permission bits that it needs beside Send Messages; 0 by default. */
  readonly needs?: bigint;
  /** Earlier periods that are left out, and why. */
  readonly leftOut?: MissedPost | null;
  /** Composes the messages. Called only if they can be posted there. Two calls must give equal marks. */
  messages(place: PostPlace): Promise<readonly Announcement[]>;
}

export interface PostPlace {
  readonly channelId: Snowflake;
  /** The bot's permission bits in it. */
  readonly permissions: bigint;
}

/** `done`: the period is posted. `missed`: it will not be. `later`: the same must be tried again. */
export type PostOutcome = 'done' | 'missed' | 'later';

/**
 * Posts about each period once. Before the first message, the store has recorded durably that it may have been sent; after
 * the last, that it was. If Census stops in between, the next attempt looks at what the channel has got since, and sends
 * only what is missing. Where a post is not possible, the store records why, and the next period is tried again.
 */
export class Poster {
  readonly #deps: PosterDeps;

  constructor(deps: PosterDeps) {
    this.#deps = deps;
  }

  /** Must not be called again for a guild and kind before it has resolved. Never rejects. */
  async post(guildId: Snowflake, request: PostRequest): Promise<PostOutcome> {
    const { signal, onFailure } = this.#deps;
    if (signal.aborted) return 'later';
    try {
      return await this.#post(guildId, request);
    } catch (error) {
      if (signal.aborted) return 'later';
      onFailure(error);
      if (!isRefusedForGood(error)) return 'later';
      return await this.#miss(guildId, request, isChannelGone(error) ? 'channelGone' : 'refused').catch(
        later(onFailure),
      );
    }
  }

  async #post(guildId: Snowflake, request: PostRequest): Promise<PostOutcome> {
    const { kind, period, channelId, needs = 0n } = request;
    const state = await this.#state(guildId, kind);
    if (isSettled(state, period)) return 'done';
    if (channelId === null) return this.#settle(guildId, request, state);
    const place = await this.#place(guildId, channelId);
    if (place === null) return this.#miss(guildId, request, 'channelGone');
    const { SendMessages } = PermissionFlagsBits;
    if (!has(place.permissions, SendMessages | needs)) return this.#miss(guildId, request, 'lackingPermission');
    return this.#send(guildId, request, state, place);
  }

  async #send(guildId: Snowflake, request: PostRequest, known: PostState, place: PostPlace): Promise<PostOutcome> {
    const { api, botId, clock, signal } = this.#deps;
    const { kind, period } = request;
    const { channelId } = place;
    const canReadHistory = has(place.permissions, PermissionFlagsBits.ReadMessageHistory);
    const isRepeated = wasTried(known, period);
    // Without the history, a message that may have been sent is not sent again.
    if (isRepeated && !canReadHistory) return this.#miss(guildId, request, 'unsure');
    const composed = await request.messages(place);
    let messages: readonly (Announcement & { readonly nonce: string })[] | null = composed.map((message, index) => ({
      ...message,
      nonce: nonceOf(kind, period, index, guildId),
    }));
    let state = known;
    if (isRepeated) {
      messages = await findMissingPosts(messages, { api, botId, channelId, sinceMs: known.triedAtMs });
      if (messages === null) return this.#miss(guildId, request, 'unsure');
    } else {
      state = { ...leaving(known, request), until: period.to, isCertain: false, triedAtMs: clock.now() };
      if (!(await this.#put(guildId, kind, state))) return 'later'; // The guild is not stored yet.
    }
    for (const { body, nonce } of messages) {
      // The nonce keeps Discord from posting a message twice when the REST client retries.
      const sent = { ...body, nonce, enforce_nonce: true };
      await untilAborted([signal], (ended) => api.channels.createMessage(channelId, sent, { signal: ended }));
    }
    // A crash before this is written only costs a look at the channel.
    await this.#put(guildId, kind, { ...state, isCertain: true });
    return 'done';
  }

  /** The channel as a place to post; null if the guild does not have it. */
  async #place(guildId: Snowflake, channelId: Snowflake): Promise<PostPlace | null> {
    const { guildCache } = this.#deps;
    const guild = await guildCache.get(guildId);
    const channel = await guildCache.channel(guildId, channelId).catch((error) => {
      if (isChannelGone(error)) return undefined;
      throw error;
    });
    return channel === undefined ? null : { channelId, permissions: ownPermissions(guild, channel) };
  }

  /** Settles a period without a post. */
  async #settle(guildId: Snowflake, { kind, period }: PostRequest, state: PostState): Promise<PostOutcome> {
    await this.#put(guildId, kind, { ...state, until: period.to, isCertain: true, triedAtMs: this.#deps.clock.now() });
    return 'done';
  }

  async #miss(guildId: Snowflake, request: PostRequest, why: MissedReason): Promise<PostOutcome> {
    const state = leaving(await this.#state(guildId, request.kind), request);
    await this.#settle(guildId, request, { ...state, missed: withMissed(state.missed, request.period, why) });
    return 'missed';
  }

  async #state(guildId: Snowflake, kind: PostKind): Promise<PostState> {
    const posts = await this.#deps.store.posts(guildId);
    return posts.find((post) => post.kind === kind) ?? unposted;
  }

  async #put(guildId: Snowflake, kind: PostKind, state: PostState): Promise<boolean> {
    return (await this.#deps.store.putPosts([{ ...state, guildId, kind }])) > 0;
  }
}

/** The state when the period before the asked one is left behind. */
function leaving(state: PostState, { period, leftOut }: PostRequest): PostState {
  let { missed } = state;
  if (!state.isCertain && state.until < period.to) {
    const { until: to } = state;
    missed = withMissed(missed, { from: to - (period.to - period.from), to }, 'unsure');
  }
  if (leftOut) missed = withMissed(missed, leftOut, leftOut.why);
  return { ...state, missed };
}

function nonceOf(kind: PostKind, { to }: HourRange, index: number, guildId: Snowflake): string {
  return messageNonce(`${postKinds.indexOf(kind)}${index}.${to.toString(36)}`, guildId);
}

/** "Unknown Channel". */
function isChannelGone(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.code === 10_003;
}

function later(onFailure: (error: unknown) => void): (error: unknown) => PostOutcome {
  return (error) => {
    onFailure(error);
    return 'later';
  };
}
