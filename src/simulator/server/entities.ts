import { ChannelType } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import type { History } from './history.ts';

/** A user within one guild. Replaced, never changed. */
export interface Member {
  readonly userId: Snowflake;
  readonly roleIds: readonly Snowflake[];
  readonly joinedAtMs: number;
  /** The member has not agreed to the rules yet (membership screening); by default false. */
  readonly isPending?: boolean;
  /** When a time-out ends; by default there is none. */
  readonly timedOutUntilMs?: number;
}

export interface Role {
  readonly id: Snowflake;
  readonly name: string;
  readonly permissions: bigint;
  /** The app for which Discord created the role. */
  readonly botId?: Snowflake;
}

/** The permissions of a role or a member that differ in one channel. */
export interface Overwrite {
  readonly id: Snowflake;
  readonly kind: 'role' | 'member';
  readonly allow: bigint;
  readonly deny: bigint;
}

export interface Channel {
  readonly id: Snowflake;
  /** Null for a direct message channel. */
  readonly guildId: Snowflake | null;
  readonly type: ChannelType;
  /** The category of a channel, or the channel of a thread. */
  readonly parentId: Snowflake | null;
  readonly history: History;
  name: string;
  overwrites: readonly Overwrite[];
  /** When a thread was archived; null while it is active, and for any other channel. */
  archivedAtMs: number | null;
}

export interface VoiceState {
  readonly userId: Snowflake;
  readonly channelId: Snowflake;
  readonly sessionId: string;
  readonly isMuted: boolean;
}

/** An event that is scheduled in a guild. Replaced, never changed. */
export interface ScheduledEvent {
  readonly id: Snowflake;
  readonly name: string;
  /** Null for an event elsewhere, which then has an end. */
  readonly channelId: Snowflake | null;
  readonly startMs: number;
  readonly endMs: number | null;
  readonly status: 'scheduled' | 'active' | 'completed' | 'canceled';
  /** It comes again every week. */
  readonly isWeekly?: boolean;
}

export interface Guild {
  readonly id: Snowflake;
  readonly ownerId: Snowflake;
  readonly roles: Map<Snowflake, Role>;
  /** The channels, threads included. */
  readonly channels: Map<Snowflake, Channel>;
  /** The members who have been seen. All others are only counted. */
  readonly members: Map<Snowflake, Member>;
  /** The members who have been seen to leave. */
  readonly departed: Set<Snowflake>;
  readonly voiceStates: Map<Snowflake, VoiceState>;
  /** The members who are online, with their devices. */
  readonly presences: Map<Snowflake, readonly string[]>;
  /** Those that are to come or on. */
  readonly scheduledEvents: Map<Snowflake, ScheduledEvent>;
  name: string;
  afkChannelId: Snowflake | null;
  /** The language in the guild's settings. */
  preferredLocale: string;
  memberCount: number;
  /** How many members are online; null if the presences determine it. */
  onlineCount: number | null;
  /** Whether the bot is a member. */
  hasBot: boolean;
  /** During an outage the bot neither sees the guild nor receives its events. */
  isUnavailable: boolean;
}

/** The names of channel types in world files. */
export const channelTypes = {
  text: ChannelType.GuildText,
  voice: ChannelType.GuildVoice,
  category: ChannelType.GuildCategory,
  announcement: ChannelType.GuildAnnouncement,
  stage: ChannelType.GuildStageVoice,
  forum: ChannelType.GuildForum,
  media: ChannelType.GuildMedia,
} as const;
export type ChannelTypeName = keyof typeof channelTypes;

/** A channel that has only threads, its posts. */
export function isForum(channel: Channel): boolean {
  return channel.type === ChannelType.GuildForum || channel.type === ChannelType.GuildMedia;
}

export function isActiveThread(channel: Channel): boolean {
  return isThread(channel) && channel.archivedAtMs === null;
}

export function isThread(channel: Channel): boolean {
  return (
    channel.type === ChannelType.PublicThread ||
    channel.type === ChannelType.PrivateThread ||
    channel.type === ChannelType.AnnouncementThread
  );
}
