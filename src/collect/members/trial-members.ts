import type { MemberNumber } from '../../core/counter.ts';
import type { TrialSpan } from '../../core/membership/trial-span.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { dayMs, type Hour, hourMs, hourOf } from '../../core/time.ts';
import type { Batch } from '../../store/batch.ts';
import type { Checkpoint } from '../../store/checkpoint.ts';

/**
 * Who of the open month has not been a member for `trialDays` days, and does not count as active yet. All that is kept of a
 * member is the hour of the first activity in trial and that of the first one after it; when they joined is used there and
 * then, and forgotten. So what they did in an earlier stay on the server, before the trial, goes on counting.
 *
 * An activity that does not tell when its member joined (a message out of history, a voice session that an earlier process
 * left) changes nothing: whoever is in trial stays in it, and anybody else counts.
 */
export class TrialMembers {
  readonly #trialMs: number;
  readonly #guilds: Map<Snowflake, Map<MemberNumber, TrialSpan>>;
  readonly #changed = new Map<Snowflake, Set<MemberNumber>>();

  /** `trialDays` is a whole number, 0 or more; with 0 nobody comes into trial, and whoever is in it leaves it. */
  constructor(trialDays: number, { trial }: Pick<Checkpoint, 'trial'>) {
    this.#trialMs = trialDays * dayMs;
    this.#guilds = new Map(Array.from(trial, ([guildId, spans]) => [guildId, new Map(spans)]));
  }

  /** A message of a member was counted at an instant. */
  recordMessage(guildId: Snowflake, member: MemberNumber, atMs: number, joinedAtMs: number | null): void {
    this.#note(guildId, member, atMs, joinedAtMs);
  }

  /** Voice time of a member was counted in an hour. It is in trial if any of the hour is. */
  recordVoice(guildId: Snowflake, member: MemberNumber, hour: Hour, joinedAtMs: number | null): void {
    this.#note(guildId, member, hour * hourMs, joinedAtMs);
  }

  /** Whoever had this number is erased. */
  forget(guildId: Snowflake, member: MemberNumber): void {
    this.#guilds.get(guildId)?.delete(member);
    this.#changed.get(guildId)?.delete(member);
  }

  /** A new month: whoever is active has another number from now on. */
  beginMonth(): void {
    this.#guilds.clear();
    this.#changed.clear();
  }

  /** What has changed since the last call. */
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
      // What comes late, such as the voice of the hour before, may begin earlier.
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
    if (span === undefined) throw new Error('a trial has changed that is not known');
    return span;
  }
}
