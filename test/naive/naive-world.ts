import type { WorldEvent } from '../../src/simulator/worlds/world-event.ts';

/** Something that happened, in order of time. What each field means stands with `WorldEvent`. */
export interface NaiveEvent extends Omit<WorldEvent, 'ev'> {
  readonly ev: 'msg' | 'react' | 'voice' | 'join' | 'part' | 'pass' | 'timeout' | 'roles' | 'members' | 'online';
}

/** All that happened in a guild, and what its moderators have set. Times are in milliseconds since the Unix epoch. */
export interface NaiveWorld {
  readonly startMs: number;
  readonly memberCount: number;
  readonly ignoreUsers: readonly string[];
  readonly ignoreChannels: readonly string[];
  readonly afkChannel: string | null;
  readonly events: readonly NaiveEvent[];
  readonly optedOut?: readonly string[];
  /** The roles that make a moderator. */
  readonly moderatorRoles?: readonly string[];
  /** The domains that links are counted by. */
  readonly linkDomains?: readonly string[];
  /** When somebody joined who was there from the beginning; unknown where it is left out. */
  readonly joinedMs?: (user: string) => number;
  /** When Census asks how many are online; nobody is, before the world says otherwise. */
  readonly onlineAskedMs?: readonly number[];
}

/** Whether nothing that a person does is counted. */
export function isUncounted({ ignoreUsers, optedOut = [] }: NaiveWorld, user: string): boolean {
  return ignoreUsers.includes(user) || optedOut.includes(user);
}

/** The messages that count: of people, where people are counted. */
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

/** When a month begins. */
export function monthStartMs(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12);
}
