import type { API } from '@discordjs/core';
import type { ConnectionState } from '../../bot/commands/command.ts';
import { Greeter } from '../../bot/posts/greeter.ts';
import { GuildRegistry } from '../../collect/guild-registry.ts';
import type { Config } from '../../config.ts';
import type { Clock } from '../../core/clock.ts';
import type { StoreUnavailable } from '../../core/errors.ts';
import type { RandomBytes } from '../../core/random.ts';
import type { LaneConnection } from '../../gateway/connection/lane-connection.ts';
import type { Dispatcher } from '../../gateway/dispatcher.ts';
import { GuildCache } from '../../gateway/guild-cache.ts';
import { ownGuilds } from '../../gateway/own-guilds.ts';
import type { Application } from '../../gateway/rest/application.ts';
import type { DiscordTime } from '../../gateway/rest/discord-time.ts';
import { GuildRound } from '../../gateway/rest/guild-round.ts';
import { OnlineCount } from '../../gateway/rest/online-count.ts';
import { RoleCheck } from '../../gateway/rest/role-check.ts';
import type { Log } from '../../log.ts';
import { ActiveReporter } from '../../query/active-reporter.ts';
import { MonthActivities } from '../../query/month-activities.ts';
import type { Reporter } from '../../query/reporter.ts';
import type { RollingActivities } from '../../query/rolling-activities.ts';
import type { InBackground } from '../background-work.ts';
import type { OpenLane } from '../open-lanes.ts';
import { ActivityWatch } from './activity-watch.ts';
import { assembleCommands } from './commands.ts';
import { Counting } from './counting.ts';
import { LaneJobs } from './jobs.ts';
import { assembleLaneCollection, type LaneCollectionDeps } from './lane-collection.ts';
import { LaneDiscord } from './lane-discord.ts';
import { laneDispatcher } from './lane-dispatcher.ts';
import { PastMonths } from './past-months.ts';

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
  readonly onCommitted: LaneCollectionDeps['onCommitted'];
  readonly inBackground: InBackground;
  /** Resolves when the lane may count in the month that it has just opened. */
  readonly mayCount: (month: number) => Promise<void>;
  /** Gives the lane's session up for a new one. */
  readonly renewSession: () => Promise<void>;
  /** How the lane is connected to Discord. */
  readonly connection: () => ConnectionState;
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
export class Lane {
  readonly lane: number;
  readonly counting: Counting;
  readonly rolling: RollingActivities;
  readonly #clock: Clock;
  readonly #jobs: LaneJobs;
  readonly #dispatcher: Dispatcher;

  /** Nothing is begun. */
  constructor(deps: LaneDeps) {
    const { config, clock, api, application, inBackground } = deps;
    const { store, vault, rotation, checkpoint } = deps.lane;
    const countDevices = config.countVisitors && !application.missingIntents.includes('GuildPresences');
    const readsContent = !application.missingIntents.includes('MessageContent');
    this.lane = store.lane;
    this.#clock = clock;

    // What it knows.
    const guilds = new GuildRegistry(checkpoint);
    const guildCache = new GuildCache({ api, botId: application.botUserId });
    const discord = new LaneDiscord({ ...deps, guilds, guildCache, readsContent });
    const collection = assembleLaneCollection({
      ...deps,
      store,
      vault,
      checkpoint,
      guilds,
      countAfk: config.countAfk,
      trialDays: config.trialDays,
      learnChannel: (guildId, channelId) => discord.learnChannel(guildId, channelId),
    });
    const activities = new MonthActivities(store);
    const active = new ActiveReporter(store, clock, activities);
    const { flusher } = collection;
    const known = { ...deps, store, vault, guilds, guildCache, collection, flusher, activities, active };

    // What it does now and then.
    const pastMonths = new PastMonths(known);
    const activityWatch = new ActivityWatch({ ...known, mauMax: config.mauMax });
    const isActivityAsked = config.mauMax !== null || config.metricsAddress !== null;
    const areRolesUntold = application.missingIntents.includes('GuildMembers');
    const online = new OnlineCount({ ...known, ...collection });
    const onlineRound = new GuildRound({
      ...known,
      work: async (guildId) => {
        await guildCache.get(guildId); // A process that resumes a session learns here who is a moderator.
        await online.take(guildId);
      },
      onTrouble: (err) => deps.log.warn({ err }, 'how many are online is not known: Discord did not say'),
    });
    this.rolling = activityWatch.rolling;
    this.#jobs = new LaneJobs({
      services: {
        pastMonths,
        onlineRound,
        activityWatch: isActivityAsked ? activityWatch : null,
        roleCheck: areRolesUntold ? new RoleCheck({ ...known, ...collection }) : null,
      },
      openMonth: () => vault.month,
      inBackground,
    });

    // What it counts, and what it answers.
    this.counting = new Counting({
      ...known,
      discord,
      rotation: {
        prepare: () => rotation.prepare(),
        async rotateTo(month) {
          const receipt = await rotation.rotateTo(month);
          await deps.mayCount(month);
          return receipt;
        },
      },
      countDevices,
      onHourEnded: () => this.#jobs.begin('hour'),
      onMonthOpened: () => this.#jobs.begin('month'),
    });
    this.#dispatcher = laneDispatcher({
      ...known,
      isOwn: ownGuilds(store.lane, deps.count),
      counting: this.counting,
      discord,
      commands: assembleCommands({ ...known, counting: this.counting }),
      greeter: new Greeter(known),
      readsContent,
      countLanguages: config.countVisitors,
      countDevices,
    });
  }

  /** What the lane brings to its connection, with which it begins. `onBegun` is called when it has. */
  connection(onBegun: () => void, whenReady: Promise<void> | undefined): LaneConnection {
    return {
      shardId: this.lane,
      whenReady,
      progress: this.counting.progress,
      handle: (payload, receivedMs) => this.#dispatcher.dispatch(payload, receivedMs),
      onBacklog: (sinceMs) => this.counting.coverage.noteBacklog(sinceMs),
      onSession: () => this.counting.beginSession(),
      onLost: (atMs) => this.counting.loseConnection(atMs),
      onConnected: () => {
        this.counting.begin();
        this.#jobs.begin('connected');
        onBegun();
      },
      onFrameRefused: (frame, field) => this.#dispatcher.refuse(frame, field, this.#clock.now()),
    };
  }
}
