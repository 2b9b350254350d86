import { registerCommands } from '../bot/answering/register.ts';
import { TrustedClock } from '../collect/trusted-clock.ts';
import type { Config } from '../config.ts';
import type { MachineClock } from '../core/clock.ts';
import { LaneLost } from '../core/errors.ts';
import type { RandomBytes } from '../core/random.ts';
import { wantedShards } from '../gateway/connection/gateway-information.ts';
import type { Log } from '../log.ts';
import { Tabulator } from '../query/reports/tabulator.ts';
import { Rasterizer } from '../render/charts/rasterizer.ts';
import { BackgroundWork } from './background-work.ts';
import { ClosingStack } from './closing-stack.ts';
import { Connections } from './connections.ts';
import { Ending, LanesToDivide } from './ending.ts';
import { Lane } from './lane/lane.ts';
import { meterWork, startMetrics } from './metrics.ts';
import { MonthOpening } from './month-opening.ts';
import { RunningApp, stopCatchingUp, stopSchedulers } from './running-app.ts';
import { SkippedTime } from './skipped-time.ts';
import { DiscordAccess } from './start/discord-access.ts';
import { openDividedLanes } from './start/divided-lanes.ts';
import { openStorage } from './start/storage.ts';

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
  /** Rejects if Census cannot continue, with {@link LanesToDivide} if it must be started again. Never resolves. */
  readonly failed: Promise<never>;
  /** Writes the remaining counts and disconnects. The gateway session stays alive for the next start. */
  stop(): Promise<void>;
}

/**
 * Builds everything from a configuration and starts it in the order of the data flow, with one lane for each gateway
 * shard. The vault is in order before the gateway is connected: a month that ended while Census was off is closed
 * first. Resolves when the first lane counts, or when Discord allows no new session for now. The other lanes may not be
 * connected yet.
 *
 * @throws {UserError} or {@link StoreUnavailable} for what the operator has to fix.
 * @throws {LanesToDivide} if the app must be started again with another number of lanes.
 */
export async function startApp(config: Config, surroundings: Surroundings): Promise<App> {
  const stopping = new AbortController();
  const closing = new ClosingStack();
  try {
    return await start(config, surroundings, stopping, closing);
  } catch (error) {
    stopping.abort();
    await closing.close();
    throw error;
  }
}

async function start(
  config: Config,
  surroundings: Surroundings,
  stopping: AbortController,
  closing: ClosingStack,
): Promise<App> {
  const { random, log, flushEveryMs, areMoreShardsRequired = false } = surroundings;
  const { signal } = stopping;

  // Open the storage and divide it into as many lanes as Discord wants shards.
  const storage = openStorage(config.dataDirectory, log, closing);
  const { directory, store } = storage;
  const startSignal = AbortSignal.any([signal, ...(surroundings.signal === undefined ? [] : [surroundings.signal])]);
  const discord = new DiscordAccess({ config, clock: surroundings.clock, log, signal: startSignal });
  const { api, rest, patience } = discord;
  const skippedTime = new SkippedTime(log);
  const clock = new TrustedClock({
    machine: surroundings.clock,
    discordNow: () => discord.time.now(),
    onWrong: (byMs) => log.warn({ byMs }, 'the clock of this machine is wrong: Census uses Discord’s'),
    onDoubt: () => log.warn({}, 'Discord does not say what time it is: no time is counted until it does'),
    onTrust: (fromMs, toMs) => skippedTime.skip(fromMs, toMs),
  });
  closing.add(() => clock.stop());
  const opening = { config, clock, random, log, storage, discord, areMoreShardsRequired, closing };
  const { application, lanes: opened } = await openDividedLanes(opening);
  const count = opened.length;

  // Shared by all lanes.
  const ending = new Ending();
  const background = new BackgroundWork(log);
  const tabulator = new Tabulator();
  const pictures = new Rasterizer();
  const runtimeMetrics = config.metricsAddress === null ? null : meterWork({ clock, log });
  const monthOpening = new MonthOpening({
    clock,
    count,
    begunIn: opened.map((lane) => lane.vault.month),
    wanted: () => wantedShards(rest, config.shards, count),
    onAllClosed: () => ending.failWith(new LanesToDivide(false)),
    onPutOff: () => log.warn({}, 'not all shards have closed the month: their number changes when the next one ends'),
    signal,
  });
  const connections = new Connections({ config, clock, log, discord, application, count, ending });

  // The lanes.
  const lanes = opened.map((lane) => {
    const number = lane.store.lane;
    return new Lane({
      lane,
      count,
      config,
      clock,
      random,
      log,
      api,
      hourlyApi: discord.hourlyApi,
      application,
      discordTime: discord.time,
      patiently: (ask) => patience.answerTo(ask),
      tabulator,
      pictures,
      onReported: runtimeMetrics?.reported,
      flushEveryMs,
      onCommitted: runtimeMetrics?.commitsOf(number),
      inBackground: background.add,
      mayCount: (month) => monthOpening.mayCount(number, month),
      renewSession: () => connections.gateway.renew(number),
      connection: () => connections.stateOf(number),
      journalFailure: () => store.journalFailure,
      onFailure: ending.failWith,
      onLaneLost: () => ending.failWith(new LaneLost(number)),
      signal,
    });
  });
  closing.add(() => background.end(stopCatchingUp(lanes)));
  closing.add(() => stopSchedulers(lanes));
  skippedTime.begin(lanes);
  closing.add(() => connections.gateway.disconnect());

  // Connect. While some shards cannot connect, or wait for a session, the others count.
  if (config.metricsAddress !== null && runtimeMetrics !== null) {
    const { metricsAddress: address, metricsHosts: hosts, mauMax } = config;
    const { gateway } = connections;
    closing.add(
      await startMetrics({ address, hosts, runtimeMetrics, mauMax, clock, log, store, directory, lanes, gateway }),
    );
  }
  await patience.answerTo(() => registerCommands(api, application.id));
  await connections.begin(lanes);
  return new RunningApp({ log, lanes, connections, background, ending, stopping, closing });
}
