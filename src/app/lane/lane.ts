import type { API } from '@discordjs/core';
import type { CommandServices, ConnectionState } from '../../bot/commands/command.ts';
import { composeDigest } from '../../bot/posts/digest/compose-digest.ts';
import { Digests } from '../../bot/posts/digest/digests.ts';
import { Greeter } from '../../bot/posts/greeter.ts';
import { Notices } from '../../bot/posts/notices/notices.ts';
import { noticesIn } from '../../bot/posts/notices/notices-in.ts';
import { Poster } from '../../bot/posts/poster.ts';
import { GuildRegistry } from '../../collect/guild-registry.ts';
import { ScheduledEvents } from '../../collect/scheduled-events.ts';
import { SettingChanges } from '../../collect/setting-changes.ts';
import type { Config } from '../../config.ts';
import type { Clock } from '../../core/clock.ts';
import type { StoreUnavailable } from '../../core/errors.ts';
import type { GuildSettings } from '../../core/guild-settings.ts';
import type { RandomBytes } from '../../core/random.ts';
import type { LaneConnection } from '../../gateway/connection/lane-connection.ts';
import type { Dispatcher } from '../../gateway/dispatcher.ts';
import { GuildCache } from '../../gateway/guild-cache.ts';
import { ownGuilds } from '../../gateway/own-guilds.ts';
import type { Application } from '../../gateway/rest/application.ts';
import { DiscordPast } from '../../gateway/rest/discord-past.ts';
import type { DiscordTime } from '../../gateway/rest/discord-time.ts';
import { GuildRound } from '../../gateway/rest/guild-round.ts';
import { OnlineCount } from '../../gateway/rest/online-count.ts';
import { RoleCheck } from '../../gateway/rest/role-check.ts';
import type { Log } from '../../log.ts';
import { MonthActivities } from '../../query/active/month-activities.ts';
import type { RollingActivities } from '../../query/active/rolling-activities.ts';
import type { QuestionDeps } from '../../query/questions/question-deps.ts';
import { Questions } from '../../query/questions.ts';
import type { InBackground } from '../background-work.ts';
import type { OpenLane } from '../open-lanes.ts';
import { ActivityWatch } from './activity-watch.ts';
import { assembleCommands } from './commands.ts';
import { Counting } from './counting.ts';
import { LaneJobs } from './jobs.ts';
import { LaneBackfill, type LaneBackfillDeps } from './lane-backfill.ts';
import { LaneCircumstances } from './lane-circumstances.ts';
import { assembleLaneCollection, type LaneCollectionDeps } from './lane-collection.ts';
import { LaneDiscord } from './lane-discord.ts';
import { laneDispatcher } from './lane-dispatcher.ts';
import { PastMonths } from './past-months.ts';

export interface LaneDeps {
  readonly lane: OpenLane;
  /** The number of lanes. */
  readonly count: number;
  readonly config: Config;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  readonly api: API;
  /** For questions about every guild; see {@link DiscordAccess}. */
  readonly hourlyApi: API;
  readonly application: Application;
  readonly discordTime: Pick<DiscordTime, 'now'>;
  /** Asks until Discord answers. */
  readonly patiently: LaneBackfillDeps['patiently'];
  /** Adds up large months in threads. */
  readonly tabulator: QuestionDeps['tabulator'];
  /** Draws the pictures of all lanes, one at a time. */
  readonly pictures: CommandServices['pictures'];
  readonly onReported: QuestionDeps['onReported'];
  /** How often the counts are made durable. */
  readonly flushEveryMs: number;
  readonly onCommitted: LaneCollectionDeps['onCommitted'];
  readonly inBackground: InBackground;
  /** Resolves when the lane may count in the month that it has just opened. */
  readonly mayCount: (month: number) => Promise<void>;
  /** Replaces the lane's gateway session by a new one. */
  readonly renewSession: () => Promise<void>;
  /** The state of the lane's connection. */
  readonly connection: () => ConnectionState;
  /** Why the journal cannot be copied into the database; null while it can. */
  readonly journalFailure: () => StoreUnavailable | null;
  /** Counting cannot continue. */
  readonly onFailure: (error: unknown) => void;
  /** The lane has another owner. */
  readonly onLaneLost: () => void;
  /** Stops all requests to Discord once aborted. */
  readonly signal: AbortSignal;
}

