import type { Activity, GuildSnapshot } from '../../core/activity.ts';
import type { MemberNumber } from '../../core/counter.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { startOfMonthMs } from '../../core/time.ts';
import type { Vault } from '../../vault/vault.ts';
import type { CoverageTracker } from '../coverage-tracker.ts';
import type { GuildRegistry } from '../guild-registry.ts';
import type { VoiceMember, VoiceTracker } from './voice-tracker.ts';

export interface VoiceCounterDeps {
  readonly vault: Pick<Vault, 'month' | 'memberOf' | 'numberOf'>;
  readonly guilds: GuildRegistry;
  readonly coverage: CoverageTracker;
  readonly voice: VoiceTracker;
}

/** Follows who is in voice, as Discord reports it, in the open month. */
export class VoiceCounter {
  readonly #deps: VoiceCounterDeps;
  #monthStartMs: number;

  constructor(deps: VoiceCounterDeps) {
    this.#deps = deps;
    this.#monthStartMs = startOfMonthMs(deps.vault.month);
  }

  /** A new month, which began at `startMs`: nothing before it is counted any more. */
  beginMonth(startMs: number): void {
    this.#monthStartMs = startMs;
  }

  /** A member is now in a channel, or in none. */
  count(activity: Activity & { kind: 'voice' }): void {
    const { guildId, channelId, person, roleIds, sessionId } = activity;
    const { guilds, vault, voice } = this.#deps;
    const channel = guilds.hasIgnoredRole(guildId, roleIds) ? null : channelId;
    // A person who is not counted needs no number.
    const member = channel === null ? vault.numberOf(guildId, person) : vault.memberOf(guildId, person);
    if (member === undefined) return;
    // When a person moves to another device, the end of the old session comes after the start of the new one.
    if (channelId === null && voice.isInByAnother(guildId, member, sessionId)) return;
    this.#move(activity, member, channel);
  }

  /** A person who has left the guild is not in voice either, whether or not Discord says so separately. */
  leave(part: Activity & { kind: 'part' }): void {
    const { vault, voice } = this.#deps;
    const member = voice.hasSessions(part.guildId) ? vault.numberOf(part.guildId, part.person) : undefined;
    if (member !== undefined) this.#move({ ...part, joinedAtMs: null }, member, null);
  }

  /** Exactly these members of a guild are in voice. `unseenSinceMs` is since when the guild was not seen, or null. */
  see({ guildId, inVoice, stateValidUntilMs, atMs }: GuildSnapshot, unseenSinceMs: number | null): void {
    const { guilds, vault, voice } = this.#deps;
    if (unseenSinceMs !== null) voice.skipTo(guildId, unseenSinceMs, atMs);
    const present = new Set<MemberNumber>();
    for (const { channelId, roleIds, ...speaker } of inVoice) {
      const member = guilds.hasIgnoredRole(guildId, roleIds) ? undefined : vault.memberOf(guildId, speaker.person);
      if (member === undefined) continue;
      present.add(member);
      voice.move(guildId, member, speaker, channelId, stateValidUntilMs, Math.max(atMs, this.#monthStartMs));
    }
    voice.retain(guildId, present, stateValidUntilMs);
  }

  #move(
    { guildId, stateValidUntilMs, atMs, ...speaker }: VoiceMember & Omit<Activity & { kind: 'part' }, 'kind' | 'isApp'>,
    member: MemberNumber,
    channelId: Snowflake | null,
  ): void {
    const { coverage, voice } = this.#deps;
    // What was received before the month's start must not reach into a month that is sealed.
    const sinceMs = Math.max(atMs, this.#monthStartMs);
    const untilMs = Math.min(stateValidUntilMs, coverage.untilMs(sinceMs, guildId));
    // A replay tells who came and left, not when: what is not counted of it must show.
    const isUndated = untilMs < sinceMs && !coverage.hasOpenGap(guildId);
    if (isUndated && !voice.isIn(guildId, member, channelId)) coverage.missed(guildId, untilMs, sinceMs);
    voice.move(guildId, member, speaker, channelId, untilMs, sinceMs);
  }
}
