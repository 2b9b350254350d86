import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatErrorStack, StoreUnavailable } from '../../src/core/errors.ts';
import { type Month, monthOf, startOfMonthMs } from '../../src/core/time.ts';
import { SeededRandom } from '../../src/simulator/population/seeded-random.ts';
import { SimulatedClock } from '../../src/simulator/worlds/simulated-clock.ts';
import { copyFolder } from '../copy-folder.ts';
import { seededBytes } from '../seeded-bytes.ts';
import { Community } from './community.ts';
import { MemoryDiscord } from './discord/memory-discord.ts';
import { FaultInjector } from './faults/fault-injector.ts';
import { FaultyDisk } from './faults/faulty-disk.ts';
import { Oracle } from './oracle/oracle.ts';
import { newRunStats, type RunStats } from './run-stats.ts';
import { TorturedBot } from './tortured-bot.ts';

/** The error of a scenario, to be shown with its seed, which reproduces it. */
export class ScenarioFailure extends Error {
  override readonly name = 'ScenarioFailure';
}

/** The size of a scenario. The seed decides what is not given. */
export interface ScenarioSize {
  readonly months?: number;
  readonly guilds?: number;
  /** The number of gateway shards for the guilds. */
  readonly lanes?: number;
}

/** One world with one bot, for some months. A seed reproduces the same scenario, to the last event. */
export class Scenario {
  readonly stats: RunStats = newRunStats();
  /** What happened, in order, to find the cause of a failure. */
  readonly chronicle: string[] = [];
  readonly random: SeededRandom;
  readonly clock: SimulatedClock;
  readonly disk = new FaultyDisk();
  readonly discord: MemoryDiscord;
  readonly communities: readonly Community[];
  readonly endMs: number;
  readonly #folder: string;
  /** One for each lane. */
  readonly #oracles: readonly Oracle[];
  readonly #faultInjector: FaultInjector;
  readonly #flushEveryMs: number;
  readonly #meanActMs: number;
  #processes = 0;
  #bot: TorturedBot | null = null;
  #stopping: TorturedBot | null = null;

  constructor(seed: number, size: ScenarioSize = {}) {
    this.random = new SeededRandom(seed * 7919 + 1);
    const { random } = this;
    const firstMonth = 2026 * 12 + Math.floor(random.between(0, 24));
    const startMs = startOfMonthMs(firstMonth) + Math.floor(random.between(0, 3 * 86_400_000));
    this.endMs = startOfMonthMs(firstMonth + (size.months ?? 3 + Math.floor(random.between(0, 4))));
    this.clock = new SimulatedClock(startMs);
    this.#folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'census-torture-'));
    const lanes = size.lanes ?? 1 + Math.floor(random.between(0, 3));
    this.discord = new MemoryDiscord({
      clock: this.clock,
      shards: lanes,
      replayLimit: Math.floor(random.between(20, 400)),
      sessionLifeMs: random.between(60_000, 3_600_000),
    });
    this.#flushEveryMs = Math.floor(random.between(60_000, 4 * 3_600_000));
    this.#meanActMs = 32 * 60_000;
    const guilds = Math.max(lanes, size.guilds ?? 1 + Math.floor(random.between(0, 4)));
    this.communities = Array.from({ length: guilds }, (_, index) => {
      const own = new SeededRandom(Math.floor(random.next() * 2 ** 32));
      const later = (delayMs: number, work: () => void) => this.later(delayMs, work);
      return new Community(this.discord, {
        name: `guild ${seed} ${index}`,
        people: 10 + index * 20,
        shardId: index % lanes,
        random: own,
        later,
      });
    });
    this.#oracles = Array.from({ length: lanes }, (_, lane) => new Oracle(this, lane));
    this.#faultInjector = new FaultInjector(this);
  }

  get bot(): TorturedBot | null {
    return this.#bot;
  }

