import type { Database as Connection } from 'better-sqlite3';
import { StoreUnavailable } from '../../core/errors.ts';
import { toStoreUnavailable } from './access/store-faults.ts';
import type { Wal } from './access/wal.ts';
import type { Scrubber } from './forget/scrubber.ts';

/** What the housekeeping needs of a store. */
export interface HousekeepingDeps {
  readonly connection: Connection;
  readonly wal: Pick<Wal, 'keepShort'>;
  readonly scrubber: Pick<Scrubber, 'scrubIfOwed' | 'scrubBeforeClosing'>;
  /** Called when the journal cannot be copied into the database, and with null when it can again. */
  readonly onFailure: (failure: StoreUnavailable | null) => void;
}

/** Work in the writer's turn besides the writing itself. A disk error never makes its methods fail. */
export class Housekeeping {
  readonly #deps: HousekeepingDeps;
  #failure: StoreUnavailable | null = null;

  constructor(deps: HousekeepingDeps) {
    this.#deps = deps;
  }

  /** Why the journal cannot be copied into the database; null while it can. */
  get failure(): StoreUnavailable | null {
    return this.#failure;
  }

  /** Runs after each write. What fails is tried again after the next one. */
  async tidyUp(): Promise<void> {
    const failure = await this.#attempt();
    const hasChanged = (failure === null) !== (this.#failure === null);
    this.#failure = failure;
    if (hasChanged) this.#deps.onFailure(failure);
  }

  /** Ignores readers and a full disk, which must not keep a process from ending. */
  async beforeClosing(): Promise<void> {
    const { connection, scrubber } = this.#deps;
    if (!connection.open || connection.readonly) return;
    try {
      await scrubber.scrubBeforeClosing();
    } catch (error) {
      if (!(toStoreUnavailable(error) instanceof StoreUnavailable)) throw error;
    }
  }

  async #attempt(): Promise<StoreUnavailable | null> {
    const { connection, wal, scrubber } = this.#deps;
    if (!connection.open || connection.readonly) return null;
    try {
      await wal.keepShort();
      await scrubber.scrubIfOwed();
      return null;
    } catch (error) {
      const plain = toStoreUnavailable(error);
      return plain instanceof StoreUnavailable ? plain : new StoreUnavailable(unknownFailure, { cause: error });
    }
  }
}

const unknownFailure = 'The journal cannot be copied into the database, so it keeps growing.';
