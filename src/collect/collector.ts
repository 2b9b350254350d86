import type { Activity, GuildSnapshot } from '../core/activity.ts';
import type { Channel } from '../core/channel.ts';
import { none } from '../core/counter.ts';
import type { GuildSettings } from '../core/guild-settings.ts';
import type { Person } from '../core/person.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Tally } from '../core/tally.ts';
import { hourOf, type Month, startOfMonthMs } from '../core/time.ts';
import type { Vault } from '../vault/vault.ts';
import type { DispatchMark, DispatchPositions } from './dispatch-positions.ts';
import type { GuildBook, GuildFacts } from './guild-book.ts';
import type { Observation } from './observation.ts';
import { RecentIds } from './recent-ids.ts';
import type { Presence, VoiceTracker } from './voice-tracker.ts';

export interface CollectorParts {
  readonly vault: Vault;
  readonly guilds: GuildBook;
  readonly tally: Tally;
  readonly voice: VoiceTracker;
  readonly observation: Observation;
  readonly positions: DispatchPositions;
}

/**
 * Turns what happened into counters of the open month. What belongs to a later month waits, in memory, until the
 * open one is closed; what belongs to an earlier one is too late, and shown as a gap.
 */
export class Collector {
  readonly #parts: CollectorParts;
  readonly #recentMessages = new RecentIds(recentMessagesKept);
  #waiting: { readonly event: Activity | GuildSnapshot; readonly mark: DispatchMark | null }[] = [];
  #monthStartMs = 0;
  #monthEndMs = 0;
  #latestHour = 0;
  #isBetweenMonths = false;

  constructor(parts: CollectorParts) {
    this.#parts = parts;
    this.#setMonth(parts.vault.month);
  }

  /** The end of the open month, in milliseconds since the Unix epoch. */
  get monthEndMs(): number {
    return this.#monthEndMs;
  }

  /** Counts one activity, now or when its month is opened. `mark` is the dispatch that it came with. */
  record(activity: Activity, mark: DispatchMark | null): void {
    if (this.#mustWait(activity.atMs, activity.kind === 'message')) this.#wait(activity, mark);
    else this.#count(activity);
  }

