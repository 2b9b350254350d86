import type { Data, EventName, WholeGuild } from '../../src/gateway/dispatch-shapes.ts';
import { alice, general, guildId, lobby } from '../cast.ts';

const [role, thread, messageId] = ['610000000000000001', '530000000000000001', '410000000000000001'];
const joinedAt = '2018-01-05T09:30:00.123000+00:00';

const aUser = { id: alice, bot: false };
const aMember = { user: aUser, roles: [role], joined_at: joinedAt };
const aRole = { id: role, permissions: '1024', tags: { bot_id: alice } };
const clientStatus = { desktop: 'online', mobile: 'idle', web: 'dnd' };
const aVoiceState = { user_id: alice, channel_id: lobby, session_id: 'a client' };

const aChannel = {
  id: general,
  type: 0,
  name: 'general',
  parent_id: null,
  position: 1,
  permission_overwrites: [{ id: role, type: 0, allow: '0', deny: '1024' }],
  last_message_id: messageId,
};
const aThread = { id: thread, type: 11, name: 'soup', parent_id: general, thread_metadata: { archived: false } };
const aFullChannel = { ...aChannel, ...aThread };

const aScheduledEvent = {
  id: '920000000000000001',
  guild_id: guildId,
  channel_id: lobby,
  name: 'Tasting',
  scheduled_start_time: '2018-03-07T18:00:00+00:00',
  scheduled_end_time: '2018-03-07T20:00:00+00:00',
  status: 1,
  recurrence_rule: { frequency: 2 },
};

const aGuild: WholeGuild = {
  id: guildId,
  unavailable: false,
  name: 'Kitchen',
  owner_id: alice,
  system_channel_id: general,
  afk_channel_id: general,
  preferred_locale: 'de',
  member_count: 10,
  roles: [aRole],
  channels: [{ ...aFullChannel, id: lobby, type: 2, name: 'Lobby' }, aChannel],
  threads: [aFullChannel],
  members: [aMember],
  voice_states: [aVoiceState],
  presences: [{ user: aUser, client_status: clientStatus }],
  guild_scheduled_events: [aScheduledEvent],
};

