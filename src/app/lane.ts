import type { API } from '@discordjs/core';
import type { CommandServices } from '../bot/commands/command.ts';
import { Greeter } from '../bot/posts/greeter.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import type { StoreUnavailable } from '../core/errors.ts';
import type { RandomBytes } from '../core/random.ts';
import type { LaneConnection } from '../gateway/connection/lane-connection.ts';
import { GuildCache } from '../gateway/guild-cache.ts';
import { ownGuilds } from '../gateway/own-guilds.ts';
import type { Application } from '../gateway/rest/application.ts';
import { fetchChannelList } from '../gateway/rest/channel-list.ts';
import { ChannelLookup } from '../gateway/rest/channel-lookup.ts';
import { DiscordHistory } from '../gateway/rest/discord-history.ts';
import type { DiscordTime } from '../gateway/rest/discord-time.ts';
import { RoleCheck } from '../gateway/rest/role-check.ts';
import type { Log } from '../log.ts';
import { ActiveReporter } from '../query/active-reporter.ts';
import { MonthActivities } from '../query/month-activities.ts';
import type { Reporter } from '../query/reporter.ts';
import { assembleActivity } from './activity.ts';
import { assembleCommands } from './commands.ts';
import { assembleCounting, type CountingDeps } from './counting.ts';
import type { OpenLane } from './open-lanes.ts';
import { assemblePastMonths } from './past-months.ts';

export interface LaneDeps {
  readonly lane: OpenLane;
  /** How many lanes there are. */
  readonly count: number;
  readonly config: Config;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  readonly api: API;
  readonly application: Application;
  readonly discordTime: Pick<DiscordTime, 'now'>;
  readonly reporter: Reporter;
  /** How often what was counted is made durable. */
  readonly flushEveryMs: number;
  readonly onCommitted: CountingDeps['onCommitted'];
  /** Work that nobody waits for, but that must be over before the process ends. */
  readonly inBackground: (work: Promise<void>) => void;
  /** Resolves when the lane may count in the month that it has just opened. */
  readonly mayCount: (month: number) => Promise<void>;
  /** Gives the lane's session up for a new one. */
  readonly renewSession: () => Promise<void>;
  /** How the lane is connected to Discord. */
  readonly connection: CommandServices['status']['connection'];
  /** Why the journal of the database cannot be copied; null while it can. */
  readonly journalFailure: () => StoreUnavailable | null;
  /** Counting cannot go on. */
  readonly onFailure: (error: unknown) => void;
  /** The lane is not this process's any more. */
  readonly onLaneLost: () => void;
  /** Once it is aborted nothing more is asked of Discord. */
  readonly signal: AbortSignal;
}

/** All that is done for the guilds of one lane. Nothing in it touches what is another lane's. */
export type Lane = ReturnType<typeof assembleLane>;

/** Puts it together; nothing is begun. */
export function assembleLane(deps: LaneDeps) {
  const { lane, config, clock, log, api, application, signal, inBackground } = deps;
  const { store, vault, rotation, checkpoint } = lane;
  const guildCache = new GuildCache({ api, botId: application.botUserId });

  // Count.
  const counting = assembleCounting({
    ...deps,
    store,
    vault,
    rotation: {
      prepare: () => rotation.prepare(),
      async rotateTo(month) {
        await rotation.rotateTo(month);
        await deps.mayCount(month);
      },
    },
    checkpoint,
    isOwn: ownGuilds(store.lane, deps.count),
    countAfk: config.countAfk,
    countLanguages: config.countVisitors,
    countDevices: config.countVisitors && !application.missingIntents.includes('GuildPresences'),
    trialDays: config.trialDays,
    discord: {
      history: new DiscordHistory({
        api,
        guilds: { settings: (guildId) => counting.guilds.settings(guildId) },
        guildCache,
        signal,
      }),
      learnChannel: (guildId, channelId) => channelLookup.learn(guildId, channelId),
      channels: (guildId) => fetchChannelList(api, guildId),
      now: () => deps.discordTime.now(),
    },
    guildCache,
    commands: {
      message: (data) => {
        const work = commands.message(data);
        if (work !== undefined) inBackground(work);
      },
      interaction: (data) => inBackground(commands.interaction(data)),
    },
    greet: (guildId) => inBackground(greeter.greet(guildId)),
    onHourEnded: () => {
      tellAndForgetMonths();
      inBackground(activity.compute());
      if (application.missingIntents.includes('GuildMembers')) inBackground(roleCheck.run());
    },
    onMonthOpened: () => tellAndForgetMonths(),
  });
  const { guilds, flusher } = counting;
  const roleCheck = new RoleCheck({ ...counting, api, clock, signal });
  const channelLookup = new ChannelLookup({
    api,
    clock,
    guilds,
    signal,
    onTrouble: (err) =>
      log.warn({ err }, 'a channel could not be looked up; what is written in it meanwhile is shown as a gap'),
  });
  const greeter = new Greeter({ api, guilds, guildCache });

  // Tell of months that are over, and forget old ones. What does not succeed is tried again the next hour.
  const activities = new MonthActivities(store);
  const active = new ActiveReporter(store, clock, activities);
  const known = { ...deps, store, guilds, guildCache, flusher, activities, active };
  const pastMonths = assemblePastMonths({ ...known, vault });
  const tellAndForgetMonths = () => {
    inBackground(pastMonths.sumUp());
    inBackground(pastMonths.tellAndForget(vault.month));
  };

  // Know how many are active, and tell of too many.
  const activity = assembleActivity({
    ...known,
    mauMax: config.mauMax,
    isRead: config.metricsAddress !== null,
  });

  // Answer.
  const commands = assembleCommands({ ...known, vault, counting });

  return {
    lane: store.lane,
    counting,
    rolling: activity.rolling,

    /** What the lane brings to its connection, with which it begins. `onBegun` is called when it has. */
    connection(onBegun: () => void, whenReady: Promise<void> | undefined): LaneConnection {
      return {
        shardId: store.lane,
        whenReady,
        progress: counting.progress,
        handle: (payload, receivedMs) => counting.dispatcher.dispatch(payload, receivedMs),
        onBacklog: (sinceMs) => counting.coverage.noteBacklog(sinceMs),
        onSession: () => counting.beginSession(),
        onLost: (atMs) => counting.loseConnection(atMs),
        onConnected() {
          counting.begin();
          tellAndForgetMonths();
          inBackground(activity.compute());
          onBegun();
        },
        onFrameRefused: (frame, field) => counting.dispatcher.refuse(frame, field, clock.now()),
      };
    },
  };
}
