import { ChannelType } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import type { History } from './history.ts';

/** A user within one guild. Replaced, never changed. */
export interface Member {
  readonly userId: Snowflake;
  readonly roleIds: readonly Snowflake[];
  readonly joinedAtMs: number;
  /** Has not agreed to the rules yet (membership screening); false where it is left out. */
  readonly isPending?: boolean;
  /** When a time-out ends; none where it is left out. */
  readonly timedOutUntilMs?: number;
}

export interface Role {
  readonly id: Snowflake;
  readonly name: string;
  readonly permissions: bigint;
  /** The app that Discord made the role for. */
  readonly botId?: Snowflake;
}

/** What a role or a member may do in one channel otherwise than in the guild. */
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
  /** The category of a channel, the channel of a thread. */
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

export interface Guild {
  readonly id: Snowflake;
  readonly ownerId: Snowflake;
  readonly roles: Map<Snowflake, Role>;
  /** Threads are among them. */
  readonly channels: Map<Snowflake, Channel>;
  /** Those who have been seen; everybody else is a number. */
  readonly members: Map<Snowflake, Member>;
  /** Those who have been seen to leave. */
  readonly departed: Set<Snowflake>;
  readonly voiceStates: Map<Snowflake, VoiceState>;
  /** Who is online, and on which devices. */
  readonly presences: Map<Snowflake, readonly string[]>;
  name: string;
  afkChannelId: Snowflake | null;
  memberCount: number;
  /** How many are online; null where the presences say it. */
  onlineCount: number | null;
  /** Whether the bot is in it. */
  hasBot: boolean;
  /** An outage: the bot neither sees nor hears of it. */
  isUnavailable: boolean;
}

/** The names by which worlds are described. */
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

/** A channel that holds nothing but threads, its posts. */
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
