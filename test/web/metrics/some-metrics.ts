import { expect, onTestFinished } from 'vitest';
import { hourMs } from '../../../src/core/time.ts';
import type { RollingActivity } from '../../../src/query/active/active-members.ts';
import { type MetricsServerDeps, serveMetrics } from '../../../src/web/metrics/metrics-server.ts';
import type { ProcessState } from '../../../src/web/metrics/process-metrics.ts';
import { RuntimeMetrics } from '../../../src/web/metrics/runtime-metrics.ts';
import { kitchen } from '../../cast.ts';
import { aGuild } from '../../store/a-batch.ts';
import { freePort } from '../free-port.ts';
import { readScrape } from './a-scrape.ts';

export const nowMs = Date.UTC(2026, 2, 9, 12);

export const well: ProcessState = {
  lanes: [0],
  shards: [{ shardId: 0, isConnected: true, reconnects: 0 }],
  refusals: [],
  isDiskRefusing: false,
  backlogShare: 0,
  isMonthClosing: false,
  monthOverdueMs: 0,
  saltAgeMs: 0,
  mauMax: null,
};

/** A metrics server on which all is well, except for what is given. Removed after the test. Nothing may fail in it. */
export async function someMetrics(given: Partial<MetricsServerDeps> = {}) {
  const elapsed = { ms: 0 };
  const failures: unknown[] = [];
  const runtimeMetrics = new RuntimeMetrics({
    now: () => nowMs,
    elapsedMs: () => elapsed.ms,
    onFailure: (error) => failures.push(error),
  });
  const address = { host: '127.0.0.1', port: await freePort() };
  const server = await serveMetrics({
    address,
    hosts: [],
    version: '1.2.3',
    now: () => nowMs,
    runtimeMetrics,
    state: () => well,
    guilds: () => [aGuild(kitchen, { name: 'Kitchen', firstConnectedMs: nowMs - 10 * hourMs })],
    rollingActivity: () => [],
    onFailure: (error) => failures.push(error),
    ...given,
  });
  onTestFinished(async () => {
    await server.close();
    expect(failures).toEqual([]);
  });
  const get = (path: string) => fetch(`http://127.0.0.1:${address.port}${path}`);
  return {
    runtimeMetrics,
    elapsed,
    address,
    get,
    scrape: async () => readScrape(await (await get('/metrics')).text()),
  };
}

/** The same number of active members in every window. */
export function anActivity(members: number): RollingActivity {
  const exact = { low: members, high: members, estimate: members };
  return { day: exact, week: exact, month: exact };
}
