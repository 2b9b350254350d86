import type { Snowflake } from '../../../core/snowflake.ts';

/** A shard is identified by its number and the number of shards. */
export interface Shard {
  readonly shardId: number;
  readonly shardCount: number;
}

export const onlyShard: Shard = { shardId: 0, shardCount: 1 };

/**
 * The shard of a guild (Discord API reference, "Sharding Formula"). Events outside guilds, such as direct messages,
 * belong to the first shard.
 */
export function shardOf(guildId: Snowflake | null, shardCount: number): number {
  if (guildId === null || shardCount === 1) return 0;
  return Number((BigInt(guildId) >> 22n) % BigInt(shardCount));
}

/** The first id from this one on that belongs to the shard. */
export function idOnShard(id: Snowflake, { shardId, shardCount }: Shard): Snowflake {
  const onward = (shardId - shardOf(id, shardCount) + shardCount) % shardCount;
  return String(BigInt(id) + (BigInt(onward) << 22n));
}

/** The name of something on a shard. On the first shard the name is unchanged, and so are the ids made from it. */
export function nameOnShard(name: string, { shardId }: Shard): string {
  return shardId === 0 ? name : `${name} of shard ${shardId}`;
}
