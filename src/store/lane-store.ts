import type { CounterStore } from './counter-store.ts';
import type { DirectoryStore } from './directory-store.ts';
import type { ErasureStore } from './erasure-store.ts';
import type { MonthStore } from './month-store.ts';
import type { PeopleStore } from './people-store.ts';
import type { StoreReader } from './store-reader.ts';
import type { TrialStore } from './trial-store.ts';

/**
 * The store of one lane. A lane is the guilds of one gateway shard, with their own batch number, gateway position,
 * coverage, people and months. Writing in one lane changes nothing in another. A lane has one owner, who can read the
 * guilds of other lanes too.
 *
 * The port is asynchronous, so that a database server can implement it with the same column blobs. Every implementation
 * passes `test/store/contract/store-contract.ts`, alone and beside a lane that must not change.
 *
 * @throws {StoreUnavailable} from every method, when the disk or database refuses. Nothing has changed then.
 * @throws {LaneLost} from every method, once the lane has another owner.
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
