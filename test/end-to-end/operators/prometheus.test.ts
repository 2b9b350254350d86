import { spawnSync } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { hourMs } from '../../../src/core/time.ts';
import { kitchen, lobby } from '../../cast.ts';
import { aBatch, aGuild } from '../../store/a-batch.ts';
import { alertQueries, alertRulesFile, dashboardQueries } from '../../web/metrics/monitoring-files.ts';
import { nowMs, someMetrics, well } from '../../web/metrics/some-metrics.ts';
import { aPrometheus, whyNoPrometheus } from '../stages/a-prometheus.ts';
import { aWatchedApp, patience, people } from '../stages/a-watched-app.ts';

const [jennifer, arnold] = people;

/** Whether this one fires depends on what else the machine has to do. */
const ofTheMachine = 'CensusLoopHeld';

const obstacle = whyNoPrometheus();
if (obstacle !== null) console.warn(`Nothing is tried with a real Prometheus: ${obstacle}`);

describe.skipIf(obstacle !== null)(`a real Prometheus${obstacle === null ? '' : ` (${obstacle})`}`, () => {
  it('reads the metrics of Census, and has an answer to every query of the dashboard, and no alert', async () => {
    const census = await aWatchedApp();
    await census.start();
    const cellar = '300000000000000002';
    const activity = { low: 20, high: 30, estimate: 24 };
    const activeMembers = await someMetrics({
      guilds: () => [aGuild(cellar, { name: 'a "cellar" \\ with\r\nodd names' })],
      rollingActivity: () => [[cellar, { day: activity, week: activity, month: activity }]],
    });
    const target = ({ address }: typeof activeMembers) => `${address.host}:${address.port}`;
    const prometheus = await aPrometheus(
      [
        { job_name: 'census', static_configs: [{ targets: [`127.0.0.1:${census.metricsAddress.port}`] }] },
        {
          // Their only purpose is to have active members.
          job_name: 'active-members',
          static_configs: [{ targets: [target(activeMembers)] }],
          metric_relabel_configs: [
            { source_labels: ['__name__'], regex: 'census_(active_members|guild_info)', action: 'keep' },
          ],
        },
      ],
      alertRulesFile,
    );
    await census.report();
    census.join(jennifer);
    census.part(jennifer);
    census.speak(arnold, lobby);
    census.write(jennifer, 5);

    const queries = dashboardQueries();
    expect(queries.length).toBeGreaterThan(20);
    await vi.waitFor(async () => {
      const answers = await Promise.all(
        queries.map(async (query) => ({ query, answer: await prometheus.query(query.expr) })),
      );
      expect(answers.filter(({ answer }) => answer.length === 0).map(({ query }) => query)).toEqual([]);
    }, patience);
    await vi.waitFor(async () => {
      const [messages] = await prometheus.query(
        'sum by (name) (census_messages_total * on (instance, guild) group_left (name) census_guild_info)',
      );
      expect(messages).toEqual({ metric: { name: 'Kitchen' }, value: 5 });
    }, patience);
    const [active] = await prometheus.query(
      `census_active_members{guild="${cellar}",window="week",bound="estimate"} * on (instance, guild) group_left (name) census_guild_info`,
    );
    expect(active).toMatchObject({ metric: { guild: cellar, name: 'a "cellar" \\ with\r\nodd names' }, value: 24 });

    for (const { name, expr } of alertQueries()) {
      const answer = await prometheus.query(expr);
      if (name !== ofTheMachine) expect(answer, expr).toEqual([]);
    }
    const toldNow = async () =>
      (await prometheus.alerts()).filter(({ name, state }) => name !== ofTheMachine && state !== 'inactive');
    await vi.waitFor(async () => {
      expect((await prometheus.alerts()).map(({ name, health }) => [name, health])).toEqual(
        alertQueries().map(({ name }) => [name, 'ok']),
      );
    }, patience);
    expect(await toldNow()).toEqual([]);

    await census.stop();
    await vi.waitFor(async () => {
      expect((await toldNow()).map(({ name }) => name)).toEqual(['CensusNotCounting']);
    }, patience);
  }, 90_000);

  it('has an alert for each kind of failure', async () => {
    const state = { ...well, shards: [{ shardId: 0, isConnected: false, reconnects: 0 }] };
    const unwell = await someMetrics({ state: () => ({ ...state, isDiskRefusing: true, monthOverdueMs: 3 * hourMs }) });
    const gap = { guildId: kitchen, fromMs: nowMs - 2 * hourMs, toMs: null };
    unwell.runtimeMetrics.commitsOf(0)(aBatch(1, { gaps: [gap] }), 1);
    const targets = [`127.0.0.1:${unwell.address.port}`];
    const prometheus = await aPrometheus([{ job_name: 'census', static_configs: [{ targets }] }], alertRulesFile);
    await vi.waitFor(async () => {
      const alerts = await prometheus.alerts();
      const told = alerts.filter(({ name, state }) => name !== ofTheMachine && state !== 'inactive');
      expect(told.map(({ name }) => name)).toEqual([
        'CensusNotCounting',
        'CensusCannotWrite',
        'CensusMonthNotClosed',
        'CensusCoverageLow',
      ]);
    }, patience);
  }, 60_000);

  it('accepts the alert rules', () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', alertRulesFile], { encoding: 'utf8' });
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toContain('5 rules found');
  });

  it('accepts the metrics of Census', async () => {
    const census = await aWatchedApp();
    await census.start();
    await census.report();
    const { text } = await census.scrape();
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });
});
