import { readFileSync } from 'node:fs';
import { nextTurn, Slice } from '../core/async/event-loop.ts';
import type { Clock } from '../core/clock.ts';
import { hoursOfLastDay } from '../core/time.ts';
import type { Gateway } from '../gateway/connection/gateway.ts';
import type { Log } from '../log.ts';
import type { RollingActivities } from '../query/active/rolling-activities.ts';
import type { Guild } from '../store/records.ts';
import type { SqliteStore } from '../store/sqlite/sqlite-store.ts';
import { laneFiles } from '../vault/at-rest/lane-files.ts';
import { saltDrawnAtMs } from '../vault/at-rest/salt-file.ts';
import { type ListenAddress, listenAddressText } from '../web/listen-address.ts';
import { serveMetrics } from '../web/metrics/metrics-server.ts';
import type { MeteredRefusal, ProcessState } from '../web/metrics/process-metrics.ts';
import { RuntimeMetrics } from '../web/metrics/runtime-metrics.ts';
import type { DataDirectory } from './data-directory.ts';
import type { Counting } from './lane/counting.ts';

export interface MetricsDeps {
  readonly address: ListenAddress;
  /** The host names under which it answers, in lower case, besides the host of the address. */
  readonly hosts: readonly string[];
  /** Has noted everything since the start. */
  readonly runtimeMetrics: RuntimeMetrics;
  readonly mauMax: number | null;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly store: Pick<SqliteStore, 'gaps' | 'journalFailure'>;
  readonly directory: Pick<DataDirectory, 'vault'>;
  /** The lanes of this process. */
  readonly lanes: readonly MeteredLane[];
  readonly gateway: Pick<Gateway, 'shards'>;
}

/** A lane and what counts in it. */
export interface MeteredLane {
  readonly lane: number;
  readonly counting: Pick<Counting, 'guilds' | 'collector' | 'flusher' | 'refusals'>;
  readonly rolling: Pick<RollingActivities, 'latest'>;
}

/** Creates the metrics of this process's work, for {@link startMetrics}. */
export function meterWork({ clock, log }: Pick<MetricsDeps, 'clock' | 'log'>): RuntimeMetrics {
  return new RuntimeMetrics({
    now: () => clock.now(),
    elapsedMs: () => performance.now(),
    onFailure: (err) => log.error({ err }, 'some counters are missing from the metrics: a batch could not be added up'),
  });
}

/**
 * Serves the metrics. Returns the function that stops the server.
 *
 * @throws {UserError} if it cannot listen at the address.
 */
export async function startMetrics(deps: MetricsDeps): Promise<() => Promise<void>> {
  const { address, hosts, runtimeMetrics, clock, log, lanes } = deps;
  await learnRecentGaps(deps);
  const server = await serveMetrics({
    address,
    hosts,
    version: versionOfCensus(),
    now: () => clock.now(),
    runtimeMetrics,
    state: () => processState(deps),
    guilds: () => knownGuilds(lanes),
    rollingActivity: () => lanes.flatMap(({ rolling }) => [...rolling.latest]),
    onFailure: (err) => log.error({ err }, 'the metrics page could not be made'),
  });
  log.info({ address: listenAddressText(address) }, 'metrics are served');
  return () => server.close();
}

function processState({ clock, directory, store, lanes, gateway, mauMax }: MetricsDeps): ProcessState {
  const nowMs = clock.now();
  const all = lanes.map(({ counting }) => counting);
  return {
    lanes: lanes.map(({ lane }) => lane),
    shards: gateway.shards,
    refusals: refusalsOf(lanes),
    isDiskRefusing: store.journalFailure !== null || all.some(({ flusher }) => flusher.failure !== null),
    backlogShare: Math.max(0, ...all.map(({ collector }) => collector.waitingShare)),
    isMonthClosing: all.some(({ collector }) => collector.isMonthClosing),
    monthOverdueMs: Math.max(0, ...all.map(({ collector }) => nowMs - collector.monthEndMs)),
    saltAgeMs: oldestSaltMs(directory.vault, lanes, nowMs),
    mauMax,
  };
}

/** Refusals of several lanes are added up by event and field. */
function refusalsOf(lanes: readonly MeteredLane[]): readonly MeteredRefusal[] {
  const sums = new Map<string, MeteredRefusal>();
  for (const { event, field, times } of lanes.flatMap(({ counting }) => counting.refusals.all())) {
    const key = `${event} ${field}`;
    sums.set(key, { event, field, times: times + (sums.get(key)?.times ?? 0) });
  }
  return [...sums.values()];
}

/** Null if no lane has a salt. */
function oldestSaltMs(vaultDirectory: string, lanes: readonly MeteredLane[], nowMs: number): number | null {
  const drawnAtMs = lanes
    .map(({ lane }) => saltDrawnAtMs(laneFiles(vaultDirectory, lane).salt))
    .filter((atMs) => atMs !== null);
  return drawnAtMs.length === 0 ? null : Math.max(0, nowMs - Math.min(...drawnAtMs));
}

function* knownGuilds(lanes: readonly MeteredLane[]): Iterable<Guild> {
  for (const { counting } of lanes) yield* counting.guilds.all();
}

/** Restores the gaps of earlier processes. */
async function learnRecentGaps({ runtimeMetrics, clock, store, lanes }: MetricsDeps): Promise<void> {
  const slice = new Slice(guildsPerTurn);
  for (const { id } of [...knownGuilds(lanes)]) {
    runtimeMetrics.recentGaps.add(await store.gaps(id, hoursOfLastDay(clock.now())), clock.now());
    if (slice.fills()) await nextTurn();
  }
}

const guildsPerTurn = 50;

function versionOfCensus(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}
