import type { Snowflake } from './snowflake.ts';

/** The lane of a guild, of so many: the gateway shard that its events come by (Discord API reference, "Sharding"). */
export function laneOf(guildId: Snowflake, lanes: number): number {
  return lanes === 1 ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(lanes));
}
