import type { CounterStore } from './counter-store.ts';
import type { DirectoryStore } from './directory-store.ts';
import type { ErasureStore } from './erasure-store.ts';
import type { MonthStore } from './month-store.ts';
import type { PeopleStore } from './people-store.ts';
import type { StoreReader } from './store-reader.ts';
import type { TrialStore } from './trial-store.ts';

/**
 * Where the counters of one lane rest: the guilds of one gateway shard, with a batch number, a gateway position, an
 * coverage, people and months of their own. What is written in a lane changes nothing of another. It is for the
 * lane's only owner; of guilds in other lanes it only reads.
 *
 * The port is asynchronous so that a database server can stand behind it with the same column blobs. Every
 * implementation passes `test/store/contract/store-contract.ts`, alone and beside a lane that must not change.
 *
 * Every method rejects with a {@link StoreUnavailable} when the disk or the database refuses, and has changed nothing
 * then; and with {@link LaneLost} once the lane is another owner's.
 */
export interface LaneStore
  extends StoreReader,
    CounterStore,
    PeopleStore,
    MonthStore,
    ErasureStore,
    DirectoryStore,
    TrialStore {
  readonly lane: number;
}