  /** Takes over what Discord says of a whole guild: who is in voice, how many members it has. */
  see(snapshot: GuildSnapshot, mark: DispatchMark | null): void {
    if (this.#mustWait(snapshot.atMs, false)) this.#wait(snapshot, mark);
    else this.#countSnapshot(snapshot);
  }

  /** Notes a guild's name and AFK channel. Time in voice up to now is counted by the AFK channel of before. */
  meetGuild(facts: GuildFacts, nowMs: number): void {
    const known = this.#parts.guilds.get(facts.id);
    if (known !== undefined && known.leftMs !== null) this.#parts.observation.missed(facts.id, known.leftMs, nowMs);
    if (known !== undefined && known.afkChannelId !== facts.afkChannelId) this.settleVoice(nowMs);
    this.#parts.guilds.meet(facts, nowMs);
  }

  /** A channel is deleted: whoever was connected to it is not any more. */
  deleteChannel(guildId: Snowflake, channelId: Snowflake, atMs: number): void {
    this.#parts.voice.closeChannel(guildId, channelId, Math.min(atMs, this.#monthEndMs));
    this.#parts.guilds.deleteChannel(guildId, channelId);
  }

  /** A guild is cut off by an outage, or Census was removed from it: nobody is seen in voice any more. */
  loseGuild(guildId: Snowflake, atMs: number, isRemoved: boolean): void {
    this.#parts.voice.retain(guildId, new Set(), Math.min(atMs, this.#monthEndMs));
    if (isRemoved) {
      this.#parts.observation.guildLeft(guildId, atMs);
      this.#parts.guilds.change(guildId, { leftMs: atMs });
    } else {
      this.#parts.observation.guildLost(guildId, atMs);
    }
  }

  /** Changes a guild's settings. Time in voice up to now is counted by those of before. */
  changeSettings(guildId: Snowflake, settings: GuildSettings, nowMs: number): void {
    this.settleVoice(nowMs);
    this.#parts.guilds.change(guildId, { settings });
  }

  /** Ignores somebody from now on, or no longer. What was counted before stays. */
  setIgnored(guildId: Snowflake, person: Person, isIgnored: boolean, nowMs: number): void {
    const { vault, voice } = this.#parts;
    this.settleVoice(nowMs);
    const member = voice.hasSessions(guildId) ? vault.memberOf(guildId, person) : undefined;
    if (isIgnored && member !== undefined) voice.drop(guildId, member);
    vault.setIgnored(guildId, person, isIgnored);
  }

  /** Counts the voice time of all who are connected, as far as it was seen and belongs to the open month. */
  settleVoice(nowMs: number): void {
    const { observation, voice } = this.#parts;
    voice.settle((guildId) => Math.min(observation.untilMs(nowMs, guildId), this.#monthEndMs));
  }

  /** Gives every observed guild its headcount for the hour that begins. */
  beginHour(nowMs: number): void {
    for (const guildId of this.#parts.observation.connected) {
      this.record({ kind: 'headcount', guildId, change: 0, atMs: nowMs }, null);
    }
  }

  /** From now on nothing is added to the open month; voice is counted to its end, and who is in voice is handed out. */
  endMonth(nowMs: number): Presence[] {
    const { observation, voice } = this.#parts;
    this.settleVoice(nowMs);
    const seenUntilMs = observation.untilMs(nowMs);
    if (seenUntilMs < this.#monthEndMs) {
      for (const { id, leftMs } of this.#parts.guilds.all()) {
        if (leftMs === null) observation.missed(id, seenUntilMs, this.#monthEndMs);
      }
    }
    this.#monthStartMs = this.#monthEndMs;
    this.#isBetweenMonths = true;
    return voice.takeAll();
  }

  /** The vault has a new month: who was in voice goes on from its start, and what has waited is counted. */
  beginMonth(presences: readonly Presence[], nowMs: number): void {
    const { guilds, observation, vault, voice, positions } = this.#parts;
    this.#isBetweenMonths = false;
    this.#setMonth(vault.month);
    for (const { guildId, channelId, person } of presences) {
      // What was deleted, or left, while the month was being closed has nobody in it any more.
      const isThere = guilds.get(guildId)?.leftMs === null && guilds.channel(guildId, channelId)?.isDeleted === false;
      if (!isThere) continue;
      if (person === null) {
        observation.missed(guildId, this.#monthStartMs, nowMs);
        continue;
      }
      const member = vault.memberOf(guildId, person);
      if (member !== undefined) {
        voice.move(guildId, member, person, channelId, this.#monthStartMs, this.#monthStartMs);
      }
    }
    const waited = this.#waiting;
    this.#waiting = [];
    for (const { event, mark } of waited) {
      if ('kind' in event) this.record(event, mark);
      else this.see(event, mark);
      if (mark !== null) positions.release(mark);
    }
  }

  #setMonth(month: Month): void {
    this.#monthStartMs = startOfMonthMs(month);
    this.#monthEndMs = startOfMonthMs(month + 1);
  }

  /** Between two months the vault knows nobody. A late message needs nobody: it is a gap in the month that is closed. */
  #mustWait(atMs: number, isMessage: boolean): boolean {
    return atMs >= this.#monthEndMs || (this.#isBetweenMonths && !isMessage);
  }

  #wait(event: Activity | GuildSnapshot, mark: DispatchMark | null): void {
    if (this.#waiting.length >= longestQueue) {
      this.#parts.observation.missed(event.guildId, event.atMs, event.atMs + 1);
      return;
    }
    this.#waiting.push({ event, mark });
    if (mark !== null) this.#parts.positions.hold(mark);
  }

  #count(activity: Activity): void {
    if (activity.kind === 'message') this.#countMessage(activity);
    else if (activity.kind === 'voice') this.#countVoice(activity);
    else if (activity.kind === 'join') this.#countJoin(activity);
    else if (activity.kind === 'part') this.#countPart(activity);
    else this.#changeHeadcount(activity.guildId, activity.change, activity.atMs);
  }

  #countMessage({ messageId, guildId, channelId, person, roleIds, atMs }: Activity & { kind: 'message' }): void {
    if (atMs < this.#monthStartMs) {
      this.#parts.observation.missed(guildId, atMs, atMs + 1);
      return;
    }
    const channel = this.#parts.guilds.countedChannel(guildId, channelId);
    if (channel === undefined) {
      this.#parts.observation.missed(guildId, atMs, atMs + 1);
      return;
    }
    if (!this.#isCounted(guildId, channel, roleIds)) return;
    const member = this.#parts.vault.memberOf(guildId, person);
    if (member === undefined || !this.#recentMessages.add(messageId)) return;
    this.#parts.tally.add(guildId, hourOf(atMs), 'msg', channel.number, member, 1);
  }

  #countVoice({ guildId, channelId, person, roleIds, knownUntilMs, atMs }: Activity & { kind: 'voice' }): void {
    const member = this.#parts.vault.memberOf(guildId, person);
    if (member === undefined) return;
    const channel = this.#hasIgnoredRole(guildId, roleIds) ? null : channelId;
    // A clock that was set back over the month's start must not reach into a month that is sealed.
    const sinceMs = Math.max(atMs, this.#monthStartMs);
    const untilMs = Math.min(knownUntilMs, this.#parts.observation.untilMs(sinceMs, guildId));
    this.#parts.voice.move(guildId, member, person, channel, untilMs, sinceMs);
  }

  #countJoin({ guildId, person, atMs }: Activity & { kind: 'join' }): void {
    const { guilds, observation, tally, vault } = this.#parts;
    const guild = guilds.get(guildId);
    // Discord also sends joins of people who have long been members.
    if (guild === undefined || atMs < guild.firstConnectedMs - clockToleranceMs) return;
    if (atMs < this.#monthStartMs) {
      if (atMs >= this.#monthStartMs - clockToleranceMs) observation.missed(guildId, atMs, atMs + 1);
      return;
    }
    const isIgnored = vault.isIgnored(guildId, person);
    if (!isIgnored && !vault.isNewJoin(guildId, person, atMs)) return;
    this.#changeHeadcount(guildId, 1, atMs);
    if (!isIgnored) tally.add(guildId, hourOf(atMs), 'join', none, none, 1);
  }

  #countPart({ guildId, person, knownUntilMs, atMs }: Activity & { kind: 'part' }): void {
    const { guilds, observation, tally, vault, voice } = this.#parts;
    // Whoever is no member is not in voice either, whether or not Discord says so separately.
    const member = voice.hasSessions(guildId) ? vault.memberOf(guildId, person) : undefined;
    if (member !== undefined) {
      voice.move(guildId, member, person, null, Math.min(knownUntilMs, observation.untilMs(atMs, guildId)), atMs);
    }
    const guild = guilds.get(guildId);
    const isIgnored = vault.isIgnored(guildId, person);
    if (guild === undefined || (!isIgnored && !vault.isNewPart(guildId, person, atMs))) return;
    const countedMs = Math.max(atMs, this.#monthStartMs);
    this.#changeHeadcount(guildId, -1, countedMs);
    if (!isIgnored) tally.add(guildId, hourOf(countedMs), 'part', none, none, 1);
  }

  #countSnapshot({ guildId, members, inVoice, knownUntilMs, atMs }: GuildSnapshot): void {
    const { observation, vault, voice } = this.#parts;
    const unseenSinceMs = observation.guildSeen(guildId, atMs);
    if (unseenSinceMs !== null) voice.skipTo(guildId, unseenSinceMs, atMs);
    const present = new Set<number>();
    for (const { person, channelId, roleIds } of inVoice) {
      const member = this.#hasIgnoredRole(guildId, roleIds) ? undefined : vault.memberOf(guildId, person);
      if (member === undefined) continue;
      present.add(member);
      voice.move(guildId, member, person, channelId, knownUntilMs, Math.max(atMs, this.#monthStartMs));
    }
    voice.retain(guildId, present, knownUntilMs);
    this.#setHeadcount(guildId, members, atMs);
  }

  #changeHeadcount(guildId: Snowflake, change: number, atMs: number): void {
    const guild = this.#parts.guilds.get(guildId);
    if (guild !== undefined) this.#setHeadcount(guildId, guild.headcount + change, atMs);
  }

  #setHeadcount(guildId: Snowflake, members: number, atMs: number): void {
    const { guilds, tally } = this.#parts;
    const hour = hourOf(Math.max(atMs, this.#monthStartMs));
    this.#latestHour = Math.max(this.#latestHour, hour);
    guilds.change(guildId, { headcount: members });
    tally.setHeadcount(guildId, hour, members);
    // A join that comes late, in a replay, changes the running hour as well.
    if (hour < this.#latestHour) tally.setHeadcount(guildId, this.#latestHour, members);
  }

  #isCounted(guildId: Snowflake, channel: Channel, roleIds: readonly Snowflake[]): boolean {
    const { ignoredChannelIds } = this.#parts.guilds.settings(guildId);
    return !ignoredChannelIds.includes(channel.id) && !this.#hasIgnoredRole(guildId, roleIds);
  }

  #hasIgnoredRole(guildId: Snowflake, roleIds: readonly Snowflake[]): boolean {
    const { ignoredRoleIds } = this.#parts.guilds.settings(guildId);
    return ignoredRoleIds.length > 0 && roleIds.some((roleId) => ignoredRoleIds.includes(roleId));
  }
}

/** So many events of a new month wait in memory at the most; what comes beyond is shown as a gap. */
const longestQueue = 200_000;

/** So many message ids are remembered, so that one that Discord sends twice is counted once. */
const recentMessagesKept = 20_000;

/** How far the clocks of Discord and of this machine may differ for a join to be believed new. */
const clockToleranceMs = 5 * 60_000;
