import type { Shard } from './sharding.ts';

/** Shards that cannot reach the gateway, whatever they try. */
export class AbsentShards {
  #absent: readonly { readonly shardId: number; readonly shardCount: number | undefined }[] = [];

  has({ shardId, shardCount }: Shard): boolean {
    return this.#absent.some(
      (absent) => absent.shardId === shardId && (absent.shardCount ?? shardCount) === shardCount,
    );
  }

  /** Of that many shards, or of however many. */
  add(shardId: number, shardCount?: number): void {
    this.#absent = [...this.#absent, { shardId, shardCount }];
  }

  /** Lets back what was added for that count; for any, where it is left out. */
  delete(shardId: number, shardCount?: number): void {
    this.#absent = this.#absent.filter(
      (absent) => absent.shardId !== shardId || (shardCount ?? absent.shardCount) !== absent.shardCount,
    );
  }
}
