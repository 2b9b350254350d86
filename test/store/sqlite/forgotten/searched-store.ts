import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LaneStore } from '../../../../src/store/lane-store.ts';
import { openSqliteStore } from '../../../../src/store/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../../../../src/store/sqlite/sqlite-store.ts';
import { projectRoot } from '../../../project-root.ts';
import { aBatch, aGuild, nobody } from '../../a-batch.ts';
import { guildId, march, otherId } from '../../contract/store-under-test.ts';

/** A store in which March is open, and whose files are searched. */
export class SearchedStore {
  readonly directory = mkdtempSync(join(tmpdir(), 'census-store-'));
  #lanes: SqliteStore = this.#opened();
  #batch = 0;

  /** Two guilds are in it. */
  static async begin(): Promise<SearchedStore> {
    const searched = new SearchedStore();
    await searched.store.openMonth(march);
    await searched.commit({ guilds: [aGuild(guildId), aGuild(otherId)] });
    return searched;
  }

  get lanes(): SqliteStore {
    return this.#lanes;
  }

  get store(): LaneStore {
    return this.#lanes.open(0);
  }

  commit(changes: Parameters<typeof aBatch>[1]): Promise<void> {
    this.#batch += 1;
    return this.store.commit(aBatch(this.#batch, changes), nobody);
  }

  /** Closes the store, calls `look`, and opens it again. */
  async whileClosed(look: () => void): Promise<void> {
    await this.#lanes.close();
    look();
    this.#lanes = this.#opened();
  }

  async end(): Promise<void> {
    await this.#lanes.close();
    rmSync(this.directory, { recursive: true });
  }

  #opened(): SqliteStore {
    const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
    return openSqliteStore({ path: join(this.directory, 'census.db'), migrationsDirectory });
  }
}
