import type { Clock } from '../core/clock.ts';
import type { Collector } from './collector.ts';

export interface SessionRenewalDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly collector: Pick<Collector, 'skip'>;
  /** Starts a new gateway session in place of the current one. Nothing waits for it. */
  readonly renew: () => void;
}

/**
 * Decides when a lane needs a new gateway session. Discord describes every guild as a whole, with the people in voice and
 * the apps among its members, only at the start of a session.
 */
export class SessionRenewal {
  readonly #deps: SessionRenewalDeps;
  #isJoined = false;
  /** Since when a new session is needed to learn who is in voice; null if none is needed. */
  #voiceUnknownSinceMs: number | null = null;
  /** Whether Discord has described the guilds to this process, or was asked to. */
  #areGuildsDescribed = false;

  constructor(deps: SessionRenewalDeps) {
    this.#deps = deps;
  }

  /** The gateway is joined. If it is not known who is in voice, that is requested. */
  join(): void {
    this.#isJoined = true;
    if (this.#voiceUnknownSinceMs !== null) this.learnVoice();
  }

  /** A new session has begun. */
  noteSession(): void {
    this.#areGuildsDescribed = true;
  }

  /** It is not known who is in voice. Voice is not counted until Discord says it, in a new session. */
  learnVoice(): void {
    const { clock, collector } = this.#deps;
    this.#voiceUnknownSinceMs ??= clock.now();
    if (!this.#isJoined) return;
    collector.skip(this.#voiceUnknownSinceMs, clock.now());
    this.#voiceUnknownSinceMs = null;
    this.#renew();
  }

  /** It is not known which members are apps: if the session was resumed, only an earlier process has heard it. */
  learnApps(): void {
    if (this.#isJoined && !this.#areGuildsDescribed) this.#renew();
  }

  #renew(): void {
    this.#areGuildsDescribed = true;
    this.#deps.renew();
  }
}
