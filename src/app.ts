import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { API } from '@discordjs/core';
import { REST } from 'discord.js';
import { assembleActivity } from './assemble-activity.ts';
import { assembleCommands } from './assemble-commands.ts';
import { assembleCounting } from './assemble-counting.ts';
import { meterWork, startMetrics } from './assemble-metrics.ts';
import { assemblePastMonths } from './assemble-past-months.ts';
import { BackgroundWork } from './background-work.ts';
import { TrustedClock } from './collect/trusted-clock.ts';
import type { Config } from './config.ts';
import type { MachineClock } from './core/clock.ts';
import type { RandomBytes } from './core/random.ts';
import { openDataDirectory, removePid, writePid } from './data-directory.ts';
import { describeApplication, intentEffects } from './discord/application.ts';
import { fetchChannelList } from './discord/channel-list.ts';
import { ChannelLookup } from './discord/channel-lookup.ts';
import { refuseFutureMonth, refuseWrongClock } from './discord/clock-check.ts';
import { registerCommands } from './discord/commands/register.ts';
import { DiscordHistory } from './discord/discord-history.ts';
import { DiscordTime } from './discord/discord-time.ts';
import { Gateway } from './discord/gateway.ts';
import { Greeter } from './discord/greeter.ts';
import { GuildCache } from './discord/guild-cache.ts';
import { Patience } from './discord/patience.ts';
import { RoleCheck } from './discord/role-check.ts';
import type { Log } from './log.ts';
import { ActiveReporter } from './report/active-reporter.ts';
import { MonthActivities } from './report/month-activities.ts';
import { Reporter } from './report/reporter.ts';
import { TabulatorInThreads } from './report/tabulator-in-threads.ts';
import { openSqliteStore } from './store/open-sqlite-store.ts';
import { openVault } from './vault/open-vault.ts';
import { lockVault } from './vault/vault-lock.ts';

