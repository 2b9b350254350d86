import { laneOf } from '../core/lane-of.ts';
import type { Snowflake } from '../core/snowflake.ts';

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
