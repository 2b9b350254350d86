import { type API, PermissionFlagsBits } from '@discordjs/core';
import type { Flusher } from '../../collect/flusher.ts';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import { SerialQueue } from '../../core/async/serial-queue.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { hoursOfMonth, type Month, startOfMonthMs } from '../../core/time.ts';
import { viewOfReaders } from '../../gateway/channel-view.ts';
import { untilAborted } from '../../gateway/connection/until-aborted.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import { has } from '../../gateway/permissions.ts';
import type { Questions } from '../../query/questions.ts';
import { fullReport } from '../../render/embeds/full-report.ts';
import { monthReceipt } from '../../render/month-receipt.ts';
import { english } from '../../render/words.ts';
import type { Guild } from '../../store/records.ts';
import type { GuildMonth, StoreReader } from '../../store/store-reader.ts';
import { messageBody } from '../answering/reply.ts';
import { type Announcement, findMissingPosts } from './find-missing-posts.ts';
import { GuildRounds } from './guild-rounds.ts';
import { isRefusedForGood, messageNonce, reportChannelOf } from './report-channel.ts';

export interface AnnouncerDeps {
  readonly api: { readonly channels: Pick<API['channels'], 'createMessage' | 'getMessages'> };
  readonly botId: Snowflake;
  readonly guilds: Pick<GuildRegistry, 'all' | 'get' | 'change'>;
  readonly guildCache: Pick<GuildCache, 'get' | 'channel'>;
  readonly store: Pick<StoreReader, 'months'>;
  readonly questions: Pick<Questions, 'ask'>;
  readonly flusher: Pick<Flusher, 'flush'>;
  /** Stops all posts once aborted; the next process continues. */
  readonly signal: AbortSignal;
  /** Announcing in a guild failed. It is retried unless Discord does not allow it there. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Announces every sealed month, once, in each guild's report channel: the receipt and then the full report. Before the
 * first message, the store records that it may have been sent; after the last, that it was. If Census stops in between,
 * the next attempt checks the channel's history and sends only what is missing.
 */
export class Announcer {
  readonly #deps: AnnouncerDeps;
  readonly #rounds = new GuildRounds();
  readonly #queue = new SerialQueue();

  constructor(deps: AnnouncerDeps) {
    this.#deps = deps;
  }

  /** Announces all months up to `lastSealed`. Costs almost nothing if none is left. */
  announceAll(lastSealed: Month): Promise<void> {
    return this.#queue.run(() => this.#announceAll(lastSealed));
  }

  async #announceAll(lastSealed: Month): Promise<void> {
    const { guilds, flusher, signal, onFailure } = this.#deps;
    const waiting = Array.from(guilds.all()).filter((guild) => !knowsAll(guild, lastSealed) && guild.leftMs === null);
    if (waiting.length === 0) return;
    const guildIds = waiting.map(({ id }) => id);
    await this.#rounds.run(guildIds, signal, (guildId) => this.#announce(guildId, lastSealed));
    await flusher.flush().catch(onFailure);
  }

  /** Returns false if it must be retried. */
  async #announce(guildId: Snowflake, lastSealed: Month): Promise<boolean> {
    const { guilds, signal, onFailure } = this.#deps;
    try {
      if (!(await this.#announceMonths(guildId, lastSealed))) return false;
    } catch (error) {
      if (signal.aborted) return false;
      onFailure(error);
      if (!isRefusedForGood(error)) return false;
    }
    if (signal.aborted) return false;
    const announcedMonth = Math.max(lastSealed, guilds.get(guildId)?.announcedMonth ?? lastSealed);
    guilds.change(guildId, { announcedMonth, isAnnouncementCertain: true });
    return true;
  }

  /** Returns false if a month up to `lastSealed` is still closing: its salt is not known to be destroyed yet. */
  async #announceMonths(guildId: Snowflake, lastSealed: Month): Promise<boolean> {
    const { guilds, store, signal } = this.#deps;
    const guild = guilds.get(guildId);
    if (guild === undefined) return true;
    const place = await this.#place(guild);
    if (place === null) return true;
    for (const month of await store.months(guildId)) {
      if (signal.aborted) return false;
      if (!month.isSealed && month.month <= lastSealed) return false;
      if (month.isSealed && isUntold(month, guild)) await this.#announceMonth(guild, month, place);
    }
    return true;
  }