/** A valid payload of every event, with every field of its shape. */
export const someDispatches: { readonly [Event in EventName]: Data<Event> } = {
  MESSAGE_CREATE: {
    id: messageId,
    channel_id: general,
    guild_id: guildId,
    type: 0,
    flags: 0,
    webhook_id: '710000000000000001',
    application_id: '710000000000000001',
    author: { ...aUser, system: false },
    member: { roles: [role], joined_at: joinedAt },
    content: '.report full all',
  },
  MESSAGE_REACTION_ADD: {
    user_id: alice,
    channel_id: general,
    guild_id: guildId,
    member: aMember,
    emoji: { id: '810000000000000001', name: 'ladle', animated: false },
  },
  PRESENCE_UPDATE: { guild_id: guildId, user: aUser, client_status: clientStatus },
  VOICE_STATE_UPDATE: { guild_id: guildId, ...aVoiceState, member: aMember },
  GUILD_MEMBER_ADD: { guild_id: guildId, user: aUser, joined_at: joinedAt, pending: false },
  GUILD_MEMBER_UPDATE: { guild_id: guildId, user: aUser, roles: [role], joined_at: joinedAt, pending: false },
  GUILD_MEMBER_REMOVE: { guild_id: guildId, user: aUser },
  INTERACTION_CREATE: {
    id: messageId,
    token: 'a token',
    application_id: alice,
    type: 2,
    guild_id: guildId,
    channel: { id: general, type: 0, parent_id: null },
    member: { user: aUser, roles: [role], permissions: '32', joined_at: joinedAt },
    locale: 'en-US',
    attachment_size_limit: 10_485_760,
    data: {
      name: 'report',
      type: 1,
      options: [
        {
          name: 'type',
          type: 3,
          value: 'full',
          focused: false,
          options: [{ name: 'name', type: 3, value: 'Fair', focused: false }],
        },
      ],
      resolved: { users: { 0: aUser } },
      custom_id: '1:report:before:type=full',
      component_type: 2,
    },
    message: {
      id: messageId,
      flags: 0,
      interaction_metadata: { user: { id: alice } },
      message_reference: { channel_id: general, message_id: messageId },
      referenced_message: { author: { id: alice } },
    },
  },
  GUILD_CREATE: aGuild,
  GUILD_UPDATE: {
    id: guildId,
    name: 'Kitchen',
    owner_id: alice,
    system_channel_id: general,
    afk_channel_id: general,
    preferred_locale: 'fr',
  },
  GUILD_DELETE: { id: guildId, unavailable: true },
  GUILD_BAN_ADD: { guild_id: guildId, user: aUser },
  GUILD_AUDIT_LOG_ENTRY_CREATE: {
    guild_id: guildId,
    id: messageId,
    action_type: 24,
    target_id: alice,
    changes: [{ key: 'communication_disabled_until', new_value: '2018-03-05T11:00:00+00:00' }],
  },
  GUILD_SCHEDULED_EVENT_CREATE: aScheduledEvent,
  GUILD_SCHEDULED_EVENT_UPDATE: aScheduledEvent,
  GUILD_SCHEDULED_EVENT_DELETE: { id: aScheduledEvent.id, guild_id: guildId },
  GUILD_ROLE_CREATE: { guild_id: guildId, role: aRole },
  GUILD_ROLE_UPDATE: { guild_id: guildId, role: aRole },
  GUILD_ROLE_DELETE: { guild_id: guildId, role_id: role },
  CHANNEL_CREATE: { ...aFullChannel, guild_id: guildId },
  CHANNEL_UPDATE: { ...aFullChannel, guild_id: guildId },
  CHANNEL_DELETE: { id: general, guild_id: guildId },
  THREAD_CREATE: { ...aFullChannel, guild_id: guildId },
  THREAD_UPDATE: { ...aFullChannel, guild_id: guildId },
  THREAD_DELETE: { id: thread, guild_id: guildId, parent_id: general },
  THREAD_LIST_SYNC: { guild_id: guildId, threads: [aFullChannel] },
  READY: {
    session_id: 'a session',
    resume_gateway_url: 'wss://gateway.discord.gg',
    guilds: [{ id: guildId }],
  },
  RESUMED: {},
};

/** Invalid values, by name. */
export const nonsense: Readonly<Record<string, unknown>> = {
  missing: undefined,
  null: null,
  'a text': 'NaN',
  'an empty text': '',
  'a huge text': '9'.repeat(100_000),
  'a negative text': '-1',
  'no number': '1e400',
  'a huge number': 2 ** 60,
  'a negative number': -5,
  'a fraction': 1.5,
  true: true,
  'an empty array': [],
  'an empty object': {},
  'an array of nulls': [null],
  'an array of arrays': [[[[]]]],
};

/**
 * The payload with another value at a path such as `members[].user.id`, in the first element of every array or record.
 */
export function withValueAt(payload: unknown, path: string, value: unknown): unknown {
  if (path === '') return value;
  const copy = structuredClone(payload);
  const names = namesIn(path);
  const last = names.pop() ?? '';
  const holder = names.reduce<unknown>((inner, name) => (inner as Readonly<Record<string, unknown>>)[name], copy);
  (holder as Record<string, unknown>)[last] = value;
  return copy;
}

/** The value at such a path, or undefined. */
export function valueAt(payload: unknown, path: string): unknown {
  return namesIn(path).reduce<unknown>((inner, name) => Object(inner)[name], payload);
}

function namesIn(path: string): string[] {
  return path
    .replaceAll(/\[\]|\{\}/g, '.0')
    .split('.')
    .filter((name) => name !== '');
}
