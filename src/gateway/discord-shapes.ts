import { anything, flag, integer, leaf, list, matching, nullable, optional, record, text } from '../core/shape.ts';
import { isSnowflake, type Snowflake } from '../core/snowflake.ts';

/** An id of Discord's. */
export const snowflake = leaf<Snowflake>(isSnowflake);

/** An instant in ISO 8601, of this century or the next. */
export const instant = matching(
  /^2[01]\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/,
);

/** A name as people give it. Discord allows 100 characters; what is far longer is none. */
export const name = text(1_000);

/** Permission bits, a decimal number in a text. */
export const permissionBits = matching(/^\d{1,40}$/);

/** The number of a kind, such as a channel's type: Discord adds new ones now and then. */
export const kind = integer(0, 100_000);

/** Bits of a message or of an application. */
export const bits = integer(0, Number.MAX_SAFE_INTEGER);

/** Who acts, and whether they are an app. */
export const user = record({ id: snowflake, bot: optional(flag) });

/** Without the user, as in a message. Of a guest there is no instant of joining. */
const membership = {
  roles: list(snowflake),
  joined_at: optional(nullable(instant)),
};

/** A member as a message has one: the author stands beside it. */
export const membershipOfAuthor = record(membership);

/** A member with the user that it is. */
export const member = record({ ...membership, user });

/** Who wrote a message, and in what way. */
export const authorshipFields = {
  type: kind,
  flags: optional(bits),
  webhook_id: optional(snowflake),
  author: record({ id: snowflake, bot: optional(flag), system: optional(flag) }),
};

export const authorship = record(authorshipFields);

/**
 * What a message may have beside its text. It is looked at only where it is there, and then closely (`message-features.ts`):
 * here anything will do, for nothing of this may cost the message.
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

/** Somebody whom a message mentions, with their roles. */
export const mentionOfMember = record({ id: snowflake, member: record({ roles: list(snowflake) }) });

/** A message of a channel's history. */
export const messageOfHistory = record({ id: snowflake, ...authorshipFields, ...extraFields, content: anything });

/** A role, and whose it is if Discord made it for an app. */
export const role = record({
  id: snowflake,
  permissions: permissionBits,
  tags: optional(record({ bot_id: optional(snowflake) })),
});

/** What a channel changes for a role or a member. */
export const overwrite = record({ id: snowflake, type: kind, allow: permissionBits, deny: permissionBits });

/** What a channel or thread says of itself. Which of it is there depends on its type. */
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

/** A channel or thread of a guild that is named elsewhere. */
export const channel = record(channelFields);

/** A channel or thread that says which guild it is in; none where it is in no guild. */
export const channelOfGuild = record({ ...channelFields, guild_id: optional(snowflake) });

/** What a guild says of itself beside its channels, wherever it says something. */
export const guildFields = {
  id: snowflake,
  owner_id: snowflake,
  system_channel_id: optional(nullable(snowflake)),
};

/** A guild as the REST interface gives it. */
export const guildOfRest = record({ ...guildFields, roles: list(role) });