export interface Surroundings {
  readonly clock: MachineClock;
  readonly random: RandomBytes;
  readonly log: Log;
  /** How often what was counted is made durable. */
  readonly flushEveryMs: number;
  /** Once it is aborted, a start does not wait for Discord any more, and rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** A running Census. */
export interface App {
  /** Resolves once the gateway's dispatches up to this sequence number are counted and the commands in them answered. */
  settled(sequence: number): Promise<void>;
  /** Rejects when Census cannot go on. Never resolves. */
  readonly failed: Promise<never>;
  /** Counts what is left to count and leaves; the gateway session stays alive for the next start. */
  stop(): Promise<void>;
}

/**
 * Builds everything from a configuration and starts it, in the order in which the data flow. Before the gateway is
 * joined, the vault is in order: a month that ended while Census was away is closed first.
 *
 * @throws {UserError} or {@link StoreUnavailable} for what the operator has to mend.
 */
export async function startApp(config: Config, surroundings: Surroundings): Promise<App> {
  const { random, log, flushEveryMs } = surroundings;
  const directory = openDataDirectory(config.dataDirectory);
  const lock = lockVault(directory.vault);
  const closers: (() => void | Promise<void>)[] = [() => lock.close()];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  const stopping = new AbortController();
  const background = new BackgroundWork(log);
  try {
    const walScript = threadScript('store/wal-thread.js');
    const store = openSqliteStore({
      path: directory.database,
      migrationsDirectory,
      walScript,
      onJournalFailure: (err) => {
        if (err === null) log.info({}, 'the journal of the database is copied again');
        else log.error({ err }, 'the journal of the database cannot be copied into it; it is tried again');
      },
    });
    closers.push(() => store.close());
    const before = await store.checkpoint();
    const patience = new Patience({
      clock: surroundings.clock,
      log,
      signal: AbortSignal.any([stopping.signal, ...(surroundings.signal === undefined ? [] : [surroundings.signal])]),
    });
    const rest = new REST({ api: config.discordApiUrl }).setToken(config.discordToken);
    // By a client of its own: the time does not wait behind a rate limit.
    const discordTime = new DiscordTime(new REST({ api: config.discordApiUrl, globalRequestsPerSecond: 1_000 }));
    let onTrust = (_fromMs: number, _toMs: number) => {};
    const clock = new TrustedClock({
      machine: surroundings.clock,
      discordNow: () => discordTime.now(),
      onWrong: (byMs) => log.warn({ byMs }, 'the clock of this machine is not right: Census goes by Discord’s'),
      onDoubt: () => log.warn({}, 'Discord does not say what time it is: no time is counted until it does'),
      onTrust: (fromMs, toMs) => onTrust(fromMs, toMs),
    });
    closers.push(() => clock.stop());
    if (before.openMonth === null) {
      await patience.answerTo(() => refuseWrongClock(clock, discordTime));
      await clock.check(clock.now());
    }
    const opened = await openVault({ directory: directory.vault, lock, store, checkpoint: before, clock, random });
    const { vault, rotation, receipts } = opened;
    for (const warning of opened.warnings) log.warn({}, warning);
    closers.push(
      () => opened.close(),
      () => removePid(directory),
    );
    writePid(directory, process.pid);

    const api = new API(rest);
    const application = await patience.answerTo(() => describeApplication(rest, config.countVisitors));
    await patience.answerTo(() => refuseFutureMonth(vault.month, clock, discordTime));
    if (before.observedUntilMs !== null) await clock.check(before.observedUntilMs);
    for (const intent of application.missingIntents) {
      log.warn({ intent, effect: intentEffects[intent] }, 'a privileged intent is off: see the README');
    }

    let fail: (error: unknown) => void = () => {};
    const failed = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    failed.catch(() => {}); // Whoever started the app listens to it; until then it is no unhandled rejection.
    const inBackground = (work: Promise<void>) => background.add(work);

    // Count.
    const guildCache = new GuildCache({ api, botId: application.botUserId });
    const workDone = config.metricsAddress === null ? null : meterWork({ clock, log });
    const counting = assembleCounting({
      clock,
      log,
      store,
      vault,
      rotation,
      checkpoint: receipts.length > 0 ? await store.checkpoint() : before,
      countAfk: config.countAfk,
      countLanguages: config.countVisitors,
      countDevices: config.countVisitors && !application.missingIntents.includes('GuildPresences'),
      trialDays: config.trialDays,
      flushEveryMs,
      onCommitted: workDone?.committed,
      discord: {
        history: new DiscordHistory({
          api,
          guilds: { settings: (guildId) => counting.guilds.settings(guildId) },
          guildCache,
          signal: stopping.signal,
        }),
        learnChannel: (guildId, channelId) => channelLookup.learn(guildId, channelId),
        channels: (guildId) => fetchChannelList(api, guildId),
        now: () => discordTime.now(),
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
      inBackground,
      onHourEnded: () => {
        tellAndForgetMonths();
        inBackground(activity.compute());
        if (application.missingIntents.includes('GuildMembers')) inBackground(roleCheck.run());
      },
      onMonthOpened: () => tellAndForgetMonths(),
      renewSessions: () => gateway.renew(),
      onFailure: fail,
    });
    const { guilds, observation, positions, flusher, catchUp, timetable } = counting;
    const roleCheck = new RoleCheck({ ...counting, api, clock, signal: stopping.signal });
    const channelLookup = new ChannelLookup({
      api,
      clock,
      guilds,
      signal: stopping.signal,
      onTrouble: (err) =>
        log.warn({ err }, 'a channel could not be looked up; what is written in it meanwhile is shown as a gap'),
    });
    closers.push(() => background.end(counting.catchUp.stop()));
    onTrust = (fromMs, toMs) => counting.skip(fromMs, toMs);
    const greeter = new Greeter({ api, guilds, guildCache });

    // Tell of months that are over, and forget old ones. What does not succeed is tried again the next hour.
    const tabulator = new TabulatorInThreads({
      script: threadScript('report/tabulation-thread.js'),
      threads: Math.min(4, availableParallelism()),
    });
    closers.push(() => tabulator.close());
    const reporter = new Reporter(store, clock, tabulator, workDone?.reported);
    const activities = new MonthActivities(store);
    const active = new ActiveReporter(store, clock, activities);
    const known = { api, clock, log, store, guilds, guildCache, flusher, activities, signal: stopping.signal };
    const pastMonths = assemblePastMonths({ ...known, reporter, active, application, config });
    const tellAndForgetMonths = () => {
      inBackground(pastMonths.sumUpTrials());
      inBackground(pastMonths.tellAndForget(vault.month));
    };

    // Know how many are active, and tell of too many.
    const activity = assembleActivity({ ...known, mauMax: config.mauMax, isRead: config.metricsAddress !== null });

    // Answer.
    const commands = assembleCommands({ ...known, application, config, counting, vault, reporter, active, random });

    // Listen.
    const gateway = new Gateway({
      token: config.discordToken,
      rest,
      clock,
      intents: application.intents,
      positions,
      handle: (payload, mark, receivedMs) => counting.dispatcher.dispatch(payload, mark, receivedMs),
      onBacklog: (shardId, sinceMs) => counting.observation.noteBacklog(shardId, sinceMs),
      onSession: (shardId) => counting.beginSession(shardId),
      onLost: (shardId, atMs) => counting.loseConnection(shardId, atMs),
      onFrameRefused: (frame, field) => counting.dispatcher.refuse(frame, field, clock.now()),
      onTrouble: (err) => log.warn({ err }, 'the connection to Discord is in trouble; it goes on'),
      onRefused: fail,
    });
    closers.push(() => gateway.disconnect());
    if (config.metricsAddress !== null && workDone !== null) {
      const { metricsAddress: address, metricsHosts: hosts, mauMax } = config;
      const { rolling } = activity;
      const metrics = { ...known, address, hosts, workDone, rolling, mauMax, directory, counting, gateway };
      closers.push(await startMetrics(metrics));
    }
    await patience.answerTo(() => registerCommands(api, application.id));
    await counting.missedMonthEnd.close();
    await patience.answerTo(() => Promise.race([gateway.connect(), failed]));
    counting.begin();
    tellAndForgetMonths();
    inBackground(activity.compute());
    log.info({ guilds: [...observation.connected].length }, 'counting');

    return {
      failed,
      async settled(sequence) {
        await gateway.settled(0, sequence);
        await background.settled();
      },
      async stop() {
        stopping.abort();
        await timetable.stop();
        await gateway.disconnect();
        await flusher.flush().catch((err: unknown) => log.error({ err }, 'what was counted last could not be written'));
        // Whatever fails here, what was counted is written and everything is closed.
        await background
          .end(catchUp.stop())
          .finally(() => flusher.flush())
          .finally(closeAll);
      },
    };
  } catch (error) {
    stopping.abort();
    await background.end(); // What was begun must not find its files closed.
    await closeAll();
    throw error;
  }
}

/** Threads run compiled code: that beside this file, or what was built of it where this is the source. */
function threadScript(path: string): URL {
  return new URL(import.meta.url.endsWith('.ts') ? `../dist/${path}` : `./${path}`, import.meta.url);
}

const migrationsDirectory = fileURLToPath(new URL('../migrations', import.meta.url));
