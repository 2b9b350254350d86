import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { API } from '@discordjs/core';
import { REST } from 'discord.js';
import { registerCommands } from '../bot/answering/register.ts';
import { TrustedClock } from '../collect/trusted-clock.ts';
import type { Config } from '../config.ts';
import type { MachineClock } from '../core/clock.ts';
import { LaneLost } from '../core/errors.ts';
import type { RandomBytes } from '../core/random.ts';
import { Gateway } from '../gateway/connection/gateway.ts';
import { wantedShards } from '../gateway/connection/gateway-information.ts';
import { describeApplication, intentEffects } from '../gateway/rest/application.ts';
import { DiscordTime } from '../gateway/rest/discord-time.ts';
import { Patience } from '../gateway/rest/patience.ts';
import type { Log } from '../log.ts';
import { Reporter } from '../query/reporter.ts';
import { TabulatorInThreads } from '../query/tabulator/tabulator-in-threads.ts';
import { minute } from '../render/report-notes.ts';
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts';
import { laneFiles } from '../vault/at-rest/lane-files.ts';
import { PeopleFile } from '../vault/at-rest/people-file.ts';
import { lockVault } from '../vault/at-rest/vault-lock.ts';
import { openVault } from '../vault/open-vault.ts';
import { BackgroundWork } from './background-work.ts';
import { refuseFutureMonth, refuseWrongClock } from './clock-check.ts';
import { openDataDirectory, removePid, writePid } from './data-directory.ts';
import { assembleLane, type Lane } from './lane.ts';
import { LanesToDivide } from './lanes-to-divide.ts';
import { logGap } from './log-gap.ts';
import { meterWork, startMetrics } from './metrics.ts';
import { MonthOpening } from './month-opening.ts';
import { divideLanes, openLanes } from './open-lanes.ts';

export interface Surroundings {
  readonly clock: MachineClock;
  readonly random: RandomBytes;
  readonly log: Log;
  /** How often what was counted is made durable. */
  readonly flushEveryMs: number;
  /** Once it is aborted, a start does not wait for Discord any more, and rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Discord has refused as few shards as there are. */
  readonly areMoreShardsRequired?: boolean;
}

/** A running Census. */
export interface App {
  /** Resolves once a shard's dispatches up to this sequence number are counted and the commands in them answered. */
  settled(sequence: number, shardId?: number): Promise<void>;
  /** Rejects when Census cannot go on, with {@link LanesToDivide} where it is to be started again. Never resolves. */
  readonly failed: Promise<never>;
  /** Counts what is left to count and leaves; the gateway session stays alive for the next start. */
  stop(): Promise<void>;
}

/**
 * Builds everything from a configuration and starts it, in the order in which the data flow, with a lane for the guilds
 * of every gateway shard. Before the gateway is joined, the vault is in order: a month that ended while Census was away
 * is closed first. Resolves when the first lane counts, or waits until Discord lets it begin a session; the others may
 * not be connected yet.
 *
 * @throws {UserError} or {@link StoreUnavailable} for what the operator has to mend.
 * @throws {LanesToDivide} where it is to be started again over another number of lanes.
 */
