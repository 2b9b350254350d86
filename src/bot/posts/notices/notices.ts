import type { GuildRegistry } from '../../../collect/guild-registry.ts';
import { SerialQueue } from '../../../core/async/serial-queue.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import { type Hour, type HourRange, hourOf } from '../../../core/time.ts';
import { viewOfReaders } from '../../../gateway/channel-view.ts';
import type { GuildCache } from '../../../gateway/guild-cache.ts';
import type { Questions } from '../../../query/questions.ts';
import { english, type Words } from '../../../render/words.ts';
import type { LaneStore } from '../../../store/lane-store.ts';
import { type PostState, unposted } from '../../../store/post-store.ts';
import type { Guild } from '../../../store/records.ts';
import { wordsOfGuild } from '../../words-of-guild.ts';
import type { Announcement } from '../announcement.ts';
import { GuildRounds } from '../guild-rounds.ts';
import type { Poster, PostPlace } from '../poster.ts';
import { noticeMessage } from './notice-message.ts';
import { type NoticePost, type Watch, watches } from './watches.ts';

export interface NoticesDeps {
  readonly poster: Pick<Poster, 'post'>;
  readonly guilds: Pick<GuildRegistry, 'present' | 'get' | 'settings'>;
  readonly guildCache: Pick<GuildCache, 'get'>;
  readonly store: Pick<LaneStore, 'postsOfKind'>;
  readonly questions: Pick<Questions, 'ask'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Whether messages that Census missed are still to be counted. */
  readonly isBehind: (guildId: Snowflake) => boolean;
  /** Stops all posts once aborted; the next process continues. */
  readonly signal: AbortSignal;
  /** Notices could not be found in a guild. They are looked for again. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Posts notices in the report channels of guilds: unusual days, weeks and hours, silences and milestones. Most days there is
 * none, and nothing is stored of them: the same numbers have the same notices. Only a notice leaves the state of a post, so
 * that it is posted once. After a time off, the last days and hours are looked at again; what lies further back is no news.
 */
export class Notices {
  readonly #deps: NoticesDeps;
  readonly #rounds = new Map(watches.map((watch) => [watch, new GuildRounds()]));
  readonly #queue = new SerialQueue();
  /** Up to which hour each guild was looked at in this process, by watch. */
  readonly #seen = new Map(watches.map((watch) => [watch, new Map<Snowflake, Hour>()]));

  constructor(deps: NoticesDeps) {
    this.#deps = deps;
  }

  /** Posts all that is due. Meant for the start of an hour, when the hour before is written. */
  postAll(): Promise<void> {
    return this.#queue.run(async () => {
      for (const watch of watches) await this.#postAllOf(watch);
    });
  }

  async #postAllOf(watch: Watch): Promise<void> {
    const { guilds, store, clock, signal, isBehind, onFailure } = this.#deps;
    const now = hourOf(clock.now());
    const end = now - (now % watch.every);
    const seen = this.#seenOf(watch);
    const due: Snowflake[] = [];
    for (const { id, settings } of guilds.present()) {
      if (settings.reportChannelId === null || !watch.isWanted(settings)) seen.set(id, end);
      else if ((seen.get(id) ?? 0) < end && !isBehind(id)) due.push(id);
    }
    if (due.length === 0) return;
    try {
      const states = await store.postsOfKind(watch.kind);
      await this.#rounds.get(watch)?.run(due, signal, async (guildId) => {
        const guild = guilds.get(guildId);
        return guild === undefined || (await this.#look(watch, guild, states.get(guildId) ?? unposted, end));
      });
    } catch (error) {
      if (!signal.aborted) onFailure(error);
    }
  }

  /** Returns false if it must be tried again. */
  async #look(watch: Watch, guild: Guild, state: PostState, end: Hour): Promise<boolean> {
    const { questions, signal, onFailure } = this.#deps;
    const { id: guildId, settings } = guild;
    const seen = this.#seenOf(watch);
    const start = seen.get(guildId) ?? firstStart(watch, state, end);
    seen.set(guildId, start);
    const range = { from: Math.max(start, end - watch.catchesUp), to: end };
    try {
      const found = await watch.posts({ guildId, range, settings, view: () => false }, questions, english);
      for (const { period } of found) {
        if (!(await this.#post(watch, guild, period))) return false;
      }
    } catch (error) {
      if (!signal.aborted) onFailure(error);
      return false;
    }
    seen.set(guildId, end);
    return true;
  }

  async #post(watch: Watch, { id: guildId, settings }: Guild, period: HourRange): Promise<boolean> {
    const outcome = await this.#deps.poster.post(guildId, {
      kind: watch.kind,
      period,
      channelId: settings.reportChannelId,
      messages: (place) => this.#messagesOf(watch, guildId, period, place),
    });
    return outcome !== 'later';
  }

  /** Composed for the readers of the channel: it names no channel that one of them might not see. */
  async #messagesOf(
    watch: Watch,
    guildId: Snowflake,
    period: HourRange,
    { channelId }: PostPlace,
  ): Promise<readonly Announcement[]> {
    const { guilds, guildCache, questions } = this.#deps;
    const settings = guilds.get(guildId)?.settings;
    if (settings === undefined) return [];
    const view = viewOfReaders(await guildCache.get(guildId), channelId);
    const words = await wordsOfGuild(guildId, this.#deps);
    const posts = await watch.posts({ guildId, range: period, settings, view }, questions, words);
    return posts.filter((post) => post.period.to === period.to).flatMap((post) => messagesIn(post, words));
  }

  #seenOf(watch: Watch): Map<Snowflake, Hour> {
    return this.#seen.get(watch) ?? new Map();
  }
}

/** A guild that never had a notice has none of the time before Census was started. */
function firstStart({ every }: Watch, { until, isCertain }: PostState, end: Hour): Hour {
  if (until === 0) return end - every;
  return isCertain ? until : until - every;
}

function messagesIn({ texts, days }: NoticePost, words: Words): readonly Announcement[] {
  return texts.map((text) => noticeMessage(text, days, words));
}
