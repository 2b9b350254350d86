import { type API, PermissionFlagsBits } from '@discordjs/core';
import type { Flusher } from '../../collect/flusher.ts';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { hoursOfMonth, type Month, startOfMonthMs } from '../../core/time.ts';
import { Turns } from '../../core/turns.ts';
import { untilAborted } from '../../gateway/connection/until-aborted.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import { has } from '../../gateway/permissions.ts';
import type { ActiveReporter } from '../../query/active-reporter.ts';
import type { Reporter } from '../../query/reporter.ts';
import { fullReport } from '../../render/full-report.ts';
import { monthReceipt } from '../../render/month-receipt.ts';
import type { Guild } from '../../store/guild.ts';
import type { GuildMonth, StoreReader } from '../../store/store-reader.ts';
import { messageBody } from '../answering/reply.ts';
import { type Announcement, findMissingPosts } from './find-missing-posts.ts';
import { GuildRounds } from './guild-rounds.ts';
import { messageNonce } from './message-nonce.ts';
import { isRefusedForGood, reportChannelOf } from './report-channel.ts';

export interface AnnouncerDeps {
  readonly api: { readonly channels: Pick<API['channels'], 'createMessage' | 'getMessages'> };
  readonly botId: Snowflake;
  readonly guilds: Pick<GuildRegistry, 'all' | 'get' | 'change'>;
  readonly guildCache: Pick<GuildCache, 'get' | 'channel'>;
  readonly store: Pick<StoreReader, 'months'>;
  readonly reporter: Pick<Reporter, 'report'>;
  readonly active: Pick<ActiveReporter, 'inRange'>;
  readonly flusher: Pick<Flusher, 'flush'>;
  readonly countsMembers: boolean;
  /** Once it is aborted nothing more is sent; the next start goes on. */
  readonly signal: AbortSignal;
  /** A guild could not be told. It is tried again, unless Discord does not allow it there. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Tells each guild that has a report channel of every month that was sealed, once: the receipt and then the full report.
 * Before the first of them is sent the store notes that it may have been, and after the last that it was; whatever stops
 * Census in between, the next attempt looks into the channel and sends what is not there.
 */
export class Announcer {
  readonly #deps: AnnouncerDeps;
  readonly #rounds = new GuildRounds();
  readonly #turns = new Turns();

  constructor(deps: AnnouncerDeps) {
    this.#deps = deps;
  }

  /** Announces all months up to the last that was sealed. Costs next to nothing where none is left to announce. */
  announceAll(lastSealed: Month): Promise<void> {
    return this.#turns.take(() => this.#announceAll(lastSealed));
  }

  async #announceAll(lastSealed: Month): Promise<void> {
    const { guilds, flusher, signal, onFailure } = this.#deps;
    const waiting = Array.from(guilds.all()).filter((guild) => !knowsAll(guild, lastSealed) && guild.leftMs === null);
    if (waiting.length === 0) return;
    const guildIds = waiting.map(({ id }) => id);
    await this.#rounds.run(guildIds, signal, (guildId) => this.#announce(guildId, lastSealed));
    await flusher.flush().catch(onFailure);
  }

  /** False where it must be tried again. */
  async #announce(guildId: Snowflake, lastSealed: Month): Promise<boolean> {
    const { guilds, signal, onFailure } = this.#deps;
    try {
      if (!(await this.#tellOfMonths(guildId, lastSealed))) return false;
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

  /** False where a month up to `lastSealed` is still closing: its salt is not known to be destroyed yet. */
  async #tellOfMonths(guildId: Snowflake, lastSealed: Month): Promise<boolean> {
    const { guilds, store, signal } = this.#deps;
    const guild = guilds.get(guildId);
    if (guild === undefined) return true;
    const place = await this.#place(guild);
    if (place === null) return true;
    for (const month of await store.months(guildId)) {
      if (signal.aborted) return false;
      if (!month.isSealed && month.month <= lastSealed) return false;
      if (month.isSealed && isUntold(month, guild)) await this.#tell(guild, month, place);
    }
    return true;
  }

  /** Where the guild wants to be told, and Census may write; null where there is no such place. */
  async #place(guild: Guild): Promise<Place | null> {
    const channel = await reportChannelOf(guild, this.#deps.guildCache);
    if (channel === null) return null;
    const { id, permissions } = channel;
    if (!has(permissions, PermissionFlagsBits.SendMessages | PermissionFlagsBits.EmbedLinks)) return null;
    return { channelId: id, canReadHistory: has(permissions, PermissionFlagsBits.ReadMessageHistory) };
  }

  async #tell(guild: Guild, guildMonth: GuildMonth, { channelId, canReadHistory }: Place): Promise<void> {
    const { api, botId, guilds, signal } = this.#deps;
    const { month, saltDestroyedAtMs } = guildMonth;
    let messages = await this.#messagesOf(guild, guildMonth);
    if (guild.announcedMonth === month) {
      // What cannot be looked up may have been sent, and is not sent again.
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
      // The nonce keeps Discord from posting twice what the REST client has to send twice.
      const body = { ...messageBody({ content, embeds }), nonce, enforce_nonce: true };
      await untilAborted([signal], (ended) => api.channels.createMessage(channelId, body, { signal: ended }));
    }
    // Written with the next flush: a crash before it costs a look into the channel and no more.
    guilds.change(guild.id, { announcedMonth: month, isAnnouncementCertain: true });
  }

  async #messagesOf(guild: Guild, guildMonth: GuildMonth): Promise<readonly Announcement[]> {
    const { reporter, active, countsMembers } = this.#deps;
    const { month } = guildMonth;
    const range = hoursOfMonth(month);
    const report = await reporter.report({ guildId: guild.id, type: 'full', channel: null, range });
    const numbers = await active.inRange({ guildId: guild.id, range });
    const embed = fullReport(report, numbers, { firstConnectedMs: guild.firstConnectedMs, countsMembers });
    return [
      { content: monthReceipt(guildMonth), embeds: [], nonce: messageNonce(`receipt${month}`, guild.id) },
      { content: '', embeds: [embed], nonce: messageNonce(`report${month}`, guild.id) },
    ];
  }

  /** From now on it may have been sent. Where that cannot be written down, nothing is sent. */
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

function isUntold({ month }: GuildMonth, { announcedMonth, isAnnouncementCertain }: Guild): boolean {
  if (announcedMonth === null || month > announcedMonth) return true;
  return month === announcedMonth && !isAnnouncementCertain;
}

function endOf(month: Month): number {
  return startOfMonthMs(month + 1);
}
