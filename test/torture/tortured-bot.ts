import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TrustedClock } from '../../src/collect/trusted-clock.ts';
import { StoreUnavailable } from '../../src/core/errors.ts';
import type { RandomBytes } from '../../src/core/random.ts';
import type { Month } from '../../src/core/time.ts';
import { openLane } from '../../src/months/open-lane.ts';
import type { RotationStep } from '../../src/months/rotation.ts';
import type { Batch } from '../../src/store/batch.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { laneFiles } from '../../src/vault/at-rest/lane-files.ts';
import { PeopleFile } from '../../src/vault/at-rest/people-file.ts';
import { lockVault } from '../../src/vault/at-rest/vault-lock.ts';
import { openVault } from '../../src/vault/open-vault.ts';
import { projectRoot } from '../project-root.ts';
import type { MemoryDiscord } from './discord/memory-discord.ts';
import type { LineWatch } from './discord/memory-line.ts';
import { MemoryRest } from './discord/memory-rest.ts';
import { CrashPoints, Killed } from './faults/crash-points.ts';
import { type FaultyDisk, faultyPeople, faultyStore } from './faults/faulty-disk.ts';
import { SkewedClock } from './faults/skewed-clock.ts';
import { type Memory, TorturedLane } from './tortured-lane.ts';

/** Observes what happens to the data of a lane, at the instant when it happens. */
export interface Witness {
  /** A month will be closed, perhaps not for the first time. */
  closing(): Promise<void>;
  /** A month is closed for good. */
  closed(next: Month): void;
  committed(batch: Batch): void;
}

export interface BotOptions {
  readonly directory: string;
  readonly discord: MemoryDiscord;
  readonly disk: FaultyDisk;
  readonly random: RandomBytes;
  readonly startMs: number;
  readonly flushEveryMs: number;
  /** One for each lane. */
  readonly witnesses: readonly (Witness & LineWatch)[];
  /** Called at the instant when the process is killed. */
  readonly onDeath: () => void;
}

/** One process of the bot: assembled as in app.ts, but on a Discord in memory, and it can be killed. */
export class TorturedBot {
  readonly crashPoints: CrashPoints;
  readonly clock: SkewedClock;
  readonly #options: BotOptions;
  readonly #dead: Promise<void>;
  readonly #closers: (() => void | Promise<void>)[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #memories = new Map<number, Memory>();
  #lanes: readonly TorturedLane[] = [];
  #failure: unknown = null;

