import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { assembleCounting, type Counting } from '../../src/assemble-counting.ts';
import { TrustedClock } from '../../src/collect/trusted-clock.ts';
import type { RandomBytes } from '../../src/core/random.ts';
import type { Month } from '../../src/core/time.ts';
import { fetchChannelList } from '../../src/discord/channel-list.ts';
import { ChannelLookup } from '../../src/discord/channel-lookup.ts';
import { DiscordHistory } from '../../src/discord/discord-history.ts';
import { GuildCache } from '../../src/discord/guild-cache.ts';
import { Shard } from '../../src/discord/shard.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { type Batch, type Store, StoreUnavailable } from '../../src/store/store.ts';
import { openVault } from '../../src/vault/open-vault.ts';
import type { RotationStep } from '../../src/vault/rotation.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { lockVault } from '../../src/vault/vault-lock.ts';
import { projectRoot } from '../project-root.ts';
import { type FaultyDisk, faultyStore, faultyVault } from './faulty-disk.ts';
import { Killed, Lifeline } from './lifeline.ts';
import type { MemoryDiscord } from './memory-discord.ts';
import { type LineWatch, MemoryLine } from './memory-line.ts';
import { MemoryRest } from './memory-rest.ts';
import { MortalClock } from './mortal-clock.ts';

/** Is told what happens to the data, at the instant at which it happens. */
export interface Witness {
  /** A month is about to be closed, perhaps not for the first time. */
  closing(): Promise<void>;
  /** A month is closed for good. */
  closed(next: Month): void;
  step(step: RotationStep): void;
  committed(batch: Batch): void;
}

/** Where the bot keeps what it knows, past all faults. */
export interface Memory {
  readonly store: Store;
  readonly vault: Vault;
}

interface Parts {
  readonly counting: Counting;
  readonly shard: Shard;
  readonly line: MemoryLine;
}

export interface BotOptions {
  readonly directory: string;
  readonly discord: MemoryDiscord;
  readonly disk: FaultyDisk;
  readonly random: RandomBytes;
  readonly startMs: number;
  readonly flushEveryMs: number;
  readonly witness: Witness;
  readonly watch: LineWatch;
  /** Called at the instant at which the process is killed. */
  readonly onDeath: () => void;
}

/** One process of the bot: put together as in app.ts, but on a Discord in memory and with its life in our hands. */
export class TorturedBot {
  readonly lifeline: Lifeline;
  readonly clock: MortalClock;
  readonly #options: BotOptions;
  readonly #dead: Promise<void>;
  readonly #closers: (() => void | Promise<void>)[] = [];
  readonly #running = new Set<Promise<void>>();
  #parts: Parts | null = null;
  #memory: Memory | null = null;
  #failure: unknown = null;

