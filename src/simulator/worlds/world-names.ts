import type { Snowflake } from '../../core/snowflake.ts';
import type { ChannelTypeName } from '../server/entities.ts';
import { isSnowflake, snowflakeOfName } from '../server/snowflakes.ts';
import type { WrittenChannel } from './case-file.ts';
import type { WorldEvent } from './world-event.ts';
import type { WrittenEvent } from './written-event.ts';

interface NamedChannel {
  readonly id: Snowflake;
  readonly name: string;
  type: ChannelTypeName;
  /** The roles that see it, moderators aside; by default everyone does. */
  readonly viewerRoleIds?: readonly Snowflake[];
}

export interface NamedRole {
  readonly id: Snowflake;
  readonly name: string;
  readonly permissions: bigint;
}

/** Assigns a realistic Discord id to everything that a world file names. The ids are the same in every run. */
export class WorldNames {
  /** By the id and by the name in the file. */
  readonly #channels = new Map<string, NamedChannel>();
  readonly #listed = new Set<NamedChannel>();
  readonly #users = new Map<string, Snowflake>();
  /** By the id and by the name in the file. */
  readonly #roles = new Map<string, NamedRole>();

  get channels(): readonly NamedChannel[] {
    return [...new Set(this.#channels.values())];
  }

  get roles(): readonly NamedRole[] {
    return [...new Set(this.#roles.values())];
  }

  /** A channel that the world describes, after its roles. */
  list({ id, name, type, roles }: WrittenChannel): void {
    const viewers = roles === null ? {} : { viewerRoleIds: roles.map((role) => this.role(role)) };
    const channel = { id: idOf('channel', id), name, type, ...viewers };
    this.#listed.add(channel);
    this.#channels.set(id, channel);
    if (!this.#channels.has(name)) this.#channels.set(name, channel);
  }

  /** The channel with this id or name. One that was not listed has the type that its use suggests; voice wins. */
  channel(key: string, type: ChannelTypeName): Snowflake {
    let channel = this.#channels.get(key);
    if (!channel) {
      channel = { id: idOf('channel', key), name: key, type };
      this.#channels.set(key, channel);
    }
    if (type === 'voice' && !this.#listed.has(channel)) channel.type = 'voice';
    return channel.id;
  }

  /** A role that the world describes. */
  listRole({
    id,
    name,
    permissions,
  }: {
    readonly id: string;
    readonly name: string;
    readonly permissions: bigint;
  }): void {
    const role = { id: idOf('role', id), name, permissions };
    this.#roles.set(id, role);
    if (!this.#roles.has(name)) this.#roles.set(name, role);
  }

  /** The role with this id or name. One that was not listed has no permissions. */
  role(key: string): Snowflake {
    let role = this.#roles.get(key);
    if (!role) {
      role = { id: idOf('role', key), name: key, permissions: 0n };
      this.#roles.set(key, role);
    }
    return role.id;
  }

  user(key: string): Snowflake {
    let id = this.#users.get(key);
    if (id === undefined) {
      id = idOf('user', key);
      this.#users.set(key, id);
    }
    return id;
  }

  /** Replaces the names by ids; in place, because a file may have a million events. */
  event(event: WrittenEvent): WorldEvent {
    if (event.user !== undefined) event.user = this.user(event.user);
    if (typeof event.channel === 'string') event.channel = this.channel(event.channel, 'text');
    if (event.thread !== undefined) event.thread = idOf('channel', event.thread);
    if (event.by !== undefined) event.by = this.user(event.by);
    if (event.roles !== undefined) event.roles = event.roles.map((role) => this.role(role));
    return event;
  }
}

function idOf(kind: 'channel' | 'user' | 'role', key: string): Snowflake {
  return isSnowflake(key) ? key : snowflakeOfName(kind, key);
}
