import type { Shard } from './sharding.ts';

/** Shards that cannot reach the gateway. */
export class AbsentShards {
  #absent: readonly { readonly shardId: number; readonly shardCount: number | undefined }[] = [];

  has({ shardId, shardCount }: Shard): boolean {
    return this.#absent.some(
      (absent) => absent.shardId === shardId && (absent.shardCount ?? shardCount) === shardCount,
    );
  }

  /** Adds a shard of that count, or of any count. */
  add(shardId: number, shardCount?: number): void {
    this.#absent = [...this.#absent, { shardId, shardCount }];
  }

  /** Removes what was added for that count; without a count, for any. */
  delete(shardId: number, shardCount?: number): void {
    this.#absent = this.#absent.filter(
      (absent) => absent.shardId !== shardId || (shardCount ?? absent.shardCount) !== absent.shardCount,
    );
  }
}
