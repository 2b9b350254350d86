import type { Activity, GuildSnapshot, Message } from '../core/activity.ts';
import { countsMore, type GuildSettings } from '../core/guild-settings.ts';
import type { Person } from '../core/person.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type Month, startOfMonthMs } from '../core/time.ts';
import type { Vault } from '../vault/vault.ts';
import { GuildEventCounter, type GuildEventCounterDeps } from './guild-event-counter.ts';
import type { GuildFacts } from './guild-registry.ts';
import { MembershipCounter, type MembershipCounterDeps } from './members/membership-counter.ts';
import type { VisitorCounter } from './members/visitor-counter.ts';
import { MessageCounter, type MessageCounterDeps } from './messages/message-counter.ts';
import type { ListedChannel } from './messages/message-positions.ts';
import type { Totals } from './totals.ts';
import { type VoiceActivity, VoiceCounter, type VoiceCounterDeps } from './voice/voice-counter.ts';
import { WaitingEvents } from './waiting-events.ts';

export interface CollectorDeps
  extends MessageCounterDeps,
    MembershipCounterDeps,
    VoiceCounterDeps,
    GuildEventCounterDeps {
  readonly vault: Vault;
  readonly totals: Totals;
  readonly visitors: VisitorCounter;
}

/**
 * Turns events into counters of the open month. Events of a later month wait in memory until that month is opened.
 * Events of an earlier month are too late: they become gaps.
 */
export class Collector {
  readonly #deps: CollectorDeps;
  readonly #messageCounter: MessageCounter;
  readonly #membershipCounter: MembershipCounter;
  readonly #voiceCounter: VoiceCounter;
  readonly #guildEventCounter: GuildEventCounter;
  readonly #waiting: WaitingEvents;
  #monthStartMs = 0;
  #monthEndMs = 0;
  #isMonthClosing = false;

  constructor(deps: CollectorDeps) {
    this.#deps = deps;
    this.#messageCounter = new MessageCounter(deps);
    this.#membershipCounter = new MembershipCounter(deps);
    this.#voiceCounter = new VoiceCounter(deps);
    this.#guildEventCounter = new GuildEventCounter(deps);
    this.#waiting = new WaitingEvents(deps.progress);
    this.#setMonth(deps.vault.month);
  }

  /** The end of the open month, in milliseconds since the Unix epoch. */
  get monthEndMs(): number {
    return this.#monthEndMs;
  }

  /** Whether the month is closing and the next one is not open yet. Nothing can be counted then. */
  get isMonthClosing(): boolean {
    return this.#isMonthClosing;
  }

  /** How full the buffer for the next month's events is, from 0 to 1. */
  get waitingShare(): number {
    return this.#waiting.share;
  }

  /** Counts one activity, now or when its month is opened. `sequence` is the number of its dispatch. */
  record(activity: Activity, sequence: number | null): void {
    if (this.#mustWait(activity.atMs, activity.kind === 'message')) this.#wait(activity, sequence);
    else this.#count(activity, sequence);
  }

