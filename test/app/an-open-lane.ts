import { join } from 'node:path';
import type { Clock } from '../../src/core/clock.ts';
import type { RandomBytes } from '../../src/core/random.ts';
import { type OpenedLane, openLane as openLaneMonth } from '../../src/months/open-lane.ts';
import type { RotationStep } from '../../src/months/rotation.ts';
import type { PeopleAtRest } from '../../src/store/people-at-rest.ts';
import { migrate } from '../../src/store/sqlite/access/migrator.ts';
import { openWriter } from '../../src/store/sqlite/access/sqlite-connection.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { laneFiles } from '../../src/vault/at-rest/lane-files.ts';
import { PeopleFile } from '../../src/vault/at-rest/people-file.ts';
import { lockVault } from '../../src/vault/at-rest/vault-lock.ts';
import { type OpenedVault, openVault } from '../../src/vault/open-vault.ts';
import { projectRoot } from '../project-root.ts';

export interface InstallationOptions {
  /** Its `DATA_DIR`. */
  readonly directory: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Into how many lanes the guilds are divided; by default as they are. */
  readonly lanes?: number | undefined;
  /** See `SqliteStoreSurroundings`. */
  readonly walScript?: URL;
  /** How long a month's end waits for readers of the database; by default as long as a bot does. */
  readonly waitForReadersMs?: number | undefined;
  readonly onStep?: ((step: RotationStep, lane: number) => void) | undefined;
}

/** The store and the vault of an installation, opened as in app.ts. */
export interface Installation {
  readonly lanes: SqliteStore;
  readonly vault: OpenedVault;
  openLane(lane: number): Promise<OpenedLane & { readonly store: ReturnType<SqliteStore['open']> }>;
  /** The stored people of a lane that was opened. */
  peopleAtRest(lane: number): PeopleAtRest;
  close(): Promise<void>;
}

export async function openInstallation(options: InstallationOptions): Promise<Installation> {
  const { directory, clock, random, onStep } = options;
  const vaultDirectory = join(directory, 'vault');
  const lock = lockVault(vaultDirectory);
  const people = new Map<number, PeopleAtRest>();
  let lanes: SqliteStore | undefined;
  try {
    lanes = openStore(options, (lane) => {
      const { identities } = laneFiles(vaultDirectory, lane);
      const file = new PeopleFile(identities, (step) => onStep?.(`map ${step}`, lane));
      people.set(lane, file);
      return file;
    });
    if (options.lanes !== undefined) await lanes.divide(options.lanes);
    const opened = lanes;
    const vault = await openVault({ directory: vaultDirectory, lanes, random });
    return {
      lanes,
      vault,
      async openLane(lane) {
        const store = opened.open(lane);
        const step = onStep && ((done: RotationStep) => onStep(done, lane));
        return { ...(await openLaneMonth({ store, vault: vault.lane(store), clock, onStep: step })), store };
      },
      peopleAtRest(lane) {
        const file = people.get(lane);
        if (file === undefined) throw new Error(`lane ${lane} was not opened`);
        return file;
      },
      async close() {
        await vault.close();
        await opened.close();
        lock.close();
      },
    };
  } catch (error) {
    await lanes?.close();
    lock.close();
    throw error;
  }
}

/** The same with one lane open, by default the first. */
export async function openOneLane(options: InstallationOptions & { readonly lane?: number }) {
  const installation = await openInstallation(options);
  try {
    const opened = await installation.openLane(options.lane ?? 0);
    return { ...opened, lanes: installation.lanes, close: () => installation.close() };
  } catch (error) {
    await installation.close();
    throw error;
  }
}

function openStore(options: InstallationOptions, people: (lane: number) => PeopleAtRest): SqliteStore {
  const { walScript, waitForReadersMs } = options;
  const path = join(options.directory, 'census.db');
  const surroundings = { people, ...(walScript && { walScript }) };
  if (waitForReadersMs === undefined) return openSqliteStore({ path, migrationsDirectory, ...surroundings });
  const connection = openWriter(path);
  migrate(connection, migrationsDirectory);
  return new SqliteStore(connection, path, waitForReadersMs, undefined, surroundings);
}

const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
