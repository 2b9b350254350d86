import { CatchUp } from '../../collect/messages/catch-up.ts';
import { SessionRenewal } from '../../collect/session-renewal.ts';
import type { Clock } from '../../core/clock.ts';
import { LaneLost } from '../../core/errors.ts';
import { changesUncountedRoles, type GuildSettings } from '../../core/guild-settings.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Log } from '../../log.ts';
import { CountingScheduler } from '../../months/counting-scheduler.ts';
import { MissedMonthEnd } from '../../months/missed-month-end.ts';
import { MonthEnd } from '../../months/month-end.ts';
import { MonthLife, type MonthRotation } from '../../months/month-life.ts';
import type { LaneStore } from '../../store/lane-store.ts';
import type { Vault } from '../../vault/vault.ts';
import type { InBackground } from '../background-work.ts';
import { logGap } from '../skipped-time.ts';
import type { LaneCollection } from './lane-collection.ts';
import type { AskedDiscord } from './lane-discord.ts';

export interface CountingDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Pick<LaneStore, 'compact' | 'removeGuild'>;
  readonly vault: Vault;
  readonly collection: LaneCollection;
  readonly discord: AskedDiscord;
  /** Closes the vault's month and opens the given one. */
  readonly rotation: MonthRotation;
  /** Whether visitors are counted by device. That needs the Presence intent. */
  readonly countDevices: boolean;
  /** How often the counts are made durable. */
  readonly flushEveryMs: number;
  readonly inBackground: InBackground;
  /** An hour has ended and is written. */
  readonly onHourEnded: () => void;
  /** A month is closed, and the next one is open. */
  readonly onMonthOpened: () => void;
  /** Starts a new gateway session, so that every guild sends who is in voice. */
  readonly renewSession: () => Promise<void>;
  /** The lane has another owner. Called once; after it nothing is planned or written. */
  readonly onLaneLost: () => void;
  /** Counting cannot continue. */
  readonly onFailure: (error: unknown) => void;
}

/** One lane's counting, by the clock and over its connections: flushes, ends of hours and months, catch-up. */
export class Counting {
  readonly guilds: LaneCollection['guilds'];
  readonly coverage: LaneCollection['coverage'];
  readonly progress: LaneCollection['progress'];
  readonly collector: LaneCollection['collector'];
  readonly flusher: LaneCollection['flusher'];
  readonly refusals: LaneCollection['refusals'];
  readonly catchUp: CatchUp;
  readonly scheduler: CountingScheduler;
  readonly missedMonthEnd: MissedMonthEnd;
  readonly #deps: CountingDeps;
  readonly #renewal: SessionRenewal;
  #isLaneLost = false;

  /** Starts nothing. */
  constructor(deps: CountingDeps) {
    const { clock, log, collection, discord, inBackground } = deps;
    const { guilds, coverage, messages, collector, flusher } = collection;
    this.#deps = deps;
    this.guilds = guilds;
    this.coverage = coverage;
    this.progress = collection.progress;
    this.collector = collector;
    this.flusher = flusher;
    this.refusals = collection.refusals;
    const onLaneLost = () => this.#loseLane();
    this.#renewal = new SessionRenewal({ clock, collector, renew: () => inBackground(deps.renewSession()) });
    this.catchUp = new CatchUp({
      clock,
      vault: deps.vault,
      guilds,
      collector,
      positions: messages,
      flusher,
      history: discord.history,
      learnChannel: (guildId, channelId) => discord.learnChannel(guildId, channelId),
      onCaughtUp: (count) => log.info({ messages: count }, 'the missed messages have been counted'),
      onTrouble: (err) => log.warn({ err }, 'missed messages cannot be counted at the moment; Census tries again'),
      onLaneLost,
    });
    const months = new MonthLife({
      clock,
      collector,
      flusher,
      guilds,
      monthEnd: new MonthEnd({ clock, collector, coverage, messages, discordNow: () => discord.now() }),
      rotation: deps.rotation,
      onWait: (reason) => log.warn({ reason }, 'the month is over, but must stay open for now'),
      onUnknownVoice: () => this.#renewal.learnVoice(),
      onMonthOpened: () => this.#beginMonth(),
    });
    this.scheduler = new CountingScheduler({
      clock,
      store: deps.store,
      collector,
      flusher,
      guilds,
      months,
      flushEveryMs: deps.flushEveryMs,
      onStoreUnavailable: (err) =>
        log.error({ err }, 'cannot write: counting continues in memory, and Census tries again'),
      onStoreAvailable: () => log.info({}, 'writing works again, and nothing was lost'),
      onHourEnded: deps.onHourEnded,
      onLaneLost,
      onFailure: deps.onFailure,
    });
    this.missedMonthEnd = new MissedMonthEnd({
      ...collection,
      clock,
      catchUp: this.catchUp,
      scheduler: this.scheduler,
      channelsOf: (guildId) => discord.channels(guildId),
      onTrouble: (err) => log.warn({ err }, 'the last month cannot be completed yet; Census tries again'),
    });
  }

