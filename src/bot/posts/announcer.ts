import { PermissionFlagsBits } from '@discordjs/core';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import { SerialQueue } from '../../core/async/serial-queue.ts';
import type { Clock } from '../../core/clock.ts';
import { digestChannelOf, type GuildSettings } from '../../core/guild-settings.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Hour, hourOf, hoursOfMonth, type Month } from '../../core/time.ts';
import type { LaneStore } from '../../store/lane-store.ts';
import { unposted } from '../../store/post-store.ts';
import type { Guild } from '../../store/records.ts';
import type { GuildMonth } from '../../store/store-reader.ts';
import type { Announcement } from './announcement.ts';
import { DigestSchedule } from './digest/digest-schedule.ts';
import { GuildRounds } from './guild-rounds.ts';
import { isSettled } from './post-states.ts';
import type { Poster, PostPlace } from './poster.ts';

export interface AnnouncerDeps {
  readonly poster: Pick<Poster, 'post'>;
  readonly guilds: Pick<GuildRegistry, 'present' | 'get'>;
  readonly store: Pick<LaneStore, 'months' | 'postsOfKind' | 'putPosts'>;
  readonly compose: (guildId: Snowflake, month: GuildMonth, place: PostPlace) => Promise<readonly Announcement[]>;
  /** The time zone in which a guild's digests have their hour. */
  readonly timezoneOf: (settings: GuildSettings) => string;
  readonly clock: Pick<Clock, 'now'>;
  /** Stops all posts once aborted; the next process continues. */
  readonly signal: AbortSignal;
  /** The announcements could not begin or not be recorded. They are tried again. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Announces every sealed month, once, in each guild's report channel: the receipt and then the full report. In a guild with
 * monthly digests this is the digest: it comes in their channel, and not before their hour.
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
    return this.#queue.run(() => this.#announceAll(lastSealed)).catch(this.#deps.onFailure);
  }

  async #announceAll(lastSealed: Month): Promise<void> {
    const { guilds, store, clock, signal } = this.#deps;
    const states = await store.postsOfKind('month');
    const last = hoursOfMonth(lastSealed);
    const waiting = Array.from(guilds.present()).filter(
      ({ id, settings }) => !isSettled(states.get(id) ?? unposted, last) && this.#isDue(settings, last.to),
    );
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
    const channelId = channelOf(guild.settings);
    try {
      const months = await store.months(guildId);
      for (const month of months) {
        // The salt of a closing month is not known to be destroyed yet.
        if (signal.aborted || (!month.isSealed && month.month <= lastSealed)) return false;
        // One that was imported, or read from histories, ended long before that: it is no news.
        if (month.imported !== null || !month.isSealed) continue;
        if (!(await this.#announceMonth(guildId, month, channelId))) return false;
      }
    } catch (error) {
      if (!signal.aborted) onFailure(error);
      return false;
    }
    const settled = { kind: 'month', period: hoursOfMonth(lastSealed), channelId: null, messages: nothing } as const;
    return (await poster.post(guildId, settled)) !== 'later';
  }

  #isDue(settings: GuildSettings, end: Hour): boolean {
    const { clock, timezoneOf } = this.#deps;
    if (settings.digest !== 'monthly') return true;
    return new DigestSchedule(settings.digestHour, timezoneOf(settings)).dueAt(end) <= hourOf(clock.now());
  }

  async #announceMonth(guildId: Snowflake, guildMonth: GuildMonth, channelId: Snowflake | null): Promise<boolean> {
    const outcome = await this.#deps.poster.post(guildId, {
      kind: 'month',
      period: hoursOfMonth(guildMonth.month),
      channelId,
      needs: PermissionFlagsBits.EmbedLinks,
      messages: (place) => this.#deps.compose(guildId, guildMonth, place),
    });
    return outcome !== 'later';
  }
}

function wantsMonths({ settings }: Guild): boolean {
  return channelOf(settings) !== null;
}

function channelOf(settings: GuildSettings): Snowflake | null {
  return settings.digest === 'monthly' ? digestChannelOf(settings) : settings.reportChannelId;
}

async function nothing(): Promise<readonly Announcement[]> {
  return [];
}
