import type { Clock } from '../core/clock.ts';
import type { Collector } from './collector.ts';

export interface SessionRenewalDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly collector: Pick<Collector, 'skip'>;
  /** Gives the gateway session up for a new one. Nobody waits for it. */
  readonly renew: () => void;
}

/**
 * When a lane needs a new gateway session. Only at the beginning of one does Discord describe every guild as a whole, with
 * the people in voice and the apps among the members.
 */
export class SessionRenewal {
  readonly #deps: SessionRenewalDeps;
  #isJoined = false;
  /** Since when it is not known who is in voice, and nothing could be done about it; else null. */
  #voiceUnknownSinceMs: number | null = null;
  /** Whether Discord has described the guilds to this process, or is asked to. */
  #areGuildsDescribed = false;

  constructor(deps: SessionRenewalDeps) {
    this.#deps = deps;
  }

  /** The gateway is joined. What is not known of voice is asked for. */
  join(): void {
    this.#isJoined = true;
    if (this.#voiceUnknownSinceMs !== null) this.learnVoice();
  }

  /** A new session has begun. */
  noteSession(): void {
    this.#areGuildsDescribed = true;
  }

  /** It is not known who is in voice. Voice is not counted until Discord says it, after the gateway is joined. */
  learnVoice(): void {
    const { clock, collector } = this.#deps;
    this.#voiceUnknownSinceMs ??= clock.now();
    if (!this.#isJoined) return;
    collector.skip(this.#voiceUnknownSinceMs, clock.now());
    this.#voiceUnknownSinceMs = null;
    this.#renew();
  }

  /** It is not known which members are apps: where a session was resumed, Discord has told only an earlier process. */
  learnApps(): void {
    if (this.#isJoined && !this.#areGuildsDescribed) this.#renew();
  }

  #renew(): void {
    this.#areGuildsDescribed = true;
    this.#deps.renew();
  }
}
