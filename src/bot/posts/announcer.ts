import { PermissionFlagsBits } from '@discordjs/core';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import { SerialQueue } from '../../core/async/serial-queue.ts';
import type { Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { hoursOfMonth, type Month } from '../../core/time.ts';
import { viewOfReaders } from '../../gateway/channel-view.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import type { Questions } from '../../query/questions.ts';
import { fullReport } from '../../render/embeds/full-report.ts';
import { monthReceipt } from '../../render/month-receipt.ts';
import { english } from '../../render/words.ts';
import type { LaneStore } from '../../store/lane-store.ts';
import { unposted } from '../../store/post-store.ts';
import type { Guild } from '../../store/records.ts';
import type { GuildMonth } from '../../store/store-reader.ts';
import { messageBody } from '../answering/reply.ts';
import type { Announcement } from './announcement.ts';
import { GuildRounds } from './guild-rounds.ts';
import { isSettled } from './post-states.ts';
import type { Poster, PostPlace } from './poster.ts';

export interface AnnouncerDeps {
  readonly poster: Pick<Poster, 'post'>;
  readonly guilds: Pick<GuildRegistry, 'present' | 'get'>;
  readonly guildCache: Pick<GuildCache, 'get'>;
  readonly store: Pick<LaneStore, 'months' | 'postsOfKind' | 'putPosts'>;
  readonly questions: Pick<Questions, 'ask'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Stops all posts once aborted; the next process continues. */
  readonly signal: AbortSignal;
  /** The announcements could not begin or not be recorded. They are tried again. */
  readonly onFailure: (error: unknown) => void;
}

/** Announces every sealed month, once, in each guild's report channel: the receipt and then the full report. */
export class Announcer {
  readonly #deps: AnnouncerDeps;
  readonly #rounds = new GuildRounds();
  readonly #queue = new SerialQueue();

  constructor(deps: AnnouncerDeps) {
    this.#deps = deps;
  }

  /** Announces all months up to `lastSealed`. Costs almost nothing if none is left. */
  announceAll(lastSealed: Month): Promise<void> {
    return this.#queue.run(() => this.#announceAll(lastSealed)).catch(this.#deps.onFailure);
  }

  async #announceAll(lastSealed: Month): Promise<void> {
    const { guilds, store, clock, signal } = this.#deps;
    const states = await store.postsOfKind('month');
    const last = hoursOfMonth(lastSealed);
    const waiting = Array.from(guilds.present()).filter(({ id }) => !isSettled(states.get(id) ?? unposted, last));
    const [wanting, others] = [waiting.filter(wantsMonths), waiting.filter((guild) => !wantsMonths(guild))];
    if (others.length > 0) {
      const settled = { kind: 'month', until: last.to, isCertain: true, triedAtMs: clock.now() } as const;
      await store.putPosts(others.map(({ id }) => ({ ...settled, guildId: id, missed: states.get(id)?.missed ?? [] })));
    }
    await this.#rounds.run(
      wanting.map(({ id }) => id),
      signal,
      (guildId) => this.#announce(guildId, lastSealed),
    );
  }

  /** Returns false if it must be tried again. */
  async #announce(guildId: Snowflake, lastSealed: Month): Promise<boolean> {
    const { guilds, store, poster, signal, onFailure } = this.#deps;
    const guild = guilds.get(guildId);
    if (guild === undefined) return true;
    const channelId = guild.settings.reportChannelId;
    try {
      const months = await store.months(guildId);
      for (const month of months) {
        // The salt of a closing month is not known to be destroyed yet.
        if (signal.aborted || (!month.isSealed && month.month <= lastSealed)) return false;
        if (month.isSealed && !(await this.#announceMonth(guildId, month, channelId))) return false;
      }
    } catch (error) {
      if (!signal.aborted) onFailure(error);
      return false;
    }
    const settled = { kind: 'month', period: hoursOfMonth(lastSealed), channelId: null, messages: nothing } as const;
    return (await poster.post(guildId, settled)) !== 'later';
  }

  async #announceMonth(guildId: Snowflake, guildMonth: GuildMonth, channelId: Snowflake | null): Promise<boolean> {
    const outcome = await this.#deps.poster.post(guildId, {
      kind: 'month',
      period: hoursOfMonth(guildMonth.month),
      channelId,
      needs: PermissionFlagsBits.EmbedLinks,
      messages: (place) => this.#messagesOf(guildId, guildMonth, place),
    });
    return outcome !== 'later';
  }

  /** The messages, which name no channel that a reader of this one might not see. */
  async #messagesOf(
    guildId: Snowflake,
    guildMonth: GuildMonth,
    { channelId }: PostPlace,
  ): Promise<readonly Announcement[]> {
    const { guildCache, questions } = this.#deps;
    const view = viewOfReaders(await guildCache.get(guildId), channelId);
    const asked = { guildId, range: hoursOfMonth(guildMonth.month), channel: null, view } as const;
    const report = await questions.ask({ ...asked, about: 'report', by: 'total' });
    const embed = fullReport(report, await questions.ask({ ...asked, about: 'activeInRange', by: 'total' }), english);
    const receipt = monthReceipt(guildMonth, english);
    return [
      { body: messageBody({ content: receipt }), mark: receipt },
      { body: messageBody({ content: '', embeds: [embed] }), mark: embed.title ?? '' },
    ];
  }
}

function wantsMonths({ settings }: Guild): boolean {
  return settings.reportChannelId !== null;
}

async function nothing(): Promise<readonly Announcement[]> {
  return [];
}
