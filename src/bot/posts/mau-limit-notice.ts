import { type API, PermissionFlagsBits } from '@discordjs/core';
import { DiscordAPIError, HTTPError } from 'discord.js';
import type { Flusher } from '../../collect/flusher.ts';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import { SerialQueue } from '../../core/async/serial-queue.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { untilAborted } from '../../gateway/connection/until-aborted.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import { has } from '../../gateway/permissions.ts';
import { type ActiveMembers, exactly } from '../../query/active-members.ts';
import type { RollingActivities } from '../../query/rolling-activities.ts';
import { activeNumber } from '../../render/active-number.ts';
import { inlineCode } from '../../render/quote.ts';
import type { Guild } from '../../store/guild.ts';
import { messageBody } from '../answering/reply.ts';
import { GuildRounds } from './guild-rounds.ts';
import { messageNonce } from './message-nonce.ts';
import { isRefusedForGood, reportChannelOf } from './report-channel.ts';

export interface CeilingNoticeDeps {
  readonly api: { readonly channels: Pick<API['channels'], 'createMessage'> };
  readonly guilds: Pick<GuildRegistry, 'get' | 'change'>;
  readonly guildCache: Pick<GuildCache, 'get' | 'channel'>;
  readonly flusher: Pick<Flusher, 'flush'>;
  readonly rolling: Pick<RollingActivities, 'latest'>;
  /** How many members may be active in 30 days without a word, 1 or more. */
  readonly ceiling: number;
  /** Once it is aborted nothing more is sent; the next start goes on. */
  readonly signal: AbortSignal;
  /** A guild could not be told. It is tried again, unless Discord does not allow it there. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Tells a guild in its report channel, once, that more members are active than the ceiling. It is told anew only after
 * they were clearly fewer. That it was told is on the disk before anything is sent: a crash in between costs the note.
 */
export class MauLimitNotice {
  readonly #deps: CeilingNoticeDeps;
  readonly #rounds = new GuildRounds();
  /** By guild, the report channel in which Discord did not allow it: only another one is tried. */
  readonly #refused = new Map<Snowflake, Snowflake>();
  readonly #queue = new SerialQueue();

  constructor(deps: CeilingNoticeDeps) {
    this.#deps = deps;
  }

  /** Tells every guild that was above the ceiling when that was last computed, and was not told yet. */
  tellAll(): Promise<void> {
    return this.#queue.run(() => this.#tellAll());
  }

  async #tellAll(): Promise<void> {
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
      return month === undefined || (await this.#tell(guildId, month));
    });
  }

  #wantsToKnow({ id, leftMs, settings: { reportChannelId }, wasAlertedOfMauLimit }: Guild): boolean {
    if (leftMs !== null || reportChannelId === null || wasAlertedOfMauLimit) return false;
    return this.#refused.get(id) !== reportChannelId;
  }

  /** False where it must be tried again. */
  async #tell(guildId: Snowflake, month: ActiveMembers): Promise<boolean> {
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
    await this.#noteTold(guild.id);
    const content = noteText(month, ceiling, guild.settings.prefix);
    // The nonce keeps Discord from posting twice what the REST client has to send twice.
    const body = { ...messageBody({ content }), nonce: messageNonce('ceiling', guild.id), enforce_nonce: true };
    try {
      await untilAborted([signal], (ended) => api.channels.createMessage(channel.id, body, { signal: ended }));
    } catch (error) {
      if (isUnsent(error)) guilds.change(guild.id, { wasAlertedOfMauLimit: false });
      throw error;
    }
  }

  /** Where that cannot be written down, nothing is sent. */
  async #noteTold(guildId: Snowflake): Promise<void> {
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

/** Where there are but bounds, all that is certain is the lower. */
function isAbove(ceiling: number, { low, estimate }: ActiveMembers): boolean {
  return (estimate ?? low) > ceiling;
}

/**
 * Below 95 % of the ceiling, so that a number that swings around it does not call every hour. Where there are but bounds,
 * even the upper must be: at a month's end the lower falls although nobody went.
 */
function isClearlyBelow(ceiling: number, { high, estimate }: ActiveMembers): boolean {
  return (estimate ?? high) * 100 < ceiling * 95;
}

function noteText(month: ActiveMembers, ceiling: number, prefix: string): string {
  return [
    `${activeNumber(month)} members were active here in the last 30 days,`,
    `more than the ceiling of ${ceiling} that the operator of this Census has set.`,
    ...explanation(month),
    `This is only a note: nothing is switched off. ${inlineCode(`${prefix}active`)} says more.`,
  ].join(' ');
}

function explanation(month: ActiveMembers): readonly string[] {
  if (exactly(month) !== null) return [];
  const said = 'Nobody is recognised from one month to the next,';
  if (month.estimate === null) return [`${said} so the true number is only known to lie between those two.`];
  return [`${said} so it is an estimate; the true number lies between the two in brackets.`];
}

/** Discord has answered that it did not work; without an answer it may have. */
function isUnsent(error: unknown): boolean {
  return error instanceof DiscordAPIError || error instanceof HTTPError;
}
