import type { PrivilegedIntents } from './gateway/intents.ts';

/** Settings that can be changed while the server runs. */
export interface ServerSettings {
  /** The bot's token; null accepts any. It is replaced when the daily budget of sessions is overdrawn. */
  token: string | null;
  privilegedIntents: PrivilegedIntents;
  /** The number of shards that GET /gateway/bot recommends, unless `requiredShards` is greater. */
  shards: number;
  /** An IDENTIFY with fewer shards is closed with 4011. */
  requiredShards: number;
  /** How many sessions may begin at once, each of another bucket of shards. */
  maxConcurrency: number;
  /** How many IDENTIFYs a bot may send in 24 hours. */
  sessionsPerDay: number;
  /** The largest file that may be posted. */
  uploadLimitBytes: number;
  /** How many requests a route accepts per second before it answers 429. */
  requestsPerSecond: number;
}

export const defaultSettings: Readonly<ServerSettings> = Object.freeze({
  token: null,
  privilegedIntents: { guildMembers: true, messageContent: true, presences: false },
  shards: 1,
  requiredShards: 1,
  maxConcurrency: 1,
  sessionsPerDay: 1000,
  uploadLimitBytes: 10 * 1024 * 1024,
  requestsPerSecond: 1000,
});

export function isGoodToken(settings: ServerSettings, token: unknown): boolean {
  return typeof token === 'string' && token !== '' && (settings.token === null || token === settings.token);
}
