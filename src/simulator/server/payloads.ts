import { type Snowflake, timeOfSnowflake } from '../../core/snowflake.ts';
import { type Channel, type Guild, isThread, type Member, type Role, type VoiceState } from './entities.ts';
import type { User } from './user.ts';

/** An object as Discord sends it. */
export type Payload = Readonly<Record<string, unknown>>;

/** An instant as Discord writes it, with microseconds and an offset. */
export function timestamp(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, -1)}000+00:00`;
}

export function userPayload(user: User): Payload {
  return {
    id: user.id,
    username: user.username,
    discriminator: '0',
    global_name: user.isBot ? null : user.username,
    avatar: null,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
    banner: null,
    accent_color: null,
    public_flags: 0,
    flags: 0,
    ...(user.isBot && { bot: true }),
  };
}

/** A member without its user, as messages have it. */
export function memberPayload(member: Member): Payload {
  return {
    roles: [...member.roleIds],
    joined_at: timestamp(member.joinedAtMs),
    premium_since: null,
    communication_disabled_until: timestampOrNull(member.timedOutUntilMs),
    nick: null,
    avatar: null,
    banner: null,
    pending: member.isPending ?? false,
    flags: 0,
    deaf: false,
    mute: false,
  };
}

function timestampOrNull(atMs: number | undefined): string | null {
  return atMs === undefined ? null : timestamp(atMs);
}

export function rolePayload(role: Role, position: number): Payload {
  return {
    id: role.id,
    name: role.name,
    permissions: String(role.permissions),
    position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: role.botId !== undefined,
    mentionable: false,
    flags: 0,
    ...(role.botId !== undefined && { tags: { bot_id: role.botId } }),
  };
}

export function voiceStatePayload(state: VoiceState): Payload {
  return {
    user_id: state.userId,
    channel_id: state.channelId,
    session_id: state.sessionId,
    self_mute: state.isMuted,
    self_deaf: false,
    self_video: false,
    mute: false,
    deaf: false,
    suppress: false,
    request_to_speak_timestamp: null,
  };
}

/** The user has only its id, as is usual on Discord. A user on no device is offline. */
export function presencePayload(userId: Snowflake, devices: readonly string[]): Payload {
  return {
    user: { id: userId },
    status: devices.length > 0 ? 'online' : 'offline',
    activities: [],
    client_status: Object.fromEntries(devices.map((device) => [device, 'online'])),
  };
}

/** A channel or thread. */
export function channelPayload(channel: Channel): Payload {
  const common = {
    id: channel.id,
    type: channel.type,
    name: channel.name,
    parent_id: channel.parentId,
    last_message_id: channel.history.lastMessageId,
    rate_limit_per_user: 0,
    flags: 0,
    ...(channel.guildId && { guild_id: channel.guildId }),
  };
  if (isThread(channel)) return { ...common, ...threadFields(channel) };
  return {
    ...common,
    position: 0,
    topic: null,
    nsfw: false,
    permission_overwrites: channel.overwrites.map((overwrite) => ({
      id: overwrite.id,
      type: overwrite.kind === 'role' ? 0 : 1,
      allow: String(overwrite.allow),
      deny: String(overwrite.deny),
    })),
  };
}

/** A guild as GET /guilds/:id returns it. */
export function guildPayload(guild: Guild): Payload {
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    afk_channel_id: guild.afkChannelId,
    preferred_locale: guild.preferredLocale,
    roles: rolesPayload(guild),
    ...unremarkableGuild,
  };
}

export function rolesPayload(guild: Guild): Payload[] {
  return [...guild.roles.values()].map(rolePayload);
}

function threadFields({ id, archivedAtMs }: Channel): Payload {
  return {
    message_count: 0,
    total_message_sent: 0,
    member_count: 1,
    thread_metadata: {
      archived: archivedAtMs !== null,
      auto_archive_duration: 10_080,
      locked: false,
      archive_timestamp: timestamp(archivedAtMs ?? timeOfSnowflake(id)),
    },
  };
}

const unremarkableGuild = {
  icon: null,
  splash: null,
  discovery_splash: null,
  description: null,
  banner: null,
  vanity_url_code: null,
  application_id: null,
  system_channel_id: null,
  rules_channel_id: null,
  public_updates_channel_id: null,
  safety_alerts_channel_id: null,
  afk_timeout: 300,
  verification_level: 1,
  default_message_notifications: 1,
  explicit_content_filter: 0,
  mfa_level: 0,
  nsfw_level: 0,
  premium_tier: 0,
  premium_subscription_count: 0,
  premium_progress_bar_enabled: false,
  system_channel_flags: 0,
  widget_enabled: false,
  features: ['COMMUNITY'],
  emojis: [],
  stickers: [],
};
