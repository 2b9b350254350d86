import type { Snowflake } from '../../core/snowflake.ts';
import type { RollingActivity } from '../../query/active/active-members.ts';
import type { ListenAddress } from '../listen-address.ts';
import { readOnly, textStream, type WebApp, webApp } from '../web-app.ts';
import { serve, type WebServer } from '../web-server.ts';
import { guildMetrics, type SeenGuild } from './guild-metrics.ts';
import { LoopLag } from './loop-lag.ts';
import { ProcessMetrics, type ProcessState } from './process-metrics.ts';
import { reasonsNotReady } from './readiness.ts';
import type { RuntimeMetrics } from './runtime-metrics.ts';

export interface MetricsServerDeps {
  readonly address: ListenAddress;
  /** The names under which it answers, in lower case, besides the host of the address. */
  readonly hosts: readonly string[];
  /** The version of Census. */
  readonly version: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly runtimeMetrics: RuntimeMetrics;
  readonly state: () => ProcessState;
  /** All known guilds, including those that Census has left. */
  readonly guilds: () => Iterable<SeenGuild>;
  /** The activity of the guilds for which it is computed. */
  readonly rollingActivity: () => Iterable<readonly [guildId: Snowflake, activity: RollingActivity]>;
  /** A page could not be made. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Serves `/metrics` for Prometheus, `/healthz` (the process is alive) and `/readyz` (events are counted and stored;
 * else status 503 with the reasons). There is no password: anyone who reaches the address can read.
 *
 * @throws {UserError} if it cannot listen at the address.
 */
export async function serveMetrics(deps: MetricsServerDeps): Promise<WebServer> {
  const { address, onFailure } = deps;
  const loopLag = new LoopLag();
  const app = metricsApp(deps, new ProcessMetrics({ ...deps, loopLag }));
  try {
    const server = await serve({ address, addressSetting: 'METRICS_ADDRESS', app, onFailure });
    return {
      async close() {
        loopLag.stop();
        await server.close();
      },
    };
  } catch (error) {
    loopLag.stop();
    throw error;
  }
}

function metricsApp(deps: MetricsServerDeps, processMetrics: ProcessMetrics): WebApp {
  const { address, onFailure } = deps;
  const hosts = [address.host.toLowerCase(), ...deps.hosts];
  const app = webApp({ hosts, hostsSetting: 'METRICS_HOSTS', onFailure });
  app.use(readOnly);
  app.get('/metrics', (context) => {
    const body = textStream(context, metricsText(deps, processMetrics), onFailure);
    return context.body(body, 200, { 'Content-Type': processMetrics.contentType });
  });
  app.get('/healthz', (context) => context.text('Census is alive.\n'));
  app.get('/readyz', (context) => {
    const reasons = reasonsNotReady(deps.state());
    if (reasons.length === 0) return context.text('Census is counting.\n');
    return context.text(reasons.map((reason) => `${reason}\n`).join(''), 503);
  });
  app.notFound((context) => context.text('There are /metrics, /healthz and /readyz.\n', 404));
  return app;
}

async function* metricsText(deps: MetricsServerDeps, processMetrics: ProcessMetrics): AsyncGenerator<string> {
  yield await processMetrics.text();
  await deps.runtimeMetrics.settled;
  // Copied, because guilds come and go while the answer is read.
  const [known, rollingActivity] = [[...deps.guilds()], [...deps.rollingActivity()]];
  deps.runtimeMetrics.retain(new Set(known.map(({ id }) => id)));
  const guilds = known.filter(({ leftMs }) => leftMs === null);
  yield* guildMetrics({ guilds, rollingActivity, runtimeMetrics: deps.runtimeMetrics, nowMs: deps.now() });
}
