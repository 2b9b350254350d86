import { GatewayDispatchEvents } from '@discordjs/core';
import { guildSnapshot } from '../guild-snapshot.ts';
import { userPayload } from '../payloads.ts';
import type { World } from '../world.ts';
import { type Dispatch, dispatchOf } from './dispatch.ts';
import type { GatewaySession } from './gateway-session.ts';

/** The first dispatches of a new session: READY, which names its guilds, then each guild without an outage. */
export function* opening(
  world: World,
  session: GatewaySession,
  application: { readonly id: string; readonly flags: number },
  gatewayUrl: string,
): Iterable<Dispatch> {
  const guilds = [...world.guilds.values()].filter((guild) => guild.hasBot && session.hasGuild(guild.id));
  yield dispatchOf(GatewayDispatchEvents.Ready, null, {
    v: 10,
    user: { ...userPayload(world.bot), verified: true, mfa_enabled: true, email: null },
    guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
    session_id: session.id,
    resume_gateway_url: gatewayUrl,
    shard: [session.shardId, session.shardCount],
    application,
  });
  for (const guild of guilds) if (!guild.isUnavailable) yield guildSnapshot(world, guild);
}
