import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Counting } from './assemble-counting.ts';
import type { Clock } from './core/clock.ts';
import type { DataDirectory } from './data-directory.ts';
import type { Gateway } from './discord/gateway.ts';
import type { Log } from './log.ts';
import type { RollingActivities } from './report/rolling-activities.ts';
import type { SqliteStore } from './store/sqlite-store.ts';
import { saltDrawnAtMs } from './vault/salt-drawn-at.ts';
import { type ListenAddress, listenAddressText } from './web/listen-address.ts';
import { serveMetrics } from './web/metrics-server.ts';
import type { ProcessState } from './web/process-metrics.ts';
import { recentHours } from './web/recent-gaps.ts';
import { WorkDone } from './web/work-done.ts';

export interface MetricsParts {
  readonly address: ListenAddress;
  /** The host names under which it answers, in lower case, besides that of the address. */
  readonly hosts: readonly string[];
  /** Told of all that is done, from the beginning. */
  readonly workDone: WorkDone;
  readonly rolling: Pick<RollingActivities, 'latest'>;
  readonly mauMax: number | null;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly store: Pick<SqliteStore, 'gaps' | 'journalFailure'>;
  readonly directory: Pick<DataDirectory, 'vault'>;
  readonly counting: Pick<Counting, 'guilds' | 'collector' | 'flusher' | 'refusals'>;
  readonly gateway: Pick<Gateway, 'shards'>;
}

/** What notes the work of this process, for {@link startMetrics}. */
export function meterWork({ clock, log }: Pick<MetricsParts, 'clock' | 'log'>): WorkDone {
  return new WorkDone({
    now: () => clock.now(),
    elapsedMs: () => performance.now(),
    onFailure: (err) => log.error({ err }, 'the metrics lack some counters, because a batch could not be added up'),
  });
}

/**
 * Serves the metrics; gives what ends that.
 *
 * @throws {UserError} when it cannot listen at the address.
 */
export async function startMetrics(parts: MetricsParts): Promise<() => Promise<void>> {
  const { address, hosts, workDone, clock, log, counting } = parts;
  await learnRecentGaps(parts);
  const server = await serveMetrics({
    address,
    hosts,
    version: versionOfCensus(),
    now: () => clock.now(),
    workDone,
    state: () => processState(parts),
    guilds: () => counting.guilds.all(),
    rollingActivity: () => parts.rolling.latest,
    onFailure: (err) => log.error({ err }, 'a page for Prometheus could not be made'),
  });
  log.info({ address: listenAddressText(address) }, 'metrics are served');
  return () => server.close();
}

function processState({ clock, directory, store, counting, gateway, mauMax }: MetricsParts): ProcessState {
  const { collector, flusher } = counting;
  const nowMs = clock.now();
  const drawnAtMs = saltDrawnAtMs(join(directory.vault, 'salt'));
  return {
    shards: gateway.shards,
    refusals: counting.refusals.all(),
    isDiskRefusing: flusher.failure !== null || store.journalFailure !== null,
    backlogShare: collector.waitingShare,
    isInRotation: collector.isBetweenMonths,
    monthOverdueMs: Math.max(0, nowMs - collector.monthEndMs),
    saltAgeMs: drawnAtMs === null ? null : Math.max(0, nowMs - drawnAtMs),
    mauMax,
  };
}

/** What processes before this one have missed. */
async function learnRecentGaps({ workDone, clock, store, counting }: MetricsParts): Promise<void> {
  for (const [index, { id }] of [...counting.guilds.all()].entries()) {
    workDone.recentGaps.add(await store.gaps(id, recentHours(clock.now())), clock.now());
    if (index % guildsPerTurn === 0) await nextTurn();
  }
}

const guildsPerTurn = 50;

function versionOfCensus(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
