import type { WorldEvent } from '../../src/simulator/worlds/world-event.ts';

/** Events in order of time. `WorldEvent` describes the fields. */
export interface NaiveEvent extends Omit<WorldEvent, 'ev'> {
  readonly ev: 'msg' | 'react' | 'voice' | 'join' | 'part' | 'pass' | 'timeout' | 'roles' | 'members' | 'online';
}

/** All events of a guild, and its settings. Times are in milliseconds since the Unix epoch. */
export interface NaiveWorld {
  readonly startMs: number;
  readonly memberCount: number;
  readonly ignoreUsers: readonly string[];
  readonly ignoreChannels: readonly string[];
  readonly afkChannel: string | null;
  readonly events: readonly NaiveEvent[];
  readonly optedOut?: readonly string[];
  /** The moderator roles. */
  readonly moderatorRoles?: readonly string[];
  /** The domains by which links are counted. */
  readonly linkDomains?: readonly string[];
  /** When members from the start had joined; by default unknown. */
  readonly joinedMs?: (user: string) => number;
  /** When Census asks how many are online. Before the world says otherwise, no one is. */
  readonly onlineAskedMs?: readonly number[];
}

/** Whether nothing of a person is counted. */
export function isUncounted({ ignoreUsers, optedOut = [] }: NaiveWorld, user: string): boolean {
  return ignoreUsers.includes(user) || optedOut.includes(user);
}

/** The counted messages: those of counted people in counted channels. */
export function countedMessages(world: NaiveWorld, nowMs: number): readonly NaiveMessage[] {
  return world.events.filter((event): event is NaiveMessage => {
    const { ev, atMs, user, channel, bot, webhook } = event;
    if (ev !== 'msg' || atMs > nowMs || bot || webhook || !user || !channel) return false;
    return !isUncounted(world, user) && !world.ignoreChannels.includes(channel);
  });
}

export type NaiveMessage = NaiveEvent & { readonly user: string; readonly channel: string };

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** Days since the epoch, in UTC. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / dayMs);
}

/** Months since the beginning of the year 0, in UTC. */
export function monthOf(atMs: number): number {
  const date = new Date(atMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The start of a month. */
export function monthStartMs(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12);
}
