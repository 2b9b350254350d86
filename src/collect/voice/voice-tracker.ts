import type { MemberNumber } from '../../core/counter.ts';
import type { Person } from '../../core/person.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Hour, hourMs, hourOf } from '../../core/time.ts';
import type { OpenVoiceSession } from '../../store/batch.ts';

/** Takes settled voice time, in milliseconds of one hour. `joinedAtMs` is when the member joined the guild, if known. */
export type CountVoice = (
  guildId: Snowflake,
  hour: Hour,
  channelId: Snowflake,
  member: MemberNumber,
  milliseconds: number,
  joinedAtMs: number | null,
) => void;

/** A member in voice. The time of joining the guild and the voice session are known only if Discord says so. */
export interface VoiceMember {
  readonly person: Person;
  readonly joinedAtMs: number | null;
  readonly sessionId?: string | undefined;
}

/** A voice session as {@link VoiceTracker.take} returns it. Sessions of an earlier process have no person. */
export interface Presence {
  readonly guildId: Snowflake;
  readonly channelId: Snowflake;
  readonly person: Person | null;
  readonly joinedAtMs: number | null;
  readonly sessionId?: string | undefined;
  /** Time before this is counted, or was not observed; in milliseconds since the Unix epoch. */
  readonly countedUntilMs: number;
}

/**
 * Tracks who is in voice, and up to when that time is counted. Time is settled, which means passed to `countVoice`, when
 * a member moves or leaves and whenever {@link settle} is called. So an open session is never uncounted for long.
 */
export class VoiceTracker {
  readonly #countVoice: CountVoice;
  readonly #guilds = new Map<Snowflake, Map<MemberNumber, Session>>();

  constructor(countVoice: CountVoice, sessions: readonly OpenVoiceSession[]) {
    this.#countVoice = countVoice;
    for (const { guildId, member, channelId, countedUntilMs } of sessions) {
      this.#open(guildId, member, { channelId, person: null, joinedAtMs: null, sessionId: undefined, countedUntilMs });
    }
  }

  /** Whether a guild has members in voice. */
  hasSessions(guildId: Snowflake): boolean {
    return this.#guilds.has(guildId);
  }

