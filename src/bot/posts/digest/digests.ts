import type { GuildRegistry } from '../../../collect/guild-registry.ts';
import { SerialQueue } from '../../../core/async/serial-queue.ts';
import type { Clock } from '../../../core/clock.ts';
import { digestChannelOf, type GuildSettings } from '../../../core/guild-settings.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import { type Hour, type HourRange, hourMs, hourOf } from '../../../core/time.ts';
import type { LaneStore } from '../../../store/lane-store.ts';
import { type MissedPost, type Post, type PostState, unposted } from '../../../store/post-store.ts';
import type { Guild } from '../../../store/records.ts';
import type { Announcement } from '../announcement.ts';
import { GuildRounds } from '../guild-rounds.ts';
import { isSettled } from '../post-states.ts';
import type { Poster, PostPlace } from '../poster.ts';
import { type DigestPeriod, DigestSchedule } from './digest-schedule.ts';

export interface DigestsDeps {
  readonly poster: Pick<Poster, 'post'>;
  readonly guilds: Pick<GuildRegistry, 'present' | 'get'>;
  readonly store: Pick<LaneStore, 'postsOfKind' | 'putPosts'>;
  readonly clock: Pick<Clock, 'now'>;
  /** The time zone in which a guild's digests have their hour. */
  readonly timezoneOf: (settings: GuildSettings) => string;
  /** Whether messages that Census missed are still to be counted. */
  readonly isBehind: (guildId: Snowflake) => boolean;
  readonly compose: (digest: AskedDigest, place: PostPlace) => Promise<readonly Announcement[]>;
  /** Stops all posts once aborted; the next process continues. */
  readonly signal: AbortSignal;
  /** The digests could not begin. They are tried again. */
  readonly onFailure: (error: unknown) => void;
}

/** What a digest is about. */
export interface AskedDigest {
  readonly guildId: Snowflake;
  readonly period: DigestPeriod;
  readonly range: HourRange;
}

/**
 * Posts the daily and weekly digests that are due, each about the last period in UTC that is over. Only the latest is
 * posted: of those that it missed, Census only keeps why. While a guild has them off, or no channel, nothing becomes due.
 */
export class Digests {
  readonly #deps: DigestsDeps;
  readonly #rounds = new GuildRounds();
  readonly #queue = new SerialQueue();
  readonly #schedules = new Map<string, DigestSchedule>();
  /** The guilds whose digests were up to date in this process. Before, Census may have been off. */
  readonly #upToDate = new Set<Snowflake>();
  /** The guilds whose last digest could not be posted yet. */
  readonly #late = new Set<Snowflake>();
  /** Since when guilds have been behind. */
  readonly #behind = new Map<Snowflake, Hour>();

  constructor(deps: DigestsDeps) {
    this.#deps = deps;
  }

  /** Posts all that are due. Meant for the start of an hour, when the hour before is written. */
  postAll(): Promise<void> {
    return this.#queue.run(() => this.#postAll()).catch(this.#deps.onFailure);
  }

  async #postAll(): Promise<void> {
    const { guilds, store, clock, signal } = this.#deps;
    const now = hourOf(clock.now());
    const states = await store.postsOfKind('digest');
    const unwanted: Post[] = [];
    const due = new Map<Snowflake, PostState>();
    for (const { id, settings, firstConnectedMs } of guilds.present()) {
      const state = states.get(id) ?? unposted;
      const wanted = wantedDigest(settings);
      if (wanted === null) {
        const until = now - (now % 24);
        if (state.until > 0 && state.until < until) {
          unwanted.push({ ...state, guildId: id, kind: 'digest', until, isCertain: true, triedAtMs: clock.now() });
        }
        this.#upToDate.add(id);
        continue;
      }
      const period = this.#schedule(settings).lastDue(wanted.period, now);
      if (period.to * hourMs <= firstConnectedMs || isSettled(state, period)) this.#upToDate.add(id);
      else if (!this.#isToWait(id, now)) due.set(id, state);
    }
    if (unwanted.length > 0) await store.putPosts(unwanted);
    await this.#rounds.run([...due.keys()], signal, async (guildId) => {
      const guild = guilds.get(guildId);
      return guild === undefined || (await this.#post(guild, due.get(guildId) ?? unposted, now));
    });
  }

  /** Returns false if it must be tried again. */
  async #post({ id, settings }: Guild, state: PostState, now: Hour): Promise<boolean> {
    const wanted = wantedDigest(settings);
    if (wanted === null) return true;
    const { period, channelId } = wanted;
    const range = this.#schedule(settings).lastDue(period, now);
    const outcome = await this.#deps.poster.post(id, {
      kind: 'digest',
      period: range,
      channelId,
      leftOut: this.#leftOut(id, state, range),
      messages: (place) => this.#deps.compose({ guildId: id, period, range }, place),
    });
    if (outcome === 'later') {
      this.#late.add(id);
      return false;
    }
    this.#late.delete(id);
    this.#upToDate.add(id);
    return true;
  }

  /** The digests since the last one. If they were not due, the setting was another one. */
  #leftOut(guildId: Snowflake, { until }: PostState, { from }: HourRange): MissedPost | null {
    if (until === 0 || until >= from) return null;
    if (!this.#upToDate.has(guildId)) return { from: until, to: from, why: 'wasOff' };
    return this.#late.has(guildId) ? { from: until, to: from, why: 'failed' } : null;
  }

  /** Numbers that lack what is being counted are worse than late ones, up to a point. */
  #isToWait(guildId: Snowflake, now: Hour): boolean {
    if (!this.#deps.isBehind(guildId)) {
      this.#behind.delete(guildId);
      return false;
    }
    const since = this.#behind.get(guildId) ?? now;
    this.#behind.set(guildId, since);
    return now - since < longestWait;
  }

  /** Shared by guilds, because making one takes a while. */
  #schedule(settings: GuildSettings): DigestSchedule {
    const timezone = this.#deps.timezoneOf(settings);
    const key = `${settings.digestHour} ${timezone}`;
    const known = this.#schedules.get(key) ?? new DigestSchedule(settings.digestHour, timezone);
    this.#schedules.set(key, known);
    return known;
  }
}

/** In hours. */
const longestWait = 6;

/** Null if the guild wants none, or only the report of a month, which is announced once it is sealed. */
function wantedDigest(
  settings: GuildSettings,
): { readonly period: DigestPeriod; readonly channelId: Snowflake } | null {
  const { digest: period } = settings;
  const channelId = digestChannelOf(settings);
  return channelId === null || (period !== 'daily' && period !== 'weekly') ? null : { period, channelId };
}