  get directory(): string {
    return join(this.#folder, String(this.#processes));
  }

  /** Does something at a later time, and waits until the bot has handled it. */
  later(delayMs: number, work: () => void | Promise<void>): void {
    this.clock.schedule(this.clock.now() + Math.max(1, Math.round(delayMs)), async () => {
      await work();
      await this.#bot?.settle();
    });
  }

  async run(): Promise<RunStats> {
    try {
      mkdirSync(this.directory);
      this.begin();
      await this.#bot?.settle(); // Nothing happens before the bot can see it.
      for (const community of this.communities) this.#planAct(community);
      for (let month = monthOf(this.clock.now()); startOfMonthMs(month) < this.endMs; month += 1)
        this.#planMonthEnd(month);
      this.#faultInjector.begin();
      await this.#goOnUntil(this.endMs);
      await this.#finish();
      this.stats.eventsSent += this.discord.dispatched;
      return this.stats;
    } finally {
      await this.#bot?.dispose();
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  note(what: string): void {
    this.chronicle.push(`${new Date(this.#bot?.clock.trueNowMs ?? this.clock.now()).toISOString()} ${what}`);
  }

  /** Starts a process with the current data. */
  begin(): void {
    this.note('the bot is started');
    this.#bot = new TorturedBot({
      directory: this.directory,
      discord: this.discord,
      disk: this.disk,
      random: seededBytes(String(this.random.next())),
      startMs: this.clock.now(),
      flushEveryMs: this.#flushEveryMs,
      witnesses: this.#oracles,
      onDeath: () => this.#keepFiles(),
    });
  }

  /** Ends the process as a supervisor does, and starts another one after a while. */
  async stop(awayMs: number): Promise<void> {
    const bot = this.#bot;
    if (bot === null || !bot.isStarted || bot === this.#stopping) return;
    this.#stopping = bot; // While it closes its files, the faults continue, and must not stop it a second time.
    let isStopped = false;
    void bot.stop().then(() => {
      isStopped = true;
    });
    // Its work may need the clock, which is its own: it may end a little later than it should.
    for (let waitedMs = 0; !isStopped && !bot.crashPoints.isDead; waitedMs += 1_000) {
      await bot.settle();
      if (!isStopped) await bot.until(this.clock.now() + waitedMs);
      if (waitedMs > 3_600_000) throw new ScenarioFailure('a planned stop takes more than an hour');
    }
    if (bot.crashPoints.isDead) return;
    this.note('the bot has stopped');
    await this.#replace(bot, awayMs);
  }

  /** As with kill -9: only what is in the files at this instant is left. */
  #keepFiles(): void {
    this.note('the bot is killed');
    const before = this.directory;
    for (const line of this.#bot?.lines ?? []) line.close();
    this.#processes += 1;
    copyFolder(before, this.directory);
    this.stats.kills += 1;
  }

  async #goOnUntil(endMs: number): Promise<void> {
    while (this.clock.now() < endMs) await this.#goOnTo(Math.min(this.clock.nextDueMs ?? endMs, endMs));
  }

  async #goOnTo(nextMs: number): Promise<void> {
    await this.#bot?.until(nextMs);
    const { crashPoints, clock } = this.#bot ?? {};
    // A killed process is cleaned up first, because the next one may start before the next event.
    await this.clock.setTo(crashPoints?.isDead ? (clock?.trueNowMs ?? nextMs) : nextMs);
    await this.#look();
  }

  /** Cleans up killed processes, and checks all lanes. */
  async #look(): Promise<void> {
    const bot = this.#bot;
    if (bot === null) return;
    if (bot.crashPoints.isDead) return this.#bury(bot);
    if (bot.failure instanceof StoreUnavailable && !bot.isStarted) {
      bot.crashPoints.kill(); // It reports that and ends, and is started again.
      this.stats.kills -= 1;
      return this.#bury(bot);
    }
    if (bot.failure !== null) throw new ScenarioFailure(formatErrorStack(bot.failure), { cause: bot.failure });
  }

  async #bury(bot: TorturedBot): Promise<void> {
    await bot.dispose();
    rmSync(join(this.#folder, String(this.#processes - 1)), { recursive: true });
    this.#bot = null;
    for (const oracle of this.#oracles) oracle.gone();
    this.later(this.#faultInjector.awayMs(), () => this.begin());
  }

  async #replace(bot: TorturedBot, awayMs: number): Promise<void> {
    await bot.dispose();
    if (bot.crashPoints.isDead) return; // Killed while it was stopping, and already cleaned up.
    this.#bot = null;
    for (const oracle of this.#oracles) oracle.gone();
    this.later(awayMs, () => this.begin());
  }

  #planAct(community: Community): void {
    this.later(this.random.exponential(this.#meanActMs), () => {
      community.act();
      this.#planAct(community);
    });
  }

  /** Much happens around a month's end. A day later it is over in all lanes, and is checked. */
  #planMonthEnd(month: Month): void {
    const atMs = startOfMonthMs(month + 1);
    for (const community of this.communities) {
      for (let act = 0; act < 25; act += 1) {
        this.later(atMs + this.random.between(-20_000, 20_000) - this.clock.now(), () => community.rush());
      }
    }
    this.later(atMs - 3_600_000 - this.clock.now(), () => this.#faultInjector.beforeMonthEnd());
    for (const oracle of this.#oracles) this.#planJudgement(oracle, month, atMs + 86_400_000);
  }

  #planJudgement(oracle: Oracle, month: Month, atMs: number): void {
    this.later(atMs - this.clock.now(), async () => {
      const isDone = await oracle.judge(month);
      if (!isDone) this.#planJudgement(oracle, month, this.clock.now() + 3_600_000);
    });
  }

  /** Checks the last month, which is still open, too. */
  async #finish(): Promise<void> {
    this.#faultInjector.end();
    for (const oracle of this.#oracles) {
      for (let waited = 0; !(await oracle.judgeAll()); waited += 1) {
        if (waited > longestWaitHours) throw new ScenarioFailure('the bot does not come back');
        await this.#goOnUntil(this.clock.now() + 3_600_000);
      }
      oracle.finish();
    }
  }
}

/** After the last fault the bot may still be away for this long, by its seed. */
const longestWaitHours = 60 * 24;
