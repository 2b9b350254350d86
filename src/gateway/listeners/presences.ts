import { inSlices } from '../../core/async/event-loop.ts';
import { Person } from '../../core/person.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Device, devices } from '../../core/visit.ts';
import type { Data, WholeGuild } from '../dispatch-shapes.ts';
import type { DispatchTiming } from '../dispatch-timing.ts';
import type { Listener, ListenerContext } from './listener.ts';

/** The number of members or presences handled before the event loop gets a turn. Takes a few milliseconds. */
const sliceLength = 250;

/** A member came online, or changed status or device. Only the first time in a month counts. */
export const presenceUpdate: Listener<'PRESENCE_UPDATE'> = {
  event: 'PRESENCE_UPDATE',
  listen({ guild_id: guildId, user, client_status: clientStatus }, context, timing) {
    if (!context.countsDevices) return;
    if (user.bot === true) return noteApp(guildId, user.id, context, timing);
    countDevice({ guildId, userId: user.id, roleIds: null, clientStatus }, context, timing);
  },
};

/** The role that Discord creates for a new app is often the only sign of that app. */
export const guildRoleCreate: Listener<'GUILD_ROLE_CREATE'> = {
  event: 'GUILD_ROLE_CREATE',
  listen({ guild_id: guildId, role }, context, timing) {
    if (role.tags?.bot_id !== undefined) noteApp(guildId, role.tags.bot_id, context, timing);
  },
};

/**
 * Counts the online members of a GUILD_CREATE. Apps are noted first: a later presence carries only an id, and an app's
 * presence looks like a person's in a browser.
 */
export async function countOnline(guild: WholeGuild, context: ListenerContext, timing: DispatchTiming): Promise<void> {
  const { id: guildId, members, presences, roles } = guild;
  for (const { tags } of roles) if (tags?.bot_id !== undefined) noteApp(guildId, tags.bot_id, context, timing);
  const roleIdsOf = new Map<Snowflake, readonly Snowflake[]>();
  await inSlices(members, sliceLength, ({ user, roles: roleIds }) => {
    roleIdsOf.set(user.id, roleIds);
    if (user.bot === true) noteApp(guildId, user.id, context, timing);
  });
  await inSlices(presences, sliceLength, ({ user, client_status: clientStatus }) => {
    const roleIds = roleIdsOf.get(user.id) ?? null;
    countDevice({ guildId, userId: user.id, roleIds, clientStatus }, context, timing);
  });
}

/** Notes an app, which is not counted as a visitor. */
export function noteApp(
  guildId: Snowflake,
  userId: Snowflake,
  { collector, countsDevices }: ListenerContext,
  { sequence, nowMs }: DispatchTiming,
): void {
  if (countsDevices) collector.record({ kind: 'app', guildId, person: new Person(userId), atMs: nowMs }, sequence);
}

type ClientStatus = NonNullable<Data<'PRESENCE_UPDATE'>['client_status']>;

interface Presence {
  readonly guildId: Snowflake;
  readonly userId: Snowflake;
  readonly roleIds: readonly Snowflake[] | null;
  readonly clientStatus: ClientStatus | undefined;
}

function countDevice(
  { guildId, userId, roleIds, clientStatus = {} }: Presence,
  { collector }: ListenerContext,
  { sequence, nowMs }: DispatchTiming,
): void {
  const value = firstDevice(clientStatus);
  if (value === undefined) return; // Offline, or on an unknown kind of device.
  const person = new Person(userId);
  collector.record({ kind: 'visit', guildId, person, roleIds, dimension: 'device', value, atMs: nowMs }, sequence);
}

function firstDevice(clientStatus: ClientStatus): Device | undefined {
  return devices.find((device) => (clientStatus[device] ?? 'offline') !== 'offline');
}
