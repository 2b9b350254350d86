import { createHash } from 'node:crypto';

/** The state of a route's limit after a request. */
export interface RateLimitVerdict {
  readonly isExceeded: boolean;
  readonly retryAfterSeconds: number;
  readonly headers: Readonly<Record<string, string>>;
}

const windowMs = 1000;

/**
 * Counts requests by route and by the channel, guild or webhook in it (Discord API reference, "Rate Limits"). The time
 * is the machine's even if the world's clock is simulated, because the client waits by the machine's clock.
 */
export class RateLimits {
  readonly #windows = new Map<string, { startMs: number; requests: number }>();

  count(method: string, path: string, limit: number): RateLimitVerdict {
    const route = path.replaceAll(/(?<!\/(?:channels|guilds|webhooks))\/\d{16,}/g, '/:id');
    const nowMs = performance.now();
    const key = `${method} ${route}`;
    const known = this.#windows.get(key);
    const window = known && nowMs - known.startMs < windowMs ? known : { startMs: nowMs, requests: 0 };
    window.requests += 1;
    this.#windows.set(key, window);

    const resetAfterSeconds = (window.startMs + windowMs - nowMs) / 1000;
    const bucket = createHash('md5')
      .update(`${method} ${route.replaceAll(/\/\d{16,}/g, '/:major')}`)
      .digest('hex');
    return {
      isExceeded: window.requests > limit,
      retryAfterSeconds: resetAfterSeconds,
      headers: {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.max(0, limit - window.requests)),
        'x-ratelimit-reset': ((performance.timeOrigin + window.startMs + windowMs) / 1000).toFixed(3),
        'x-ratelimit-reset-after': resetAfterSeconds.toFixed(3),
        'x-ratelimit-bucket': bucket,
      },
    };
  }
}