  constructor(options: BotOptions) {
    this.#options = options;
    let die = () => {};
    this.#dead = new Promise((resolve) => {
      die = resolve;
    });
    this.lifeline = new Lifeline(() => {
      options.onDeath();
      die();
    });
    this.clock = new MortalClock(
      options.startMs,
      () => this.settle(),
      (error) => this.#fail(error),
    );
    this.#build().then(
      (parts) => {
        this.#parts = parts;
      },
      (error: unknown) => this.#fail(error),
    );
  }

  /** Why the process has ended by itself; null while it has not. */
  get failure(): unknown {
    return this.#failure;
  }

  get isStarted(): boolean {
    return this.#parts !== null;
  }

  get line(): MemoryLine | null {
    return this.#parts?.line ?? null;
  }

  /** Null until the vault is open. */
  get memory(): Memory | null {
    return this.#memory;
  }

  /** Lets its time go on to an instant, unless it dies before. */
  async until(trueMs: number): Promise<void> {
    if (this.lifeline.isDead) return;
    await Promise.race([this.clock.goOnTo(trueMs), this.#dead]);
  }

  /** Resolves once nothing is left to be done at this instant. */
  async settle(): Promise<void> {
    do await nextTurn();
    while (this.lifeline.isBusy);
  }

  /** Writes what it has. False if it cannot, or dies of it. */
  async flush(): Promise<boolean> {
    const flusher = this.#parts?.counting.flusher;
    if (flusher === undefined) return false;
    const written = flusher.flush().then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof StoreUnavailable)) this.#fail(error);
        return false;
      },
    );
    return Promise.race([written, this.#dead.then(() => false)]);
  }

  /** A planned stop: what was counted is kept, if the disk takes it, and the session in any case. */
  async stop(): Promise<void> {
    const parts = this.#parts;
    if (parts === null) return;
    const { counting, shard, line } = parts;
    await counting.timetable.stop();
    await shard.stop();
    line.close();
    await counting.catchUp.stop();
    await Promise.all(this.#running);
    await this.flush();
  }

  /** Lets go of the files. */
  async dispose(): Promise<void> {
    this.#parts?.line.close();
    for (const close of this.#closers.splice(0).reverse()) await close();
  }

  #fail(error: unknown): void {
    if (!this.lifeline.isDead && !(error instanceof Killed)) this.#failure ??= error;
  }

  async #build(): Promise<Parts> {
    const { directory, discord, disk, random, flushEveryMs, witness, watch } = this.#options;
    const { lifeline } = this;
    const rest = new MemoryRest(discord, lifeline, this.clock);
    const clock = new TrustedClock({
      machine: this.clock,
      discordNow: () => rest.now(),
      onWrong: () => {},
      onDoubt: () => {},
      onTrust: (fromMs, toMs) => onTrust(fromMs, toMs),
    });
    let onTrust = (_fromMs: number, _toMs: number) => {};
    this.#closers.push(() => clock.stop());
    const lock = lockVault(join(directory, 'vault'));
    this.#closers.push(() => lock.close());
    const sqlite = openSqliteStore({
      path: join(directory, 'census.db'),
      migrationsDirectory: join(projectRoot, 'migrations'),
    });
    this.#closers.push(() => sqlite.close());
    const store = faultyStore(sqlite, lifeline, disk, witness);
    const onStep = (step: RotationStep) =>
      lifeline.passNow(`step ${step}`, () => {
        witness.step(step);
        disk.refuseIf('after');
      });
    const before = await store.checkpoint();
    await clock.check(before.observedUntilMs ?? clock.now());
    const vaultDirectory = join(directory, 'vault');
    const { vault, rotation, receipts, close } = await lifeline.pass('open', () =>
      openVault({ directory: vaultDirectory, lock, store, clock, random, onStep }),
    );
    this.#closers.push(close);
    this.#memory = { store: sqlite, vault };

    const guildCache = new GuildCache({ api: rest.api, botId: discord.world.bot.id });
    const counting: Counting = assembleCounting({
      clock,
      log: { info: () => {}, warn: () => {}, error: () => {} },
      store,
      vault: faultyVault(vault, lifeline, disk),
      rotation: {
        prepare: () => lifeline.pass('prepare a rotation', () => rotation.prepare()),
        rotateTo: (month) => lifeline.pass('rotate', () => rotation.rotateTo(month)),
      },
      checkpoint: receipts.length > 0 ? await store.checkpoint() : before,
      countAfk: false,
      countLanguages: false,
      countDevices: false,
      trialDays: 0,
      flushEveryMs,
      discord: {
        history: new DiscordHistory({
          api: rest.api,
          guilds: { settings: (id) => counting.guilds.settings(id) },
          guildCache,
          signal: new AbortController().signal,
        }),
        learnChannel: (guildId, channelId) => channelLookup.learn(guildId, channelId),
        channels: (guildId) => fetchChannelList(rest.api, guildId),
        now: () => rest.now(),
      },
      guildCache,
      commands: { message: () => {}, interaction: () => {} },
      greet: () => {},
      inBackground: (work) => this.#inBackground(work),
      onHourEnded: () => {},
      onMonthOpened: () => {},
      renewSessions: () => shard.renew(),
      onFailure: (error) => this.#fail(error),
    });
    onTrust = (fromMs, toMs) => counting.skip(fromMs, toMs);
    const channelLookup = new ChannelLookup({
      api: rest.api,
      clock,
      guilds: counting.guilds,
      signal: new AbortController().signal,
      onTrouble: () => {},
    });
    const shard = new Shard(0, {
      clock,
      positions: counting.positions,
      intents: [],
      handle: (payload, mark, receivedMs) => counting.dispatcher.dispatch(payload, mark, receivedMs),
      onBacklog: (shardId, sinceMs) => counting.observation.noteBacklog(shardId, sinceMs),
      onSession: (shardId) => counting.beginSession(shardId),
      onLost: (shardId, atMs) => counting.loseConnection(shardId, atMs),
      onTrouble: (trouble) => this.#fail(trouble),
      onRefused: (error) => this.#fail(error),
    });
    await counting.missedMonthEnd.close();
    let hasBegun = false;
    const greeted: LineWatch['greeted'] = (by) => {
      watch.greeted(by);
      if (!hasBegun) counting.begin();
      hasBegun = true;
    };
    const line = new MemoryLine(discord, shard, { lost: () => watch.lost(), greeted });
    line.connect();
    return { counting, shard, line };
  }

  /** As in app.ts, but that only a disk that refuses is no failure. */
  #inBackground(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => {
        if (!(error instanceof StoreUnavailable)) this.#fail(error);
      })
      .finally(() => this.#running.delete(done));
    this.#running.add(done);
  }
}
