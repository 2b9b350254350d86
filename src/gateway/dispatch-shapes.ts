import {
  anything,
  dictionary,
  either,
  flag,
  integer,
  leaf,
  list,
  matching,
  nullable,
  type Of,
  optional,
  record,
  text,
} from '../core/shape.ts';
import { timeOfSnowflake } from '../core/snowflake.ts';
import { dayMs } from '../core/time.ts';
import {
  authorshipFields,
  bits,
  channel,
  channelOfGuild,
  emoji,
  extraFields,
  guildFields,
  instant,
  kind,
  member,
  membershipOfAuthor,
  name,
  permissionBits,
  role,
  scheduledEvent,
  snowflake,
  user,
} from './discord-shapes.ts';

/**
 * The shape of every event that Census reads, with exactly the fields it reads (Discord API reference, "Gateway
 * Events").
 */
export const dispatchShapes = {
  MESSAGE_CREATE: record({
    id: snowflake,
    channel_id: snowflake,
    guild_id: optional(snowflake),
    ...authorshipFields,
    application_id: optional(snowflake),
    member: optional(membershipOfAuthor),
    content: text(20_000),
    ...extraFields,
  }),
  MESSAGE_REACTION_ADD: record({
    user_id: snowflake,
    channel_id: snowflake,
    guild_id: optional(snowflake),
    member: optional(member),
    emoji,
  }),
  PRESENCE_UPDATE: record({ guild_id: snowflake, ...presenceFields() }),
  VOICE_STATE_UPDATE: record({
    guild_id: optional(snowflake),
    ...voiceStateFields(),
    member: optional(member),
  }),
  GUILD_MEMBER_ADD: record({
    guild_id: snowflake,
    user,
    joined_at: nullable(instant),
    pending: optional(flag),
  }),
  GUILD_MEMBER_UPDATE: record({
    guild_id: snowflake,
    user,
    roles: list(snowflake),
    joined_at: optional(nullable(instant)),
    pending: optional(flag),
  }),
  GUILD_MEMBER_REMOVE: record({ guild_id: snowflake, user }),
  INTERACTION_CREATE: record({
    id: snowflake,
    token: text(1_000, 1),
    application_id: snowflake,
    type: kind,
    guild_id: optional(snowflake),
    channel: optional(record({ id: snowflake, type: kind, parent_id: optional(nullable(snowflake)) })),
    member: optional(
      record({ user, roles: list(snowflake), permissions: permissionBits, joined_at: optional(nullable(instant)) }),
    ),
    locale: optional(matching(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/)),
    attachment_size_limit: optional(bits),
    data: optional(
      record({
        name: optional(text(100)),
        type: optional(kind),
        options: optional(list(commandOption())),
        resolved: optional(record({ users: optional(dictionary(user)) })),
        custom_id: optional(text(100)),
        component_type: optional(kind),
      }),
    ),
    message: optional(messageOfButton()),
  }),
  GUILD_CREATE: either(isUnavailable, record({ id: snowflake, unavailable: onlyTrue() }), wholeGuild()),
  GUILD_UPDATE: record({ ...guildFields, name, afk_channel_id: nullable(snowflake) }),
  GUILD_DELETE: record({ id: snowflake, unavailable: optional(flag) }),
  GUILD_BAN_ADD: record({ guild_id: snowflake, user }),
  /** There are many kinds of entries, and most are ignored. Target and changes are checked where they are used. */
  GUILD_AUDIT_LOG_ENTRY_CREATE: record({
    guild_id: snowflake,
    id: snowflake,
    action_type: kind,
    target_id: anything,
    changes: anything,
  }),
  GUILD_SCHEDULED_EVENT_CREATE: scheduledEvent,
  GUILD_SCHEDULED_EVENT_UPDATE: scheduledEvent,
  GUILD_SCHEDULED_EVENT_DELETE: record({ id: snowflake, guild_id: snowflake }),
  GUILD_ROLE_CREATE: record({ guild_id: snowflake, role }),
  GUILD_ROLE_UPDATE: record({ guild_id: snowflake, role }),
  GUILD_ROLE_DELETE: record({ guild_id: snowflake, role_id: snowflake }),
  CHANNEL_CREATE: channelOfGuild,
  CHANNEL_UPDATE: channelOfGuild,
  CHANNEL_DELETE: record({ id: snowflake, guild_id: optional(snowflake) }),
  THREAD_CREATE: channelOfGuild,
  THREAD_UPDATE: channelOfGuild,
  THREAD_DELETE: record({ id: snowflake, guild_id: snowflake, parent_id: optional(nullable(snowflake)) }),
  THREAD_LIST_SYNC: record({ guild_id: snowflake, threads: list(channel) }),
  READY: record({
    session_id: text(200, 1),
    resume_gateway_url: text(1_000),
    guilds: list(record({ id: snowflake })),
  }),
  RESUMED: anything,
} as const;

/** The name of an event that Census reads. All others are ignored. */
export type EventName = keyof typeof dispatchShapes;