  constructor(options: BotOptions) {
    this.#options = options;
    let die = () => {};
    this.#dead = new Promise((resolve) => {
      die = resolve;
    });
    this.crashPoints = new CrashPoints(() => {
      options.onDeath();
      die();
    });
    this.clock = new SkewedClock(
      options.startMs,
      () => this.settle(),
      (error) => this.#fail(error),
    );
    this.#build().then(
      (lanes) => {
        this.#lanes = lanes;
      },
      (error: unknown) => this.#fail(error),
    );
  }

  /** Why the process has ended by itself; null while it has not. */
  get failure(): unknown {
    return this.#failure;
  }

  get isStarted(): boolean {
    return this.#lanes.length > 0;
  }

  /** The connections of all lanes; none until it is started. */
  get lines() {
    return this.#lanes.map(({ line }) => line);
  }

  /** The data of a lane, without any faults; null until the lane is open. */
  memory(lane: number): Memory | null {
    return this.#memories.get(lane) ?? null;
  }

  /** Advances its time to an instant, unless it is killed before. */
  async until(trueMs: number): Promise<void> {
    if (this.crashPoints.isDead) return;
    await Promise.race([this.clock.goOnTo(trueMs), this.#dead]);
  }

  /** Resolves once nothing is left to do at this instant. */
  async settle(): Promise<void> {
    do await nextTurn();
    while (this.crashPoints.isBusy);
  }

  /** Writes its counts. Returns false if it cannot, or is killed by it. */
  async flush(): Promise<boolean> {
    if (!this.isStarted) return false;
    const written = Promise.all(this.#lanes.map(({ counting }) => counting.flusher.flush())).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof StoreUnavailable)) this.#fail(error);
        return false;
      },
    );
    return Promise.race([written, this.#dead.then(() => false)]);
  }

  /** A planned stop: the counts are kept if the disk accepts them, and the sessions in any case. */
  async stop(): Promise<void> {
    if (!this.isStarted) return;
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
    await Promise.all(this.#running);
    await this.flush();
  }

  /** Closes the files. */
  async dispose(): Promise<void> {
    for (const line of this.lines) line.close();
    for (const close of this.#closers.splice(0).reverse()) await close();
  }

  #fail(error: unknown): void {
    if (!this.crashPoints.isDead && !(error instanceof Killed)) this.#failure ??= error;
  }

  async #build(): Promise<readonly TorturedLane[]> {
    const { directory, discord, disk, random, witnesses } = this.#options;
    const { crashPoints } = this;
    const rest = new MemoryRest(discord, crashPoints, this.clock);
    let lanes: readonly TorturedLane[] = [];
    const clock = new TrustedClock({
      machine: this.clock,
      discordNow: () => rest.now(),
      onWrong: () => {},
      onDoubt: () => {},
      onTrust: (fromMs, toMs) => {
        for (const { counting } of lanes) counting.skip(fromMs, toMs);
      },
    });
    this.#closers.push(() => clock.stop());
    const vaultDirectory = join(directory, 'vault');
    const lock = lockVault(vaultDirectory);
    this.#closers.push(() => lock.close());
    const stepOf = (lane: number) => (step: RotationStep) =>
      crashPoints.passNow(`step ${step} of ${lane}`, () => disk.refuseIf('after'));
    const sqlite = openSqliteStore({
      path: join(directory, 'census.db'),
      migrationsDirectory: join(projectRoot, 'migrations/sqlite'),
      people(lane) {
        const file = new PeopleFile(laneFiles(vaultDirectory, lane).identities, (step) => stepOf(lane)(`map ${step}`));
        return faultyPeople(file, crashPoints, disk);
      },
    });
    this.#closers.push(() => sqlite.close());
    // Time does not wait for what is not awaited explicitly.
    const before = await crashPoints.pass('read', () => sqlite.lanes());
    const seenMs = before.flatMap(({ observedUntilMs }) => observedUntilMs ?? []);
    await clock.check(seenMs.length > 0 ? Math.max(...seenMs) : clock.now());
    if (before.every(({ openMonth }) => openMonth === null))
      await crashPoints.pass('open', () => sqlite.divide(discord.shards));
    const vault = await crashPoints.pass('open', () => openVault({ directory: vaultDirectory, lanes: sqlite, random }));
    this.#closers.push(() => vault.close());

    const built: TorturedLane[] = [];
    for (const [lane, witness] of witnesses.entries()) {
      const store = faultyStore(sqlite.open(lane), crashPoints, disk, witness);
      const opened = await crashPoints.pass('open', () =>
        openLane({ store, vault: vault.lane(store), clock, onStep: stepOf(lane) }),
      );
      this.#memories.set(lane, { store: sqlite.open(lane), vault: opened.vault });
      built.push(
        new TorturedLane({
          ...this.#options,
          ...{ store, opened, clock, rest, crashPoints },
          watch: witness,
          inBackground: (work) => this.#inBackground(work),
          onFailure: (error) => this.#fail(error),
        }),
      );
    }
    lanes = built;
    await Promise.all(built.map(({ counting }) => counting.missedMonthEnd.close()));
    for (const { line } of built) line.connect();
    return built;
  }

  /** As in app.ts, except that a refusing disk is no failure. */
  #inBackground(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => {
        if (!(error instanceof StoreUnavailable)) this.#fail(error);
      })
      .finally(() => this.#running.delete(done));
    this.#running.add(done);
  }
}
