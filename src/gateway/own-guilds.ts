import { laneOf, type Snowflake } from '../core/snowflake.ts';
import type { KnownDispatch } from './dispatch-shapes.ts';

/** Returns a test whether a guild belongs to a lane, given the number of lanes. Repeated questions are fast. */
export function ownGuilds(lane: number, lanes: number): (guildId: Snowflake) => boolean {
  if (lanes === 1) return () => true;
  const known = new Set<Snowflake>();
  return (guildId) => {
    if (known.has(guildId)) return true;
    if (laneOf(guildId, lanes) !== lane) return false;
    if (known.size >= mostKnown) known.clear(); // A shard has a few thousand guilds, so these ids are not real.
    known.add(guildId);
    return true;
  };
}

const mostKnown = 100_000;

/**
 * The field in which a dispatch names a guild of another connection, or null. Discord sends no such dispatch. Its guild
 * would be counted twice, or miss the catch-up.
 */
export function foreignGuildIn(payload: KnownDispatch, isOwn: (guildId: Snowflake) => boolean): string | null {
  switch (payload.t) {
    case 'RESUMED':
      return null;
    case 'READY':
      return payload.d.guilds.every(({ id }) => isOwn(id)) ? null : 'guilds[].id';
    case 'GUILD_CREATE':
    case 'GUILD_UPDATE':
    case 'GUILD_DELETE':
      return isOwn(payload.d.id) ? null : 'id';
    default: {
      const { guild_id: guildId } = payload.d;
      return guildId === undefined || isOwn(guildId) ? null : 'guild_id';
    }
  }
}
