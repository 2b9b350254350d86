import type { PrivilegedIntents } from './intents.ts';

/** What can be changed while the server runs. */
export interface ServerSettings {
  /** The bot's token; null accepts any. */
  token: string | null;
  privilegedIntents: PrivilegedIntents;
  /** The largest file that may be posted. */
  uploadLimitBytes: number;
  /** How many requests a route takes within a second before it answers 429. */
  requestsPerSecond: number;
}

export const defaultSettings: Readonly<ServerSettings> = Object.freeze({
  token: null,
  privilegedIntents: { guildMembers: true, messageContent: true, presences: false },
  uploadLimitBytes: 10 * 1024 * 1024,
  requestsPerSecond: 1000,
});

export function isGoodToken(settings: ServerSettings, token: unknown): boolean {
  return typeof token === 'string' && token !== '' && (settings.token === null || token === settings.token);
}
