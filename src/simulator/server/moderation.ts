import { AuditLogEvent, GatewayDispatchEvents, PermissionFlagsBits } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import { dispatchOf } from './gateway/dispatch.ts';
import type { Members } from './members.ts';
import { type Payload, timestamp, userPayload } from './payloads.ts';
import { guildPermissions } from './permissions.ts';
import type { World } from './world.ts';

/**
 * The actions of moderators. Each sends an audit log entry, if the bot may view the audit log, and the events that
 * follow from it. Not documented, and chosen here: the entry comes first.
 */
export class Moderation {
  readonly #world: World;
  readonly #members: Members;

  constructor(world: World, members: Members) {
    this.#world = world;
    this.#members = members;
  }

  /** Bans a person, who need not be a member. */
  ban(guildId: Snowflake, userId: Snowflake, moderatorId: Snowflake): void {
    this.#log(guildId, AuditLogEvent.MemberBanAdd, userId, moderatorId);
    const data = { guild_id: guildId, user: userPayload(this.#world.user(userId)) };
    this.#world.emit(dispatchOf(GatewayDispatchEvents.GuildBanAdd, guildId, data));
    if (!this.#world.guild(guildId).departed.has(userId)) this.#members.part(guildId, userId);
  }

  kick(guildId: Snowflake, userId: Snowflake, moderatorId: Snowflake): void {
    this.#log(guildId, AuditLogEvent.MemberKick, userId, moderatorId);
    this.#members.part(guildId, userId);
  }

  /** Times a member out until an instant, in milliseconds since the Unix epoch; null ends a time-out early. */
  timeOut(guildId: Snowflake, userId: Snowflake, moderatorId: Snowflake, untilMs: number | null): void {
    const member = this.#world.memberOf(this.#world.guild(guildId), userId);
    const { timedOutUntilMs, ...others } = member;
    const change = {
      key: 'communication_disabled_until',
      ...(timedOutUntilMs !== undefined && { old_value: timestamp(timedOutUntilMs) }),
      ...(untilMs !== null && { new_value: timestamp(untilMs) }),
    };
    this.#log(guildId, AuditLogEvent.MemberUpdate, userId, moderatorId, [change]);
    this.#members.replace(guildId, untilMs === null ? others : { ...others, timedOutUntilMs: untilMs });
  }

  #log(
    guildId: Snowflake,
    action: AuditLogEvent,
    targetId: Snowflake,
    userId: Snowflake,
    changes?: readonly Payload[],
  ): void {
    const guild = this.#world.guild(guildId);
    const permissions = guildPermissions(guild, this.#world.memberOf(guild, this.#world.bot.id));
    if (!(permissions & PermissionFlagsBits.ViewAuditLog)) return;
    const entry = {
      guild_id: guildId,
      id: this.#world.newId(),
      action_type: action,
      user_id: userId,
      target_id: targetId,
      ...(changes && { changes }),
    };
    this.#world.emit(dispatchOf(GatewayDispatchEvents.GuildAuditLogEntryCreate, guildId, entry));
  }
}
