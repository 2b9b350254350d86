import type { ChannelList } from '../collect/channel-list.ts';
import { assembleCollection, type CollectionDeps } from '../collect/collection.ts';
import { CatchUp, type ChannelHistory } from '../collect/messages/catch-up.ts';
import type { Clock } from '../core/clock.ts';
import { LaneLost } from '../core/errors.ts';
import { changesUncountedRoles, type GuildSettings } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { Dispatcher, type DispatcherDeps } from '../gateway/dispatcher.ts';
import type { GuildCache } from '../gateway/guild-cache.ts';
import type { ListenerContext } from '../gateway/listeners/listener.ts';
import { PeopleInVoice } from '../gateway/people-in-voice.ts';
import { Refusals } from '../gateway/refusals.ts';
import type { Log } from '../log.ts';
import { CountingScheduler } from '../months/counting-scheduler.ts';
import { MissedMonthEnd } from '../months/missed-month-end.ts';
import { MonthEnd } from '../months/month-end.ts';
import { MonthLife, type MonthRotation } from '../months/month-life.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { RefusedRow } from '../store/screened-batch.ts';
import type { Vault } from '../vault/vault.ts';
import { logGap } from './log-gap.ts';

export interface CountingDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Pick<LaneStore, 'commit' | 'screen' | 'guild' | 'channels' | 'compact' | 'removeGuild'>;
  readonly vault: Vault;
  /** Whether a guild is in this lane. It is asked with nearly every dispatch. */
  readonly isOwn: DispatcherDeps['isOwn'];
  /** Closes the vault's month and opens the given one. */
  readonly rotation: MonthRotation;
  /** Where the last commit left off. */
  readonly checkpoint: Checkpoint;
  readonly countAfk: boolean;
  /** Whether visitors are counted by language. */
  readonly countLanguages: boolean;
  /** Whether visitors are counted by device, which takes the Presence intent. */
  readonly countDevices: boolean;
  /** For how many days after joining nobody counts as active. */
  readonly trialDays: number;
  /** How often what was counted is made durable. */
  readonly flushEveryMs: number;
  readonly onCommitted?: CollectionDeps['onCommitted'] | undefined;
  readonly discord: AskedDiscord;
  readonly guildCache: Pick<GuildCache, 'apply'>;
  readonly commands: ListenerContext['commands'];
  readonly greet: ListenerContext['greet'];
  /** Work that nobody waits for, but that must be over before the process ends. */
  readonly inBackground: (work: Promise<void>) => void;
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

/** What is asked of Discord, beside what its gateway tells. */
export interface AskedDiscord {
  readonly history: ChannelHistory;
  /** Notes a channel that no event has described; see {@link CollectionDeps}. */
  readonly learnChannel: CollectionDeps['learnChannel'];
  /** The channels of a guild as they are now; null where Census is not in it any more. */
  channels(guildId: Snowflake): Promise<ChannelList | null>;
  /** Milliseconds since the Unix epoch by Discord's clock; rejects when it does not answer. */
  now(): Promise<number>;
}

/** What counts the guilds of one lane, from the gateway's dispatches to the store, wired together. */
export type Counting = ReturnType<typeof assembleCounting>;

