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
import { logGap } from '../log-gap.ts';
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
  /** Whether visitors are counted by device, which takes the Presence intent. */
  readonly countDevices: boolean;
  /** How often what was counted is made durable. */
  readonly flushEveryMs: number;
  readonly inBackground: InBackground;
  /** An hour is over and written. */
  readonly onHourEnded: () => void;
  /** A month was closed, and the next one is open. */
  readonly onMonthOpened: () => void;
  /** Gives the gateway session up for a new one, so that every guild tells again who is in voice. */
  readonly renewSession: () => Promise<void>;
  /** The lane has another owner. Called once; nothing more is planned or written. */
  readonly onLaneLost: () => void;
  /** Counting cannot go on. */
  readonly onFailure: (error: unknown) => void;
}

/** How one lane counts by the clock and over its connections: flushes, ends of hours and months, what was missed. */
export class Counting {
  readonly guilds: LaneCollection['guilds'];
  readonly coverage: LaneCollection['coverage'];
  readonly progress: LaneCollection['progress'];
  readonly collector: LaneCollection['collector'];
  readonly flusher: LaneCollection['flusher'];
  readonly refusals: LaneCollection['refusals'];
  readonly catchUp: CatchUp;
  readonly timetable: CountingScheduler;
  readonly missedMonthEnd: MissedMonthEnd;
  readonly #deps: CountingDeps;
  readonly #renewal: SessionRenewal;
  #isLaneLost = false;

  /** Nothing is begun. */
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
      onCaughtUp: (count) => log.info({ messages: count }, 'what was missed has been counted from the channels'),
      onTrouble: (err) => log.warn({ err }, 'what was missed cannot be counted at the moment; it is tried again'),
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
    this.timetable = new CountingScheduler({
      clock,
      store: deps.store,
      collector,
      flusher,
      guilds,
      months,
      flushEveryMs: deps.flushEveryMs,
      onStoreUnavailable: (err) =>
        log.error({ err }, 'cannot write: counting goes on in memory, writing is tried again'),
      onStoreAvailable: () => log.info({}, 'writing works again, and nothing was lost'),
      onHourEnded: deps.onHourEnded,
      onLaneLost,
      onFailure: deps.onFailure,
    });
    this.missedMonthEnd = new MissedMonthEnd({
      ...collection,
      clock,
      catchUp: this.catchUp,
      timetable: this.timetable,
      channelsOf: (guildId) => discord.channels(guildId),
      onTrouble: (err) => log.warn({ err }, 'the month before cannot be counted to its end yet; it is tried again'),
    });
  }

  /** The gateway is joined. */
  begin(): void {
    this.timetable.start();
    this.#deps.inBackground(this.catchUp.run());
    this.#renewal.join();
  }

  /** Changes a guild's settings, from now on for people in voice too. */
  changeSettings(guildId: Snowflake, settings: GuildSettings): void {
    const { clock, collection } = this.#deps;
    const before = this.guilds.settings(guildId);
    this.collector.changeSettings(guildId, settings, clock.now());
    collection.peopleInVoice.judgeAgain(guildId, clock.now());
    // Of a member in voice whom an earlier process met, only a new session tells the roles.
    if (changesUncountedRoles(before, settings) && collection.voice.hasStrangers(guildId)) this.#renewal.learnVoice();
  }

  /** Time has jumped from one instant to another; what was in between nobody knows. */
  skip(fromMs: number, toMs: number): void {
    this.collector.skip(fromMs, toMs);
    this.timetable.reschedule();
  }

  /** The connection has a new session. */
  beginSession(): void {
    const { clock, log } = this.#deps;
    const nowMs = clock.now();
    this.#renewal.noteSession();
    logGap(log, this.coverage.untilMs(nowMs), nowMs);
    this.coverage.restarted();
    this.flushSoon();
  }

  /** The connection was cut off at `atMs`. */
  loseConnection(atMs: number): void {
    this.coverage.lost(atMs);
  }

  /** Makes durable what is known by now, without being waited for. */
  flushSoon(): void {
    this.#deps.inBackground(this.#flush());
  }

  /** Counts what a guild's channels and forums have missed since, from their histories. Nobody waits for it. */
  catchUpSoon(guildId: Snowflake, forumIds: readonly Snowflake[], sinceMs: number): void {
    this.catchUp.lookIntoThreads(guildId, forumIds, sinceMs);
    this.#deps.inBackground(this.catchUp.run());
  }

  async #flush(): Promise<void> {
    try {
      await this.flusher.flush();
    } catch (err) {
      if (err instanceof LaneLost) this.#loseLane();
      else this.#deps.log.warn({ err }, 'not written yet; it is tried again');
    }
  }

  #beginMonth(): void {
    const { countDevices, inBackground, onMonthOpened } = this.#deps;
    inBackground(this.catchUp.run());
    // Which members are apps, the vault has forgotten.
    if (countDevices && this.progress.position !== null) this.#renewal.learnApps();
    onMonthOpened();
  }

  #loseLane(): void {
    const { inBackground, onLaneLost } = this.#deps;
    if (this.#isLaneLost) return;
    this.#isLaneLost = true;
    inBackground(this.catchUp.stop());
    inBackground(this.timetable.stop());
    onLaneLost();
  }
}
