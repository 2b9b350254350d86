import { MessageFlags, MessageType } from '@discordjs/core';
import {
  anything,
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
import { isSnowflake, type Snowflake } from '../core/snowflake.ts';

/** A Discord id. */
export const snowflake = leaf<Snowflake>(isSnowflake);

/** An ISO 8601 instant in this century or the next. */
export const instant = matching(
  /^2[01]\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/,
);

/** A user-given name. Discord allows 100 characters; a far longer text is invalid. */
export const name = text(1_000);

/** Permission bits as a decimal string. */
export const permissionBits = matching(/^\d{1,40}$/);

/** A type number, such as a channel's type. Discord adds new ones from time to time. */
export const kind = integer(0, 100_000);

/** The flags of a message or an application. */
export const bits = integer(0, Number.MAX_SAFE_INTEGER);

/** A user, and whether it is an app. */
export const user = record({ id: snowflake, bot: optional(flag) });

/** A member without its user, as messages have it. A guest has no `joined_at`. */
const membership = {
  roles: list(snowflake),
  joined_at: optional(nullable(instant)),
};

/** The member of a message, whose user is the message's author. */
export const membershipOfAuthor = record(membership);

/** A member with its user. */
export const member = record({ ...membership, user });

/** The fields that identify the author of a message and how it was written. */
export const authorshipFields = {
  type: kind,
  flags: optional(bits),
  webhook_id: optional(snowflake),
  author: record({ id: snowflake, bot: optional(flag), system: optional(flag) }),
};

export const authorship = record(authorshipFields);

/**
 * What a message may have besides its text. These fields are checked only if present, and then closely
 * (`message-features.ts`). Any value passes here, because an invalid one must not cost the message.
 */
export const extraFields = {
  message_reference: anything,
  referenced_message: anything,
  mentions: anything,
  sticker_items: anything,
  attachments: anything,
  poll: anything,
};

/** The message that another one answers or forwards. */
export const messageReference = record({
  type: optional(kind),
  message_id: optional(snowflake),
  channel_id: optional(snowflake),
  guild_id: optional(snowflake),
});

/** A member whom a message mentions, with their roles. */
export const mentionOfMember = record({ id: snowflake, member: record({ roles: list(snowflake) }) });

/** An emoji of Unicode, which has a name alone, or of a guild. */
export const emoji = record({
  id: optional(nullable(snowflake)),
  name: optional(nullable(text(100))),
  animated: optional(flag),
});

/** One change in an entry of the audit log. What it may hold depends on its key. */
export const auditChange = record({ key: text(100), new_value: anything });

/** A message in a channel's history. */
export const messageOfHistory = record({ id: snowflake, ...authorshipFields, ...extraFields, content: anything });

/** A role. `tags` names the app for which Discord created it. */
export const role = record({
  id: snowflake,
  permissions: permissionBits,
  tags: optional(record({ bot_id: optional(snowflake) })),
});

/** The permissions that a channel allows or denies a role or a member. */
export const overwrite = record({ id: snowflake, type: kind, allow: permissionBits, deny: permissionBits });

/** The fields of a channel or thread. Which are present depends on its type. */
export const channelFields = {
  id: snowflake,
  type: kind,
  name: optional(nullable(name)),
  parent_id: optional(nullable(snowflake)),
  position: optional(integer(-(2 ** 31), 2 ** 31)),
  permission_overwrites: optional(nullable(list(overwrite))),
  thread_metadata: optional(record({ archived: flag })),
  last_message_id: optional(nullable(snowflake)),
};

/** A channel or thread whose guild is known from its context. */
export const channel = record(channelFields);

/** A channel or thread with its guild's id, which is absent for one outside guilds. */
export const channelOfGuild = record({ ...channelFields, guild_id: optional(snowflake) });

/** The fields that every description of a guild has, besides its channels. */
export const guildFields = {
  id: snowflake,
  owner_id: snowflake,
  system_channel_id: optional(nullable(snowflake)),
  preferred_locale: optional(text(20)),
};

/** A guild as the REST API describes it. */
export const guildOfRest = record({ ...guildFields, roles: list(role) });

/**
 * Whether a person wrote the message in the ordinary way: not an app, a webhook, a system message or an ephemeral one
 * (Discord API reference, "Message types"). Only such messages are counted and can be commands.
 */
export function isWrittenByPerson({ type, author, webhook_id, flags }: Of<typeof authorship>): boolean {
  const isOrdinary = type === MessageType.Default || type === MessageType.Reply;
  const isOfAnApp = author.bot === true || author.system === true || webhook_id !== undefined;
  return isOrdinary && !isOfAnApp && ((flags ?? 0) & MessageFlags.Ephemeral) === 0;
}

/** An event that is scheduled in a guild, with what is read of it. Its maker is not read. */
export const scheduledEvent = record({
  id: snowflake,
  guild_id: snowflake,
  channel_id: optional(nullable(snowflake)),
  name,
  scheduled_start_time: instant,
  scheduled_end_time: optional(nullable(instant)),
  status: kind,
  /** Not null if it comes again. */
  recurrence_rule: anything,
});