export async function startApp(config: Config, surroundings: Surroundings): Promise<App> {
  const { random, log, flushEveryMs, areMoreShardsRequired = false } = surroundings;
  const directory = openDataDirectory(config.dataDirectory);
  const lock = lockVault(directory.vault);
  const closers: (() => void | Promise<void>)[] = [() => lock.close()];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  const stopping = new AbortController();
  const background = new BackgroundWork(log);
  try {
    const store = openSqliteStore({
      path: directory.database,
      migrationsDirectory,
      walScript: threadScript('store/sqlite/access/wal-thread.js'),
      people: (lane) => new PeopleFile(laneFiles(directory.vault, lane).identities),
      onJournalFailure: (err) => {
        if (err === null) log.info({}, 'the journal of the database is copied again');
        else log.error({ err }, 'the journal of the database cannot be copied into it; it is tried again');
      },
    });
    closers.push(() => store.close());
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
    const isNew = (await store.lanes()).every(({ openMonth }) => openMonth === null);
    if (isNew) {
      await patience.answerTo(() => refuseWrongClock(clock, discordTime));
      await clock.check(clock.now());
    }
    const vault = await openVault({ directory: directory.vault, lanes: store, random });
    closers.push(
      () => vault.close(),
      () => removePid(directory),
    );
    const dividing = { lanes: store, vault, clock };
    const begun = await openLanes(dividing);
    for (const warning of new Set([vault, ...begun].flatMap(({ warnings }) => warnings))) log.warn({}, warning);
    writePid(directory, process.pid);

    const api = new API(rest);
    const application = await patience.answerTo(() => describeApplication(rest, config.countVisitors));
    const present = isNew || areMoreShardsRequired ? null : begun.length;
    const shards = await patience.answerTo(() => wantedShards(rest, config.shards, present));
    const wanted = { count: shards, isRequired: areMoreShardsRequired };
    // First: a lane that is ahead of time would have all others close their months.
    const latestMonth = Math.max(...begun.map((lane) => lane.vault.month));
    await patience.answerTo(() => refuseFutureMonth(latestMonth, clock, discordTime));
    const opened = await divideLanes(dividing, begun, wanted);
    const count = opened.length;
    if (count !== wanted.count) {
      log.info({ shards: count, later: wanted.count }, 'the number of shards changes when the next month begins');
    } else if (opened !== begun && !isNew) {
      log.info({ shards: count, before: begun.length }, 'the servers are divided over another number of shards');
    }
    const seenMs = opened.flatMap(({ checkpoint }) => checkpoint.observedUntilMs ?? []);
    if (seenMs.length > 0) await clock.check(Math.max(...seenMs));
    for (const intent of application.missingIntents) {
      log.warn({ intent, effect: intentEffects[intent] }, 'a privileged intent is off: see the README');
    }

    let fail: (error: unknown) => void = () => {};
    const failed = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    failed.catch(() => {}); // Whoever started the app listens to it; until then it is no unhandled rejection.
    const tabulator = new TabulatorInThreads({
      script: threadScript('query/tabulator/tabulation-thread.js'),
      threads: Math.min(4, availableParallelism()),
    });
    closers.push(() => tabulator.close());
    const runtimeMetrics = config.metricsAddress === null ? null : meterWork({ clock, log });
    const opening = new MonthOpening({
      clock,
      count,
      begunIn: opened.map((lane) => lane.vault.month),
      wanted: () => wantedShards(rest, config.shards, count),
      onAllClosed: () => fail(new LanesToDivide(false)),
      onPutOff: () => log.warn({}, 'not all shards have closed the month: their number changes when the next one ends'),
      signal: stopping.signal,
    });
    const lanes: readonly Lane[] = opened.map((lane) =>
      assembleLane({
        lane,
        count,
        config,
        clock,
        random,
        log,
        api,
        application,
        discordTime,
        reporter: new Reporter(store, clock, tabulator, runtimeMetrics?.reported),
        flushEveryMs,
        onCommitted: runtimeMetrics?.commitsOf(lane.store.lane),
        inBackground: (work) => background.add(work),
        mayCount: (month) => opening.mayCount(lane.store.lane, month),
        renewSession: () => gateway.renew(lane.store.lane),
        connection: () => ({
          shardId: lane.store.lane,
          shardCount: count,
          isConnected: gateway.shard(lane.store.lane)?.isConnected ?? false,
          waitsForSessionsUntilMs: gateway.waitsForSessionsUntilMs,
        }),
        journalFailure: () => store.journalFailure,
        onFailure: fail,
        onLaneLost: () => fail(new LaneLost(lane.store.lane)),
        signal: stopping.signal,
      }),
    );
    const countings = lanes.map(({ counting }) => counting);
    const stopCatchingUp = () => Promise.all(countings.map(({ catchUp }) => catchUp.stop()));
    const stopTimetables = () => Promise.all(countings.map(({ timetable }) => timetable.stop()));
    closers.push(
      () => background.end(stopCatchingUp()),
      async () => void (await stopTimetables()),
    );
    onTrust = (fromMs, toMs) => {
      logGap(log, fromMs, toMs);
      for (const counting of countings) counting.skip(fromMs, toMs);
    };

    // Listen. While some shards cannot connect, or wait until Discord lets them begin a session, the others count.
    let countOrWait = () => {};
    const areSomeAtWork = new Promise<void>((resolve) => {
      countOrWait = resolve;
    });
    const gateway = new Gateway({
      token: config.discordToken,
      rest,
      clock,
      intents: application.intents,
      shardCount: count,
      onTrouble: (err) => log.warn({ err }, 'the connection to Discord is in trouble; it goes on'),
      onBudgetSpent(untilMs, left) {
        log.warn(
          { left, until: minute(untilMs) },
          'Discord lets this bot begin few more sessions: it waits until then',
        );
        countOrWait();
      },
      onShardsRequired: () => fail(new LanesToDivide(true)),
      onRefused: fail,
    });
    closers.push(() => gateway.disconnect());
    if (config.metricsAddress !== null && runtimeMetrics !== null) {
      const { metricsAddress: address, metricsHosts: hosts, mauMax } = config;
      const metrics = { address, hosts, runtimeMetrics, mauMax, clock, log, store, directory, lanes, gateway };
      closers.push(await startMetrics(metrics));
    }
    await patience.answerTo(() => registerCommands(api, application.id));
    const closing = countings.map(({ missedMonthEnd }) => missedMonthEnd.close());
    // Where a lane cannot close it, the others do not wait. Where the guilds are to be divided, nothing is connected.
    await Promise.race([...closing, failed]);
    if (count > 1) log.info({ shards: count }, 'connecting: Discord lets its shards begin one after the other');
    const connections = lanes.map((lane, index) => {
      const onBegun = () => {
        if (count > 1) log.info({ shard: lane.lane, shards: count }, 'a shard counts');
        countOrWait();
      };
      return lane.connection(onBegun, closing[index]);
    });
    let connecting: Promise<void> = Promise.resolve();
    const answered = patience.answerTo(() => {
      connecting = gateway.connect(connections);
      // Many shards take a while, one after the other, though Discord answers.
      return Promise.race([connecting, areSomeAtWork]);
    });
    const counting = answered.then(async () => {
      await connecting;
      const guilds = countings.reduce((sum, { coverage }) => sum + coverage.connected.size, 0);
      log.info({ guilds, ...(count > 1 && { shards: count }) }, 'counting');
    });
    counting.catch(fail); // Where some shards are not connected yet, nobody else listens to it.
    await Promise.race([counting, failed, areSomeAtWork]);

    return {
      failed,
      async settled(sequence, shardId = 0) {
        await gateway.settled(shardId, sequence);
        await background.settled();
      },
      async stop() {
        stopping.abort();
        await stopTimetables();
        await gateway.disconnect();
        await writeAll(lanes, log);
        // Whatever fails here, what was counted is written and everything is closed.
        await background
          .end(stopCatchingUp())
          .finally(() => writeAll(lanes, log))
          .finally(closeAll);
      },
    };
  } catch (error) {
    stopping.abort();
    await closeAll();
    throw error;
  }
}

/**
 * Has every lane write what it has counted. A lane that is lost writes nothing; what any other cannot write is logged.
 */
async function writeAll(lanes: readonly Lane[], log: Log): Promise<void> {
  for (const { counting } of lanes) {
    await counting.flusher.flush().catch((err: unknown) => {
      if (err instanceof LaneLost) return;
      log.error({ err }, 'what was counted last could not be written');
    });
  }
}

/** Threads run compiled code: that beside this file, or what was built of it where this is the source. */
function threadScript(path: string): URL {
  return new URL(import.meta.url.endsWith('.ts') ? `../../dist/${path}` : `../${path}`, import.meta.url);
}

const migrationsDirectory = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url));