  /** Starts the scheduler. The gateway is connected. */
  begin(): void {
    this.scheduler.start();
    this.#deps.inBackground(this.catchUp.run());
    this.#renewal.join();
  }

  /** Changes a guild's settings. They apply from now on, also to people in voice. */
  changeSettings(guildId: Snowflake, settings: GuildSettings): void {
    const { clock, collection } = this.#deps;
    const before = this.guilds.settings(guildId);
    this.collector.changeSettings(guildId, settings, clock.now());
    collection.peopleInVoice.judgeAgain(guildId, clock.now());
    // If an earlier process met a member in voice, only a new session tells their roles.
    if (changesUncountedRoles(before, settings) && collection.voice.hasStrangers(guildId)) this.#renewal.learnVoice();
  }

  /** Handles a jump of the clock from one instant to another. The time in between is unknown. */
  skip(fromMs: number, toMs: number): void {
    this.collector.skip(fromMs, toMs);
    this.scheduler.reschedule();
  }

  /** Begins counting by a new session of the connection. */
  beginSession(): void {
    const { clock, log } = this.#deps;
    const nowMs = clock.now();
    this.#renewal.noteSession();
    logGap(log, this.coverage.untilMs(nowMs), nowMs);
    this.coverage.restarted();
    this.flushSoon();
  }

  /** Ends counting when the connection was lost, at `atMs`. */
  loseConnection(atMs: number): void {
    this.coverage.lost(atMs);
  }

  /** Makes the current counts durable in the background. */
  flushSoon(): void {
    this.#deps.inBackground(this.#flush());
  }

  /** Counts the messages that a guild's channels and forums have missed since then, in the background. */
  catchUpSoon(guildId: Snowflake, forumIds: readonly Snowflake[], sinceMs: number): void {
    this.catchUp.lookIntoThreads(guildId, forumIds, sinceMs);
    this.#deps.inBackground(this.catchUp.run());
  }

  async #flush(): Promise<void> {
    try {
      await this.flusher.flush();
    } catch (err) {
      if (err instanceof LaneLost) this.#loseLane();
      else this.#deps.log.warn({ err }, 'not written yet; Census tries again');
    }
  }

  #beginMonth(): void {
    const { countDevices, inBackground, onMonthOpened } = this.#deps;
    inBackground(this.catchUp.run());
    // The vault no longer knows which members are apps.
    if (countDevices && this.progress.position !== null) this.#renewal.learnApps();
    onMonthOpened();
  }

  #loseLane(): void {
    const { inBackground, onLaneLost } = this.#deps;
    if (this.#isLaneLost) return;
    this.#isLaneLost = true;
    inBackground(this.catchUp.stop());
    inBackground(this.scheduler.stop());
    onLaneLost();
  }
}