/** Everything that runs for the guilds of one lane. It touches nothing of another lane. */
export class Lane {
  readonly lane: number;
  readonly counting: Counting;
  readonly rolling: RollingActivities;
  readonly #clock: Clock;
  readonly #jobs: LaneJobs;
  readonly #dispatcher: Dispatcher;

  /** Starts nothing. */
  constructor(deps: LaneDeps) {
    const { config, clock, api, application, inBackground } = deps;
    const { store, vault, rotation, checkpoint } = deps.lane;
    const countDevices = config.countVisitors && !application.missingIntents.includes('GuildPresences');
    const readsContent = !application.missingIntents.includes('MessageContent');
    this.lane = store.lane;
    this.#clock = clock;

    // Its state.
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
    const circumstances = new LaneCircumstances({ ...deps, guilds, guildCache });
    const questions = new Questions({ ...deps, store, activities, circumstances });
    const { flusher } = collection;
    const known = { ...deps, store, vault, guilds, guildCache, collection, flusher, activities, questions };

    // Its counters.
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
    const settingChanges = new SettingChanges({ ...known, counting: this.counting });

    // Its jobs.
    const poster = new Poster({
      ...known,
      botId: application.botUserId,
      onFailure: (err) => deps.log.warn({ err }, 'a post could not be made in a server'),
    });
    const timezoneOf = ({ timezone }: GuildSettings) => timezone;
    const pastMonths = new PastMonths({ ...known, poster, timezoneOf });
    const digests = new Digests({
      ...known,
      poster,
      timezoneOf,
      isBehind: (guildId) => this.counting.catchUp.isBehind(guildId),
      compose: (digest, place) => {
        return composeDigest(digest, place, { ...known, noticesIn: (asked, words) => noticesIn(asked, known, words) });
      },
      onFailure: (err) => deps.log.warn({ err }, 'digests cannot be posted at the moment; Census tries again'),
    });
    const notices = new Notices({
      ...known,
      poster,
      isBehind: (guildId) => this.counting.catchUp.isBehind(guildId),
      onFailure: (err) => deps.log.warn({ err }, 'notices cannot be posted at the moment; Census tries again'),
    });
    const activityWatch = new ActivityWatch({ ...known, poster, mauMax: config.mauMax });
    const isActivityAsked = config.mauMax !== null || config.metricsAddress !== null;
    const areRolesUntold = application.missingIntents.includes('GuildMembers');
    const online = new OnlineCount({ ...known, ...collection, api: deps.hourlyApi });
    const onlineRound = new GuildRound({
      ...known,
      work: async (guildId) => {
        await guildCache.get(guildId); // If the process resumed a session, this tells who is a moderator.
        await online.take(guildId);
      },
      onTrouble: (err) => deps.log.warn({ err }, 'Discord did not say how many members are online'),
    });
    const past = new DiscordPast({ ...known, readsContent });
    const backfill = new LaneBackfill({ ...known, guilds, discord: past, settingChanges });
    this.rolling = activityWatch.rolling;
    this.#jobs = new LaneJobs({
      services: {
        pastMonths,
        digests,
        notices,
        onlineRound,
        backfill,
        activityWatch: isActivityAsked ? activityWatch : null,
        roleCheck: areRolesUntold ? new RoleCheck({ ...known, ...collection }) : null,
      },
      openMonth: () => vault.month,
      inBackground,
    });

    // Its commands.
    this.#dispatcher = laneDispatcher({
      ...known,
      isOwn: ownGuilds(store.lane, deps.count),
      counting: this.counting,
      discord,
      commands: assembleCommands({
        ...known,
        counting: this.counting,
        settingChanges,
        backfill: {
          begin: () => inBackground(backfill.run()),
          progressOf: (guildId) => backfill.progressOf(guildId),
        },
      }),
      greeter: new Greeter(known),
      scheduledEvents: new ScheduledEvents(known),
      readsContent,
      countLanguages: config.countVisitors,
      countDevices,
    });
  }

  /** What the lane's connection needs. `onBegun` is called when the connection has begun. */
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
