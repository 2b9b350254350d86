import type { Snowflake } from '../../../core/snowflake.ts';

/** A shard is told apart by its number and by how many there are. */
export interface Shard {
  readonly shardId: number;
  readonly shardCount: number;
}

export const onlyShard: Shard = { shardId: 0, shardCount: 1 };

/**
 * The shard of a guild (Discord API reference, "Sharding Formula"). What is in no guild belongs to the first, among it
 * direct messages.
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

/** What something is called on a shard. On the first it keeps its name, and so the ids that are made of it. */
export function nameOnShard(name: string, { shardId }: Shard): string {
  return shardId === 0 ? name : `${name} of shard ${shardId}`;
}