/** The payload of an event, as far as Census reads it. */
export type Data<Event extends EventName> = Of<(typeof dispatchShapes)[Event]>;

/** A dispatch whose payload has been validated. */
export type KnownDispatch = { [Event in EventName]: { readonly t: Event; readonly d: Data<Event> } }[EventName];

/** A GUILD_CREATE payload of an available guild. */
export type WholeGuild = Exclude<Data<'GUILD_CREATE'>, { readonly unavailable: true }>;

/** Whether Census reads an event of this name. */
export function isEventName(event: string): event is EventName {
  return eventNames.has(event);
}

const eventNames: ReadonlySet<string> = new Set(Object.keys(dispatchShapes));

/**
 * The field that makes a payload invalid, `d` for the payload as a whole; null for a valid payload. A date far in the
 * future is invalid, because it would hold the gateway position back until then.
 */
export function faultIn(event: EventName, data: unknown, nowMs: number): string | null {
  const field = dispatchShapes[event].faultIn(data);
  if (field !== null) return field === '' ? 'd' : field;
  return dateFields[event]?.(data as never, nowMs + aheadMs) ?? null;
}

/** Whether refusing this event may make counts wrong. Facts from the other events can be learnt in another way. */
export function bearsCounts(event: EventName): boolean {
  return !countless.has(event);
}

const countless: ReadonlySet<EventName> = new Set<EventName>([
  'PRESENCE_UPDATE',
  'INTERACTION_CREATE',
  'GUILD_SCHEDULED_EVENT_CREATE',
  'GUILD_SCHEDULED_EVENT_UPDATE',
  'GUILD_SCHEDULED_EVENT_DELETE',
  'GUILD_ROLE_CREATE',
  'GUILD_ROLE_UPDATE',
  'GUILD_ROLE_DELETE',
  'CHANNEL_CREATE',
  'CHANNEL_UPDATE',
  'THREAD_CREATE',
  'THREAD_UPDATE',
  'THREAD_DELETE',
  'THREAD_LIST_SYNC',
]);

/** The tolerance for dates in the future: a machine that slept may receive events before its clock is corrected. */
const aheadMs = 31 * dayMs;

/**
 * The date fields of events that have one. Each returns the name of its field if the date lies after the given instant.
 */
const dateFields: {
  readonly [Event in EventName]?: (data: Data<Event>, latestMs: number) => string | null;
} = {
  MESSAGE_CREATE: ({ id }, latestMs) => (timeOfSnowflake(id) > latestMs ? 'id' : null),
  GUILD_AUDIT_LOG_ENTRY_CREATE: ({ id }, latestMs) => (timeOfSnowflake(id) > latestMs ? 'id' : null),
  INTERACTION_CREATE: ({ id }, latestMs) => (timeOfSnowflake(id) > latestMs ? 'id' : null),
  GUILD_MEMBER_ADD: ({ joined_at: joinedAt }, latestMs) =>
    joinedAt !== null && Date.parse(joinedAt) > latestMs ? 'joined_at' : null,
};

/** A guild with an outage has only its id (Discord API reference, "Guild Create"). */
function isUnavailable(guild: unknown): boolean {
  return (guild as { readonly unavailable?: unknown } | null)?.unavailable === true;
}

function onlyTrue() {
  return leaf<true>((value) => value === true);
}

/** Without `guild_id`, as presences appear in GUILD_CREATE. */
function presenceFields() {
  const status = optional(text(100));
  return { user, client_status: optional(record({ desktop: status, mobile: status, web: status })) };
}

function voiceStateFields() {
  return { user_id: snowflake, channel_id: nullable(snowflake), session_id: text(200) };
}

function wholeGuild() {
  return record({
    ...guildFields,
    unavailable: optional(leaf<false>((value) => value === false)),
    name,
    afk_channel_id: nullable(snowflake),
    member_count: integer(0, 100_000_000),
    roles: list(role),
    channels: list(channel),
    threads: list(channel),
    members: list(member),
    voice_states: list(record(voiceStateFields())),
    presences: list(record(presenceFields())),
    /** Checked one by one where they are used: an invalid one must not cost the guild. */
    guild_scheduled_events: anything,
  });
}

/** The message whose button was pressed, as far as it says who asked for it. */
function messageOfButton() {
  return record({
    id: snowflake,
    flags: optional(bits),
    interaction_metadata: optional(nullable(record({ user: record({ id: snowflake }) }))),
    message_reference: optional(nullable(record({ channel_id: optional(snowflake), message_id: optional(snowflake) }))),
    referenced_message: optional(nullable(record({ author: record({ id: snowflake }) }))),
  });
}

/** An option has a value, and a subcommand options of its own. */
function commandOption() {
  const value = leaf<string | number | boolean>((given) => ['string', 'number', 'boolean'].includes(typeof given));
  const fields = { name: text(100), type: kind, value: optional(value), focused: optional(flag) };
  return record({ ...fields, options: optional(list(record(fields))) });
}
