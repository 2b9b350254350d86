import { PermissionFlagsBits } from '@discordjs/core';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import { SerialQueue } from '../../core/async/serial-queue.ts';
import type { Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { hourOf } from '../../core/time.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import { has } from '../../gateway/permissions.ts';
import { type ActiveMembers, exactly, valueOfActive } from '../../query/active/active-members.ts';
import type { RollingActivities } from '../../query/active/rolling-activities.ts';
import { inlineCode } from '../../render/quote.ts';
import { valueText } from '../../render/values.ts';
import type { Words } from '../../render/words.ts';
import type { LaneStore } from '../../store/lane-store.ts';
import { type PostState, unposted } from '../../store/post-store.ts';
import type { Guild } from '../../store/records.ts';
import { messageBody } from '../answering/reply.ts';
import { wordsOfGuild } from '../words-of-guild.ts';
import type { Announcement } from './announcement.ts';
import { GuildRounds } from './guild-rounds.ts';
import type { Poster } from './poster.ts';
import { isRefusedForGood, reportChannelOf } from './report-channel.ts';

export interface CeilingNoticeDeps {
  readonly poster: Pick<Poster, 'post'>;
  readonly guilds: Pick<GuildRegistry, 'get' | 'settings'>;
  readonly guildCache: Pick<GuildCache, 'get' | 'channel'>;
  readonly store: Pick<LaneStore, 'postsOfKind' | 'putPosts'>;
  readonly rolling: Pick<RollingActivities, 'latest'>;
  readonly clock: Pick<Clock, 'now'>;
  /** The number of members that may be active in 30 days without a notice, 1 or more. */
  readonly ceiling: number;
  /** Stops all posts once aborted; the next process continues. */
  readonly signal: AbortSignal;
  /** A notice failed. It is tried again unless Discord does not allow it there. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Posts one notice in a guild's report channel when more members are active than the ceiling, and another only after
 * the number was clearly lower. The stored state of the post is that of a guild with a notice, until then.
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
    return this.#queue.run(() => this.#notifyAll()).catch(this.#deps.onFailure);
  }

  async #notifyAll(): Promise<void> {
    const { guilds, store, rolling, ceiling, signal } = this.#deps;
    const states = await store.postsOfKind('mau_limit');
    const untold = new Map<Snowflake, ActiveMembers>();
    const lower: Snowflake[] = [];
    for (const [guildId, { month }] of rolling.latest) {
      const guild = guilds.get(guildId);
      if (guild === undefined) continue;
      const state = states.get(guildId) ?? unposted;
      if (isClearlyBelow(ceiling, month)) {
        if (state.until > 0) lower.push(guildId);
        this.#refused.delete(guildId);
      } else if (isAbove(ceiling, month) && this.#wantsToKnow(guild, state)) {
        untold.set(guildId, month);
      }
    }
    if (lower.length > 0) await this.#forget(lower);
    await this.#rounds.run([...untold.keys()], signal, async (guildId) => {
      const month = untold.get(guildId);
      return month === undefined || (await this.#notify(guildId, month, states.get(guildId) ?? unposted));
    });
  }

  #wantsToKnow({ id, leftMs, settings: { reportChannelId } }: Guild, { until, isCertain }: PostState): boolean {
    if (leftMs !== null || reportChannelId === null || (until > 0 && isCertain)) return false;
    return this.#refused.get(id) !== reportChannelId;
  }

  /** Returns false if it must be tried again. */
  async #notify(guildId: Snowflake, month: ActiveMembers, state: PostState): Promise<boolean> {
    const { guilds, signal, onFailure } = this.#deps;
    const guild = guilds.get(guildId);
    if (guild === undefined) return true;
    try {
      return await this.#post(guild, month, state);
    } catch (error) {
      if (signal.aborted) return false;
      onFailure(error);
      if (!isRefusedForGood(error)) return false;
      this.#refuse(guild);
      return true;
    }
  }

  /** Returns false if it must be tried again. A channel without Send Messages is asked again every hour, for nothing. */
  async #post(guild: Guild, month: ActiveMembers, { until }: PostState): Promise<boolean> {
    const { poster, guildCache, clock, ceiling } = this.#deps;
    const channel = await reportChannelOf(guild, guildCache);
    if (channel === null || !has(channel.permissions, PermissionFlagsBits.SendMessages)) return true;
    const hour = until > 0 ? until - 1 : hourOf(clock.now()); // That of the notice that may have been sent.
    const outcome = await poster.post(guild.id, {
      kind: 'mau_limit',
      period: { from: hour, to: hour + 1 },
      channelId: channel.id,
      messages: async () => [noteOf(month, ceiling, guild.settings.prefix, await wordsOfGuild(guild.id, this.#deps))],
    });
    if (outcome === 'missed') {
      await this.#forget([guild.id]);
      this.#refuse(guild);
    }
    return outcome !== 'later';
  }

  #refuse({ id, settings: { reportChannelId } }: Guild): void {
    if (reportChannelId !== null) this.#refused.set(id, reportChannelId);
  }

  /** Forgets that guilds have a notice, so that they get another one. */
  async #forget(guildIds: readonly Snowflake[]): Promise<void> {
    await this.#deps.store.putPosts(guildIds.map((guildId) => ({ ...unposted, guildId, kind: 'mau_limit' })));
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

function noteOf(month: ActiveMembers, limit: number, prefix: string, words: Words): Announcement {
  const content = [
    words.say('post.mauLimit', { members: valueText(valueOfActive(month)), limit }),
    ...explanation(month, words),
    words.say('post.mauNote', { command: inlineCode(`${prefix}active`) }),
  ].join(' ');
  return { body: messageBody({ content }), mark: markOf(limit, words) };
}

/** The longest part of the sentence beside the number, which may be another one an hour later. */
function markOf(limit: number, words: Words): string {
  const parts = words.say('post.mauLimit', { members: '\n', limit }).split('\n');
  return parts.toSorted((a, b) => b.length - a.length)[0] ?? '';
}

function explanation(month: ActiveMembers, words: Words): readonly string[] {
  if (exactly(month) !== null) return [];
  return [words.say(month.estimate === null ? 'post.mauBounds' : 'post.mauEstimate')];
}
