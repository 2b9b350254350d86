import type { MemberNumber } from '../../core/counter.ts';
import type { TrialSpan } from '../../core/membership/trial-span.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { dayMs, type Hour, hourMs, hourOf } from '../../core/time.ts';
import type { Batch } from '../../store/batch.ts';
import type { Checkpoint } from '../../store/checkpoint.ts';

/**
 * Tracks the members of the open month who joined fewer than `trialDays` days ago and do not count as active yet. For each
 * member two hours are kept: that of the first activity in trial and that of the first one after it. The time of joining
 * is used at the moment of the activity and not kept. So activity from an earlier stay in the server still counts.
 *
 * An activity without a time of joining (a message from history, a voice session of an earlier process) changes nothing:
 * a member in trial stays in it, and any other member counts.
 */
export class TrialMembers {
  readonly #trialMs: number;
  readonly #guilds: Map<Snowflake, Map<MemberNumber, TrialSpan>>;
  readonly #changed = new Map<Snowflake, Set<MemberNumber>>();

  /** `trialDays` is a whole number, 0 or more. With 0 no member enters trial, and members in trial leave it. */
  constructor(trialDays: number, { trial }: Pick<Checkpoint, 'trial'>) {
    this.#trialMs = trialDays * dayMs;
    this.#guilds = new Map(Array.from(trial, ([guildId, spans]) => [guildId, new Map(spans)]));
  }

  /** A message of a member was counted at an instant. */
  recordMessage(guildId: Snowflake, member: MemberNumber, atMs: number, joinedAtMs: number | null): void {
    this.#note(guildId, member, atMs, joinedAtMs);
  }

  /** Voice time of a member was counted in an hour. It is in trial if any part of the hour is. */
  recordVoice(guildId: Snowflake, member: MemberNumber, hour: Hour, joinedAtMs: number | null): void {
    this.#note(guildId, member, hour * hourMs, joinedAtMs);
  }

  /** The member with this number is erased. */
  forget(guildId: Snowflake, member: MemberNumber): void {
    this.#guilds.get(guildId)?.delete(member);
    this.#changed.get(guildId)?.delete(member);
  }

  /** A new month: every member has another number from now on. */
  beginMonth(): void {
    this.#guilds.clear();
    this.#changed.clear();
  }

  /** Takes the changes since the last call. */
  takeChanges(): Batch['trial'] {
    const changes = Array.from(this.#changed, ([guildId, members]) =>
      Array.from(members, (member) => ({ guildId, member, ...this.#span(guildId, member) })),
    );
    this.#changed.clear();
    return changes.flat();
  }

  #note(guildId: Snowflake, member: MemberNumber, atMs: number, joinedAtMs: number | null): void {
    if (joinedAtMs === null || (this.#trialMs === 0 && this.#guilds.size === 0)) return;
    const hour = hourOf(atMs);
    const span = this.#guilds.get(guildId)?.get(member);
    if (this.#trialMs > 0 && atMs - joinedAtMs < this.#trialMs) {
      // Late activity, such as voice of the hour before, may move the start back.
      if (span === undefined || hour < span.from) this.#put(guildId, member, { from: hour, to: span?.to ?? null });
    } else if (span !== undefined && hour >= span.from && (span.to === null || hour < span.to)) {
      this.#put(guildId, member, { from: span.from, to: hour });
    }
  }

  #put(guildId: Snowflake, member: MemberNumber, span: TrialSpan): void {
    const spans = this.#guilds.get(guildId) ?? new Map<MemberNumber, TrialSpan>();
    this.#guilds.set(guildId, spans.set(member, span));
    this.#changed.set(guildId, (this.#changed.get(guildId) ?? new Set()).add(member));
  }

  #span(guildId: Snowflake, member: MemberNumber): TrialSpan {
    const span = this.#guilds.get(guildId)?.get(member);
    if (span === undefined) throw new Error('the changed trial is not known');
    return span;
  }
}
