import { type API, PermissionFlagsBits } from '@discordjs/core';
import { DiscordAPIError, HTTPError } from 'discord.js';
import type { Flusher } from '../../collect/flusher.ts';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import { SerialQueue } from '../../core/async/serial-queue.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { untilAborted } from '../../gateway/connection/until-aborted.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import { has } from '../../gateway/permissions.ts';
import { type ActiveMembers, exactly, valueOfActive } from '../../query/active/active-members.ts';
import type { RollingActivities } from '../../query/active/rolling-activities.ts';
import { inlineCode } from '../../render/quote.ts';
import { valueText } from '../../render/values.ts';
import { english, type Words } from '../../render/words.ts';
import type { Guild } from '../../store/records.ts';
import { messageBody } from '../answering/reply.ts';
import { GuildRounds } from './guild-rounds.ts';
import { isRefusedForGood, messageNonce, reportChannelOf } from './report-channel.ts';

export interface CeilingNoticeDeps {
  readonly api: { readonly channels: Pick<API['channels'], 'createMessage'> };
  readonly guilds: Pick<GuildRegistry, 'get' | 'change'>;
  readonly guildCache: Pick<GuildCache, 'get' | 'channel'>;
  readonly flusher: Pick<Flusher, 'flush'>;
  readonly rolling: Pick<RollingActivities, 'latest'>;
  /** The number of members that may be active in 30 days without a notice, 1 or more. */
  readonly ceiling: number;
  /** Stops all posts once aborted; the next process continues. */
  readonly signal: AbortSignal;
  /** A notice failed. It is retried unless Discord does not allow it there. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Posts one notice in a guild's report channel when more members are active than the ceiling, and another only after
 * the number was clearly lower. The notice is recorded on disk before it is sent, so a crash in between loses it.
 */
export class MauLimitNotice {
  readonly #deps: CeilingNoticeDeps;
  readonly #rounds = new GuildRounds();
  /** By guild, the report channel in which Discord refused the notice. Only another channel is tried. */
  readonly #refused = new Map<Snowflake, Snowflake>();
  readonly #queue = new SerialQueue();

  constructor(deps: CeilingNoticeDeps) {
    this.#deps = deps;
  }

  /** Notifies every guild whose latest number exceeds the ceiling and that has not been notified. */
  tellAll(): Promise<void> {
    return this.#queue.run(() => this.#notifyAll());
  }

  async #notifyAll(): Promise<void> {
    const { guilds, rolling, ceiling, signal } = this.#deps;
    const untold = new Map<Snowflake, ActiveMembers>();
    for (const [guildId, { month }] of rolling.latest) {
      const guild = guilds.get(guildId);
      if (guild === undefined) continue;
      if (isClearlyBelow(ceiling, month)) {
        guilds.change(guildId, { wasAlertedOfMauLimit: false });
        this.#refused.delete(guildId);
      } else if (isAbove(ceiling, month) && this.#wantsToKnow(guild)) {
        untold.set(guildId, month);
      }
    }
    await this.#rounds.run([...untold.keys()], signal, async (guildId) => {
      const month = untold.get(guildId);
      return month === undefined || (await this.#notify(guildId, month));
    });
  }

  #wantsToKnow({ id, leftMs, settings: { reportChannelId }, wasAlertedOfMauLimit }: Guild): boolean {
    if (leftMs !== null || reportChannelId === null || wasAlertedOfMauLimit) return false;
    return this.#refused.get(id) !== reportChannelId;
  }

  /** Returns false if it must be retried. */
  async #notify(guildId: Snowflake, month: ActiveMembers): Promise<boolean> {
    const { guilds, signal, onFailure } = this.#deps;
    const guild = guilds.get(guildId);
    if (guild === undefined) return true;
    try {
      await this.#post(guild, month);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      onFailure(error);
      if (!isRefusedForGood(error)) return false;
      if (guild.settings.reportChannelId !== null) this.#refused.set(guildId, guild.settings.reportChannelId);
      return true;
    }
  }

  async #post(guild: Guild, month: ActiveMembers): Promise<void> {
    const { api, guilds, guildCache, ceiling, signal } = this.#deps;
    const channel = await reportChannelOf(guild, guildCache);
    if (channel === null || !has(channel.permissions, PermissionFlagsBits.SendMessages)) return;
    await this.#recordNotice(guild.id);
    const content = noteText(month, ceiling, guild.settings.prefix, english);
    // The nonce keeps Discord from posting a message twice when the REST client retries.
    const body = { ...messageBody({ content }), nonce: messageNonce('ceiling', guild.id), enforce_nonce: true };
    try {
      await untilAborted([signal], (ended) => api.channels.createMessage(channel.id, body, { signal: ended }));
    } catch (error) {
      if (isUnsent(error)) guilds.change(guild.id, { wasAlertedOfMauLimit: false });
      throw error;
    }
  }

  /** Records the notice. If that cannot be written, nothing is sent. */
  async #recordNotice(guildId: Snowflake): Promise<void> {
    const { guilds, flusher, signal } = this.#deps;
    guilds.change(guildId, { wasAlertedOfMauLimit: true });
    try {
      await flusher.flush();
      signal.throwIfAborted();
    } catch (error) {
      guilds.change(guildId, { wasAlertedOfMauLimit: false });
      throw error;
    }
  }
}

/** Without an estimate, only the lower bound is certain. */
function isAbove(ceiling: number, { low, estimate }: ActiveMembers): boolean {
  return (estimate ?? low) > ceiling;
}

/**
 * Below 95 % of the ceiling, so that a number close to it does not post every hour. Without an estimate, the upper
 * bound must be below: the lower one falls at a month's end although nobody left.
 */
function isClearlyBelow(ceiling: number, { high, estimate }: ActiveMembers): boolean {
  return (estimate ?? high) * 100 < ceiling * 95;
}

function noteText(month: ActiveMembers, limit: number, prefix: string, words: Words): string {
  return [
    words.say('post.mauLimit', { members: valueText(valueOfActive(month)), limit }),
    ...explanation(month, words),
    words.say('post.mauNote', { command: inlineCode(`${prefix}active`) }),
  ].join(' ');
}

function explanation(month: ActiveMembers, words: Words): readonly string[] {
  if (exactly(month) !== null) return [];
  return [words.say(month.estimate === null ? 'post.mauBounds' : 'post.mauEstimate')];
}

/** Whether Discord answered with an error. Without an answer, the message may have been sent. */
function isUnsent(error: unknown): boolean {
  return error instanceof DiscordAPIError || error instanceof HTTPError;
}
