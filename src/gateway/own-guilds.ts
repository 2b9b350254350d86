import { laneOf } from '../core/lane-of.ts';
import type { Snowflake } from '../core/snowflake.ts';

/** Says of a guild whether it is in a lane, where there are so many. Quick for those that were asked for before. */
export function ownGuilds(lane: number, lanes: number): (guildId: Snowflake) => boolean {
  if (lanes === 1) return () => true;
  const known = new Set<Snowflake>();
  return (guildId) => {
    if (known.has(guildId)) return true;
    if (laneOf(guildId, lanes) !== lane) return false;
    if (known.size >= mostKnown) known.clear(); // A shard has a few thousand guilds; so many ids are made up.
    known.add(guildId);
    return true;
  };
}

const mostKnown = 100_000;