  /** The guild's report channel, or null if it has none or Census cannot post there. */
  async #place(guild: Guild): Promise<Place | null> {
    const channel = await reportChannelOf(guild, this.#deps.guildCache);
    if (channel === null) return null;
    const { id, permissions } = channel;
    if (!has(permissions, PermissionFlagsBits.SendMessages | PermissionFlagsBits.EmbedLinks)) return null;
    return { channelId: id, canReadHistory: has(permissions, PermissionFlagsBits.ReadMessageHistory) };
  }

  async #announceMonth(guild: Guild, guildMonth: GuildMonth, { channelId, canReadHistory }: Place): Promise<void> {
    const { api, botId, guilds, signal } = this.#deps;
    const { month, saltDestroyedAtMs } = guildMonth;
    let messages = await this.#messagesOf(guild, guildMonth, channelId);
    if (guild.announcedMonth === month) {
      // Without the history, a message that may have been sent is not sent again.
      if (!canReadHistory) return;
      messages = await findMissingPosts(messages, {
        api,
        botId,
        channelId,
        sinceMs: saltDestroyedAtMs ?? endOf(month),
      });
    } else {
      await this.#noteAttempt(guild.id, month);
    }
    for (const { content, embeds, nonce } of messages) {
      // The nonce keeps Discord from posting a message twice when the REST client retries.
      const body = { ...messageBody({ content, embeds }), nonce, enforce_nonce: true };
      await untilAborted([signal], (ended) => api.channels.createMessage(channelId, body, { signal: ended }));
    }
    // Written with the next flush. A crash before that only costs a look at the channel's history.
    guilds.change(guild.id, { announcedMonth: month, isAnnouncementCertain: true });
  }

  /** The messages, which name no channel that a reader of this one might not see. */
  async #messagesOf(guild: Guild, guildMonth: GuildMonth, channelId: Snowflake): Promise<readonly Announcement[]> {
    const { guildCache, questions } = this.#deps;
    const { month } = guildMonth;
    const view = viewOfReaders(await guildCache.get(guild.id), channelId);
    const asked = { guildId: guild.id, range: hoursOfMonth(month), channel: null, view } as const;
    const report = await questions.ask({ ...asked, about: 'report', by: 'total' });
    const embed = fullReport(report, await questions.ask({ ...asked, about: 'activeInRange', by: 'total' }), english);
    return [
      { content: monthReceipt(guildMonth, english), embeds: [], nonce: messageNonce(`receipt${month}`, guild.id) },
      { content: '', embeds: [embed], nonce: messageNonce(`report${month}`, guild.id) },
    ];
  }

  /** Records that the messages may have been sent. If that cannot be written, nothing is sent. */
  async #noteAttempt(guildId: Snowflake, month: Month): Promise<void> {
    const { guilds, flusher } = this.#deps;
    const { announcedMonth = null, isAnnouncementCertain = true } = guilds.get(guildId) ?? {};
    guilds.change(guildId, { announcedMonth: month, isAnnouncementCertain: false });
    try {
      await flusher.flush();
    } catch (error) {
      guilds.change(guildId, { announcedMonth, isAnnouncementCertain });
      throw error;
    }
  }
}

interface Place {
  readonly channelId: Snowflake;
  readonly canReadHistory: boolean;
}

function knowsAll({ announcedMonth, isAnnouncementCertain }: Guild, lastSealed: Month): boolean {
  return announcedMonth !== null && announcedMonth >= lastSealed && isAnnouncementCertain;
}

/** A month that was imported, or read from histories, ended long before that. It is no news. */
function isUntold({ month, imported }: GuildMonth, { announcedMonth, isAnnouncementCertain }: Guild): boolean {
  if (imported !== null) return false;
  if (announcedMonth === null || month > announcedMonth) return true;
  return month === announcedMonth && !isAnnouncementCertain;
}

function endOf(month: Month): number {
  return startOfMonthMs(month + 1);
}
