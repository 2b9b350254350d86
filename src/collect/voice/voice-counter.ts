import type { Activity, GuildSnapshot } from '../../core/activity.ts';
import type { MemberNumber } from '../../core/counter.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { startOfMonthMs } from '../../core/time.ts';
import type { Vault } from '../../vault/vault.ts';
import type { CoverageTracker } from '../coverage-tracker.ts';
import type { GuildRegistry } from '../guild-registry.ts';
import type { VoicePeak } from './voice-peak.ts';
import type { VoiceMember, VoiceTracker } from './voice-tracker.ts';

export interface VoiceCounterDeps {
  readonly vault: Pick<Vault, 'month' | 'memberOf' | 'numberOf'>;
  readonly guilds: GuildRegistry;
  readonly coverage: CoverageTracker;
  readonly voice: VoiceTracker;
  readonly voicePeak: Pick<VoicePeak, 'note'>;
}

/** Tracks who is in voice in the open month, as Discord reports it. */
export class VoiceCounter {
  readonly #deps: VoiceCounterDeps;
  #monthStartMs: number;

  constructor(deps: VoiceCounterDeps) {
    this.#deps = deps;
    this.#monthStartMs = startOfMonthMs(deps.vault.month);
  }

  /** A new month began at `startMs`: nothing before it is counted. */
  beginMonth(startMs: number): void {
    this.#monthStartMs = startMs;
  }

  /** Notes the voice channel that a member is in, if any. A member who leaves the guild also leaves voice. */
  count(activity: VoiceActivity): void {
    const place = this.#placeOf(activity);
    if (place !== null) this.#move(activity, place);
  }

  /**
   * An event that waits for the next month is counted when that month is open. If a replay brought it, it also shows that
   * the member may have moved before the end of this month. So the member's time ends when it was last certain, and the
   * rest is a gap. Both are noted now, because a process that starts from the next commit does not know about the lost
   * connection.
   */
  foresee(news: VoiceActivity | GuildSnapshot): void {
    const { guildId, stateValidUntilMs, atMs } = news;
    const { coverage, vault, voice } = this.#deps;
    // A guild with an open gap is counted up to the start of that gap in any case.
    if (stateValidUntilMs >= startOfMonthMs(vault.month + 1) || coverage.hasOpenGap(guildId)) return;
    if (!('kind' in news)) {
      if (voice.hasSessions(guildId)) coverage.missed(guildId, stateValidUntilMs, atMs);
      voice.retain(guildId, new Set(), stateValidUntilMs);
      return;
    }
    const place = this.#placeOf(news);
    if (place === null || voice.isIn(guildId, place.member, place.channelId)) return;
    coverage.missed(guildId, stateValidUntilMs, atMs);
    voice.move(guildId, place.member, voiceMemberOf(news), null, stateValidUntilMs, atMs);
  }

  /** Exactly these members of a guild are in voice. `unseenSinceMs` is when the gap before it began, or null. */
  see({ guildId, inVoice, stateValidUntilMs, atMs }: GuildSnapshot, unseenSinceMs: number | null): void {
    const { guilds, vault, voice } = this.#deps;
    if (unseenSinceMs !== null) voice.skipTo(guildId, unseenSinceMs, atMs);
    const present = new Set<MemberNumber>();
    for (const { channelId, roleIds, ...rest } of inVoice) {
      const member = guilds.hasIgnoredRole(guildId, roleIds) ? undefined : vault.memberOf(guildId, rest.person);
      if (member === undefined) continue;
      present.add(member);
      voice.move(guildId, member, rest, channelId, stateValidUntilMs, Math.max(atMs, this.#monthStartMs));
    }
    voice.retain(guildId, present, stateValidUntilMs);
    this.#deps.voicePeak.note(guildId, Math.max(atMs, this.#monthStartMs));
  }

  /** The member, and the channel if it is counted. Null if the activity changes nothing. */
  #placeOf(activity: VoiceActivity): Place | null {
    const { guildId, person } = activity;
    const { guilds, vault, voice } = this.#deps;
    const isPart = activity.kind === 'part';
    if (isPart && !voice.hasSessions(guildId)) return null;
    const channelId = isPart || guilds.hasIgnoredRole(guildId, activity.roleIds) ? null : activity.channelId;
    // A person who is not counted needs no number.
    const member = channelId === null ? vault.numberOf(guildId, person) : vault.memberOf(guildId, person);
    if (member === undefined) return null;
    // If a person switches devices, the end of the old session arrives after the start of the new one.
    const isEnd = !isPart && activity.channelId === null;
    return isEnd && voice.isInByAnother(guildId, member, activity.sessionId) ? null : { member, channelId };
  }

  #move(activity: VoiceActivity, { member, channelId }: Place): void {
    const { guildId, stateValidUntilMs, atMs } = activity;
    const { coverage, voice } = this.#deps;
    // An event from before the month's start must not count in the sealed month.
    const sinceMs = Math.max(atMs, this.#monthStartMs);
    const untilMs = Math.min(stateValidUntilMs, coverage.untilMs(sinceMs, guildId));
    // A replay does not say when members moved. Time that is therefore not counted becomes a gap.
    const isUndated = untilMs < sinceMs && !coverage.hasOpenGap(guildId);
    if (isUndated && !voice.isIn(guildId, member, channelId)) coverage.missed(guildId, untilMs, sinceMs);
    voice.move(guildId, member, voiceMemberOf(activity), channelId, untilMs, sinceMs);
    if (channelId !== null) this.#deps.voicePeak.note(guildId, sinceMs);
  }
}

/** An activity that says where in voice a member is. */
export type VoiceActivity = Activity & { kind: 'voice' | 'part' };

interface Place {
  readonly member: MemberNumber;
  readonly channelId: Snowflake | null;
}

function voiceMemberOf(activity: VoiceActivity): VoiceMember {
  return activity.kind === 'part' ? { person: activity.person, joinedAtMs: null } : activity;
}