/** Puts it together; nothing is begun. What it asks of Discord it gets by `deps.discord`. */
export function assembleCounting(deps: CountingDeps) {
  const { clock, log, discord, inBackground } = deps;
  const learnChannel: CollectionDeps['learnChannel'] = (guildId, channelId) => {
    const learning = discord.learnChannel(guildId, channelId);
    inBackground(learning.catch(() => {})); // It fails only when Census stops.
    return learning;
  };
  const collection = assembleCollection({
    ...deps,
    learnChannel,
    onSetAside: ({ number }, refused) => log.error({ batch: number, ...setAsideFields(refused) }, setAsideText),
    onDropped: ({ error: err }) => log.error({ err }, setAsideText),
  });
  const { guilds, coverage, progress, messages, collector, flusher } = collection;
  let isLaneLost = false;
  const loseLane = () => {
    if (isLaneLost) return;
    isLaneLost = true;
    inBackground(catchUp.stop());
    inBackground(timetable.stop());
    deps.onLaneLost();
  };
  const catchUp = new CatchUp({
    clock,
    vault: deps.vault,
    guilds,
    collector,
    positions: messages,
    flusher,
    history: discord.history,
    learnChannel,
    onCaughtUp: (count) => log.info({ messages: count }, 'what was missed has been counted from the channels'),
    onTrouble: (err) => log.warn({ err }, 'what was missed cannot be counted at the moment; it is tried again'),
    onLaneLost: loseLane,
  });
  let isJoined = false;
  /** Since when it is not known who is in voice: until the gateway is joined nothing can be done about it. */
  let voiceUnknownSinceMs: number | null = null;
  /** Whether Discord has described the guilds to this process as a whole, with the apps among their members. */
  let isTold = false;
  const renewSession = () => {
    isTold = true;
    inBackground(deps.renewSession());
  };
  const learnVoiceAgain = () => {
    voiceUnknownSinceMs ??= clock.now();
    if (!isJoined) return;
    collector.skip(voiceUnknownSinceMs, clock.now());
    voiceUnknownSinceMs = null;
    renewSession();
  };
  const monthEnd = new MonthEnd({ clock, collector, coverage, messages, discordNow: () => discord.now() });
  const months = new MonthLife({
    clock,
    collector,
    flusher,
    guilds,
    monthEnd,
    rotation: deps.rotation,
    onWait: (reason) => log.warn({ reason }, 'the month is over, but must stay open for now'),
    onUnknownVoice: learnVoiceAgain,
    onMonthOpened: () => {
      inBackground(catchUp.run());
      // Which members are apps, the vault has forgotten; where an earlier process was told of them, nobody knows it now.
      const isAppUnknown = progress.position !== null && !isTold;
      if (deps.countDevices && isJoined && isAppUnknown) renewSession();
      deps.onMonthOpened();
    },
  });
  const timetable = new CountingScheduler({
    clock,
    store: deps.store,
    collector,
    flusher,
    guilds,
    months,
    flushEveryMs: deps.flushEveryMs,
    onStoreUnavailable: (err) => log.error({ err }, 'cannot write: counting goes on in memory, writing is tried again'),
    onStoreAvailable: () => log.info({}, 'writing works again, and nothing was lost'),
    onHourEnded: deps.onHourEnded,
    onLaneLost: loseLane,
    onFailure: deps.onFailure,
  });
  const missedMonthEnd = new MissedMonthEnd({
    ...collection,
    clock,
    catchUp,
    timetable,
    channelsOf: (guildId) => discord.channels(guildId),
    onTrouble: (err) => log.warn({ err }, 'the month before cannot be counted to its end yet; it is tried again'),
  });
  const damaged = deps.checkpoint.guilds.filter(({ hasDamagedSettings }) => hasDamagedSettings === true).length;
  if (damaged > 0)
    log.warn({ servers: damaged }, 'some settings cannot be read, and are as by default: see npm run doctor');
  const peopleInVoice = new PeopleInVoice({ collector, guilds, coverage });
  const flushSoon = () => {
    flusher.flush().catch((err: unknown) => {
      if (err instanceof LaneLost) loseLane();
      else log.warn({ err }, 'not written yet; it is tried again');
    });
  };
  const refusals = new Refusals({
    coverage,
    onRefused: (refused) => log.warn(refused, 'Discord sent what Census does not understand; it is left out'),
  });
  const dispatcher = new Dispatcher({
    isOwn: deps.isOwn,
    guildCache: deps.guildCache,
    context: {
      collector,
      guilds,
      coverage,
      progress,
      refusals,
      peopleInVoice,
      learnChannelSoon: (guildId, channelId) => void learnChannel(guildId, channelId).catch(() => {}),
      flushSoon,
      catchUp: (guildId, forumIds, sinceMs) => {
        catchUp.lookIntoThreads(guildId, forumIds, sinceMs);
        inBackground(catchUp.run());
      },
      countsLanguages: deps.countLanguages,
      countsDevices: deps.countDevices,
      greet: deps.greet,
      commands: deps.commands,
    },
    onFailure: (err, event) => log.error({ err, event }, 'an event could not be counted; it is shown as a gap'),
  });

  return {
    ...collection,
    catchUp,
    timetable,
    missedMonthEnd,
    dispatcher,
    refusals,
    peopleInVoice,

    /** The gateway is joined. */
    begin(): void {
      isJoined = true;
      timetable.start();
      inBackground(catchUp.run());
      if (voiceUnknownSinceMs !== null) learnVoiceAgain();
    },

    /** Changes a guild's settings, from now on for people in voice too. */
    changeSettings(guildId: Snowflake, settings: GuildSettings): void {
      const before = guilds.settings(guildId);
      collector.changeSettings(guildId, settings, clock.now());
      peopleInVoice.judgeAgain(guildId, clock.now());
      // Of a member in voice whom an earlier process met, only a new session tells the roles.
      if (changesUncountedRoles(before, settings) && collection.voice.hasStrangers(guildId)) learnVoiceAgain();
    },

    /** Time has jumped from one instant to another; what was in between nobody knows. */
    skip(fromMs: number, toMs: number): void {
      collector.skip(fromMs, toMs);
      timetable.planAnew();
    },

    /** The connection has a new session. */
    beginSession(): void {
      const nowMs = clock.now();
      isTold = true;
      logGap(log, coverage.untilMs(nowMs), nowMs);
      coverage.restarted();
      flushSoon();
    },

    /** The connection was cut off at `atMs`. */
    loseConnection(atMs: number): void {
      coverage.lost(atMs);
    },
  };
}

const setAsideText = 'some counts cannot be stored because of what they are: they are left out and shown as a gap';

/** What is logged of rows that the store refuses: how many of what kind, and the first error. Never what is in them. */
function setAsideFields(refused: readonly RefusedRow[]) {
  const rows: Partial<Record<RefusedRow['part'], number>> = {};
  for (const { part } of refused) rows[part] = (rows[part] ?? 0) + 1;
  return { rows, guilds: new Set(refused.flatMap(({ guildId }) => guildId ?? [])).size, err: refused[0]?.error };
}