  /** Whether a guild has members in voice that this process knows by number only. */
  hasStrangers(guildId: Snowflake): boolean {
    for (const [, { person }] of this.#sessionsOf(guildId)) if (person === null) return true;
    return false;
  }

  /** The channel of each member in voice; a channel appears once per member. */
  *channelsInUse(guildId: Snowflake): Iterable<Snowflake> {
    for (const [, { channelId }] of this.#sessionsOf(guildId)) yield channelId;
  }

  /** Whether the tracker has a member in this channel, or in none for null. */
  isIn(guildId: Snowflake, member: MemberNumber, channelId: Snowflake | null): boolean {
    return (this.#guilds.get(guildId)?.get(member)?.channelId ?? null) === channelId;
  }

  /** Whether a member is in voice with another session than this one, so that the end of this one changes nothing. */
  isInByAnother(guildId: Snowflake, member: MemberNumber, sessionId: string | undefined): boolean {
    const current = this.#guilds.get(guildId)?.get(member)?.sessionId;
    return current !== undefined && sessionId !== undefined && current !== sessionId;
  }

  /** A member is now in this channel, or in none. Until `stateValidUntilMs` the tracked channel was certain. */
  move(
    guildId: Snowflake,
    member: MemberNumber,
    { person, joinedAtMs, sessionId }: VoiceMember,
    channelId: Snowflake | null,
    stateValidUntilMs: number,
    atMs: number,
  ): void {
    const session = this.#guilds.get(guildId)?.get(member);
    if (session !== undefined && session.channelId === channelId) {
      session.person = person; // A mute or a deafen does not split the session.
      session.joinedAtMs = joinedAtMs ?? session.joinedAtMs;
      session.sessionId = sessionId ?? session.sessionId;
      return;
    }
    if (session !== undefined) {
      session.joinedAtMs ??= joinedAtMs;
      this.#settle(guildId, member, session, stateValidUntilMs);
    }
    if (channelId === null) this.drop(guildId, member);
    else
      this.#open(guildId, member, {
        channelId,
        person,
        joinedAtMs: joinedAtMs ?? session?.joinedAtMs ?? null,
        sessionId,
        countedUntilMs: atMs,
      });
  }

  /** Ends the sessions of all members who are not in `present`. They are counted up to `stateValidUntilMs`. */
  retain(guildId: Snowflake, present: ReadonlySet<MemberNumber>, stateValidUntilMs: number): void {
    for (const [member, session] of this.#sessionsOf(guildId)) {
      if (present.has(member)) continue;
      this.#settle(guildId, member, session, stateValidUntilMs);
      this.drop(guildId, member);
    }
  }

  /** Ends one member's session without counting unsettled time, as for a member who is ignored from now on. */
  drop(guildId: Snowflake, member: MemberNumber): void {
    const sessions = this.#guilds.get(guildId);
    sessions?.delete(member);
    if (sessions?.size === 0) this.#guilds.delete(guildId);
  }

  /** Ends all sessions in a deleted channel. Returns whether there were any. */
  closeChannel(guildId: Snowflake, channelId: Snowflake, atMs: number): boolean {
    let wasInUse = false;
    for (const [member, session] of this.#sessionsOf(guildId)) {
      if (session.channelId !== channelId) continue;
      this.#settle(guildId, member, session, atMs);
      this.drop(guildId, member);
      wasInUse = true;
    }
    return wasInUse;
  }

  /** Counts every session up to an instant that depends on the guild. Sessions that began after it are unchanged. */
  settle(untilMsOf: (guildId: Snowflake) => number): void {
    for (const [guildId, sessions] of this.#guilds) {
      const untilMs = untilMsOf(guildId);
      for (const [member, session] of sessions) this.#settle(guildId, member, session, untilMs);
    }
  }

  /**
   * Skips the time between these instants, which was not observed. Sessions continue from `atMs`, which may lie in a month
   * that is not open yet.
   */
  skipTo(guildId: Snowflake, stateValidUntilMs: number, atMs: number): void {
    for (const [member, session] of this.#sessionsOf(guildId)) {
      this.#settle(guildId, member, session, stateValidUntilMs);
      session.countedUntilMs = Math.max(session.countedUntilMs, atMs);
    }
  }

  /** Ends all sessions without counting, and returns them. At a month's end they continue under new numbers. */
  takeAll(): Presence[] {
    return [...this.#guilds.keys()].flatMap((guildId) => this.take(guildId, () => true));
  }

  /** Ends the sessions of a guild that `isTaken` selects, without counting, and returns them. */
  take(guildId: Snowflake, isTaken: (member: MemberNumber, channelId: Snowflake) => boolean): Presence[] {
    const taken = [...this.#sessionsOf(guildId)].filter(([member, { channelId }]) => isTaken(member, channelId));
    for (const [member] of taken) this.drop(guildId, member);
    return taken.map(([, session]) => ({ guildId, ...session }));
  }

  /** The sessions as the store keeps them. */
  openSessions(): OpenVoiceSession[] {
    return [...this.#guilds].flatMap(([guildId, sessions]) =>
      [...sessions].map(([member, { channelId, countedUntilMs }]) => ({ guildId, member, channelId, countedUntilMs })),
    );
  }

  #settle(guildId: Snowflake, member: MemberNumber, session: Session, untilMs: number): void {
    for (const span of voiceSpans(session.countedUntilMs, untilMs)) {
      this.#countVoice(guildId, span.hour, session.channelId, member, span.milliseconds, session.joinedAtMs);
    }
    session.countedUntilMs = Math.max(session.countedUntilMs, untilMs);
  }

  #open(guildId: Snowflake, member: MemberNumber, session: Session): void {
    const sessions = this.#guilds.get(guildId);
    if (sessions === undefined) this.#guilds.set(guildId, new Map([[member, session]]));
    else sessions.set(member, session);
  }

  #sessionsOf(guildId: Snowflake): Iterable<[MemberNumber, Session]> {
    return this.#guilds.get(guildId) ?? [];
  }
}

interface Session {
  readonly channelId: Snowflake;
  person: Person | null;
  joinedAtMs: number | null;
  sessionId: string | undefined;
  countedUntilMs: number;
}

/** The part of a voice session that lies in one hour. */
interface VoiceSpan {
  readonly hour: Hour;
  readonly milliseconds: number;
}

/**
 * Splits the time between two instants, in milliseconds since the Unix epoch, at the hours. Empty if the end is not after
 * the start: a clock that was set back subtracts no time.
 */
function* voiceSpans(fromMs: number, toMs: number): Iterable<VoiceSpan> {
  for (let startMs = fromMs; startMs < toMs; ) {
    const hour = hourOf(startMs);
    const endMs = Math.min((hour + 1) * hourMs, toMs);
    yield { hour, milliseconds: endMs - startMs };
    startMs = endMs;
  }
}