  /** Takes over a snapshot of a whole guild: who is in voice, and the number of members. */
  see(snapshot: GuildSnapshot, sequence: number | null): void {
    if (this.#mustWait(snapshot.atMs, false)) this.#wait(snapshot, sequence);
    else this.#countSnapshot(snapshot);
  }

  /** Counts a message from a channel's history. It must belong to the open month. */
  recover(message: Message): void {
    this.#messageCounter.recover(message);
  }

  /** Messages of these guilds are missed since they were last seen. They are counted from channel histories later. */
  cutOff(guildIds: readonly Snowflake[], nowMs: number): void {
    const { coverage } = this.#deps;
    for (const guildId of guildIds) this.#messageCounter.cutOff(guildId, coverage.untilMs(nowMs, guildId));
    this.#waiting.dropMessages(new Set(guildIds)); // History has them.
  }

  /** A guild that was cut off is back with these channels. Catch-up reads what was missed in them. */
  listChannels(guildId: Snowflake, channels: readonly ListedChannel[]): void {
    this.#messageCounter.listChannels(guildId, channels);
  }

  /** All messages of a guild in the open month are counted. A message that arrives after its end is not a gap. */
  completeMonth(guildId: Snowflake): void {
    this.#messageCounter.completeMonth(guildId);
  }

  /** Notes a guild's name and AFK channel. Voice time up to now is counted with the previous AFK channel. */
  meetGuild(facts: GuildFacts, nowMs: number): void {
    const known = this.#deps.guilds.get(facts.id);
    if (known !== undefined && known.leftMs !== null) {
      this.#deps.coverage.missed(facts.id, known.leftMs, nowMs);
      this.#deps.vault.loseSight(facts.id);
      this.#deps.guilds.change(facts.id, { catchUpFromMs: nowMs }); // Census was not a member meanwhile.
    }
    if (known !== undefined && known.afkChannelId !== facts.afkChannelId) this.settleVoice(nowMs);
    this.#deps.guilds.meet(facts, nowMs);
  }

  /** Ends the voice sessions in a deleted channel. In a replay the time of the deletion is unknown: that is a gap. */
  deleteChannel(guildId: Snowflake, channelId: Snowflake, stateValidUntilMs: number, nowMs: number): void {
    const { guilds, coverage, voice } = this.#deps;
    const untilMs = Math.min(stateValidUntilMs, this.#monthEndMs);
    const wasInUse = voice.closeChannel(guildId, channelId, untilMs);
    if (wasInUse && untilMs < nowMs && !coverage.hasOpenGap(guildId)) coverage.missed(guildId, untilMs, nowMs);
    guilds.deleteChannel(guildId, channelId);
  }

  /** A guild has an outage, or Census was removed from it. All its voice sessions end. */
  loseGuild(guildId: Snowflake, atMs: number, isRemoved: boolean): void {
    if ((this.#deps.guilds.get(guildId)?.leftMs ?? null) !== null) return; // Discord may send it twice.
    this.#deps.voice.retain(guildId, new Set(), this.#countableUntil(guildId, atMs));
    if (isRemoved) {
      this.#deps.coverage.guildLeft(guildId, atMs);
      this.#deps.messages.forget(guildId);
      this.#deps.guilds.change(guildId, { leftMs: atMs });
    } else {
      this.#deps.coverage.guildLost(guildId, atMs);
      this.cutOff([guildId], atMs);
    }
  }

  /** Changes a guild's settings. Voice time up to now is counted with the previous settings. */
  changeSettings(guildId: Snowflake, settings: GuildSettings, nowMs: number): void {
    this.settleVoice(nowMs);
    const before = this.#deps.guilds.settings(guildId);
    // Catch-up must not count messages that the previous settings excluded.
    const catchUp = countsMore(before, settings) ? { catchUpFromMs: nowMs } : {};
    this.#deps.guilds.change(guildId, { settings, ...catchUp });
    if (nowMs < this.#monthEndMs) this.#deps.voicePeak.note(guildId, Math.max(nowMs, this.#monthStartMs));
  }

  /** Ignores a person at once, or stops ignoring them once that is durable. Earlier counts stay. See the vault. */
  async setIgnored(guildId: Snowflake, person: Person, isIgnored: boolean, nowMs: number): Promise<void> {
    const { vault, voice } = this.#deps;
    this.settleVoice(nowMs);
    // Between two months the vault knows no members. An ignored person's session does not continue in the next month.
    const member = this.#isMonthClosing ? undefined : vault.numberOf(guildId, person);
    await vault.setIgnored(guildId, person, isIgnored); // First, because the disk may refuse.
    if (isIgnored && member !== undefined) voice.drop(guildId, member);
    if (!isIgnored) this.#deps.guilds.change(guildId, { catchUpFromMs: nowMs });
  }

  /** Counts open voice sessions up to now, limited to the observed part of the open month. */
  settleVoice(nowMs: number): void {
    const { coverage, voice } = this.#deps;
    const untilMs = Math.min(coverage.handledUntilMs(nowMs), this.#monthEndMs);
    voice.settle((guildId) => Math.min(coverage.untilMs(nowMs, guildId), untilMs));
  }

  /** Nothing is known of the time between two instants: the machine was suspended, or its clock was wrong. */
  skip(fromMs: number, toMs: number): void {
    const { guilds, coverage, voice } = this.#deps;
    for (const { id, leftMs } of guilds.all()) {
      if (leftMs === null && !coverage.hasOpenGap(id)) coverage.missed(id, fromMs, toMs);
      voice.skipTo(id, Math.min(coverage.untilMs(fromMs, id), this.#monthEndMs), toMs);
    }
  }

  /** Records the headcount of every observed guild for the hour that begins. */
  beginHour(nowMs: number): void {
    for (const guildId of this.#deps.coverage.connected) {
      this.record({ kind: 'hour', guildId, atMs: nowMs }, null);
    }
  }

  /** Counts voice to the end of the open month. From now on nothing is added to that month. */
  endMonth(nowMs: number): void {
    const { guilds, coverage, voice } = this.#deps;
    const seenUntilMs = Math.min(coverage.handledUntilMs(nowMs), this.#monthEndMs);
    for (const { id } of guilds.present()) {
      if (seenUntilMs < this.#monthEndMs) coverage.missed(id, seenUntilMs, this.#monthEndMs);
      // The sessions end here, because a waiting event may say that a member left before the month's end.
      voice.skipTo(id, Math.min(coverage.untilMs(nowMs, id), seenUntilMs), this.#monthEndMs);
    }
    this.#monthStartMs = this.#monthEndMs;
    this.#isMonthClosing = true;
    this.#messageCounter.endMonth(this.#monthEndMs);
    this.#membershipCounter.beginMonth(this.#monthEndMs);
    this.#voiceCounter.beginMonth(this.#monthEndMs);
  }

  /**
   * The vault has opened a new month. Voice sessions continue from its start under new numbers, and waiting events are
   * counted. Returns false if a voice session is known by its old number only.
   */
  beginMonth(nowMs: number): boolean {
    const { guilds, coverage, vault, voice } = this.#deps;
    const presences = voice.takeAll();
    this.#isMonthClosing = false;
    this.#setMonth(vault.month);
    this.#deps.tenure.beginMonth();
    this.#deps.totals.beginMonth();
    this.#deps.trial.beginMonth();
    this.#messageCounter.beginMonth(this.#monthStartMs);
    this.#membershipCounter.beginMonth(this.#monthStartMs);
    this.#voiceCounter.beginMonth(this.#monthStartMs);
    for (const { guildId, channelId, person, countedUntilMs, ...rest } of presences) {
      if (guilds.get(guildId)?.leftMs !== null) continue;
      if (person === null) {
        coverage.missed(guildId, this.#monthStartMs, nowMs);
        continue;
      }
      const member = vault.memberOf(guildId, person);
      if (member !== undefined) {
        const fromMs = Math.max(this.#monthStartMs, countedUntilMs); // Later after a skip over the month's end.
        voice.move(guildId, member, { person, ...rest }, channelId, fromMs, fromMs);
      }
    }
    this.#waiting.release(({ event, sequence }) => {
      if ('kind' in event) this.record(event, sequence);
      else this.see(event, sequence);
    });
    return presences.every(({ person }) => person !== null);
  }

  /** Up to when voice that ends at `atMs` is counted. Time in a month that is not open yet becomes a gap. */
  #countableUntil(guildId: Snowflake, atMs: number): number {
    const { coverage, voice } = this.#deps;
    const isCutShort = atMs > this.#monthEndMs && voice.hasSessions(guildId) && !coverage.hasOpenGap(guildId);
    if (isCutShort) coverage.missed(guildId, this.#monthEndMs, atMs);
    return Math.min(atMs, this.#monthEndMs);
  }

  #setMonth(month: Month): void {
    this.#monthStartMs = startOfMonthMs(month);
    this.#monthEndMs = startOfMonthMs(month + 1);
  }

  /** Between two months the vault knows no members. A late message needs no member: it is a gap in the closing month. */
  #mustWait(atMs: number, isMessage: boolean): boolean {
    return atMs >= this.#monthEndMs || (this.#isMonthClosing && !isMessage);
  }

  #wait(event: Activity | GuildSnapshot, sequence: number | null): void {
    if (!this.#isMonthClosing && concernsVoice(event)) this.#voiceCounter.foresee(event);
    if (!this.#waiting.add({ event, sequence })) {
      this.#deps.coverage.missed(event.guildId, event.atMs, event.atMs + 1);
    }
  }

  #count(activity: Activity, sequence: number | null): void {
    if (activity.kind === 'message') this.#messageCounter.count(activity, sequence);
    else if (activity.kind === 'voice') this.#voiceCounter.count(activity);
    else if (activity.kind === 'join') this.#membershipCounter.countJoin(activity);
    else if (activity.kind === 'passed') this.#deps.ways.pass(activity);
    else if (activity.kind === 'part') this.#countPart(activity);
    else if (activity.kind === 'visit' || activity.kind === 'app') this.#deps.visitors.count(activity);
    else if (activity.kind === 'hour') this.#beginHour(activity.guildId, activity.atMs);
    else this.#guildEventCounter.count(activity);
  }

  #beginHour(guildId: Snowflake, atMs: number): void {
    this.#membershipCounter.beginHour(guildId, atMs);
    this.#deps.voicePeak.note(guildId, Math.max(atMs, this.#monthStartMs)); // A new day needs its first peak.
  }

  #countPart(part: Activity & { kind: 'part' }): void {
    this.#voiceCounter.count(part);
    this.#membershipCounter.countPart(part);
  }

  #countSnapshot(snapshot: GuildSnapshot): void {
    const { guildId, members, atMs } = snapshot;
    const { guilds, coverage, vault } = this.#deps;
    const headcountChange = members - (guilds.get(guildId)?.headcount ?? members);
    const unseenSinceMs = coverage.guildSeen(guildId, atMs, headcountChange);
    if (unseenSinceMs !== null) vault.loseSight(guildId);
    this.#voiceCounter.see(snapshot, unseenSinceMs);
    this.#membershipCounter.setHeadcount(guildId, members, atMs);
  }
}

function concernsVoice(event: Activity | GuildSnapshot): event is VoiceActivity | GuildSnapshot {
  return !('kind' in event) || event.kind === 'voice' || event.kind === 'part';
}
