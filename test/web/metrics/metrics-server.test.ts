import { describe, expect, it } from 'vitest';
import { encodeColumns } from '../../../src/columns/columns.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { hourMs, hourOf, monthOf } from '../../../src/core/time.ts';
import { kitchen } from '../../cast.ts';
import { aBatch, aGuild } from '../../store/a-batch.ts';
import { anActivity, nowMs, someMetrics, well } from './some-metrics.ts';

const cellar = '300000000000000002';

function aDelta(guildId: string, ...counters: readonly Pick<Counter, 'metric' | 'amount'>[]) {
  const [hour, month] = [hourOf(nowMs), monthOf(nowMs)];
  const placed = counters.map(({ metric, amount }, member) => {
    const isOfMember = metric === 'msg' || metric === 'voice';
    return { hour, metric, amount, channel: isOfMember ? 1 : 0, member: isOfMember ? member : 0 };
  });
  return { guildId, month, hours: { from: hour, to: hour + 1 }, columns: encodeColumns(placed) };
}

describe('/metrics', () => {
  it('adds up the committed counters of each guild', async () => {
    const { runtimeMetrics, scrape } = await someMetrics({ guilds: () => [aGuild(kitchen), aGuild(cellar)] });
    const first = aDelta(kitchen, { metric: 'msg', amount: 3 }, { metric: 'voice', amount: 1500 });
    const second = aDelta(
      kitchen,
      { metric: 'msg', amount: 4 },
      { metric: 'msg', amount: 1 },
      { metric: 'join', amount: 2 },
    );
    const other = aDelta(cellar, { metric: 'part', amount: 1 }, { metric: 'total_users', amount: 99 });
    runtimeMetrics.commitsOf(0)(aBatch(1, { deltas: [first] }), 1);
    runtimeMetrics.commitsOf(0)(aBatch(2, { deltas: [second, other] }), 1);
    const { samples } = await scrape();
    const of = (guildId: string) =>
      ['messages', 'voice_seconds', 'joins', 'parts'].map((what) =>
        samples.get(`census_${what}_total{guild="${guildId}"}`),
      );
    expect(of(kitchen)).toEqual([8, 1.5, 2, 0]);
    expect(of(cellar)).toEqual([0, 0, 0, 1]);
  });

  it('shows the guilds that Census is in, and no other', async () => {
    const guilds = [aGuild(kitchen, { name: 'Kitchen', headcount: 42 }), aGuild(cellar, { leftMs: nowMs })];
    const rollingActivity = () => guilds.map(({ id }) => [id, anActivity(1)] as const);
    const { samples, text } = await (await someMetrics({ guilds: () => guilds, rollingActivity })).scrape();
    expect(samples.get(`census_members{guild="${kitchen}"}`)).toBe(42);
    expect(samples.get(`census_guild_info{guild="${kitchen}",name="Kitchen"}`)).toBe(1);
    expect(text).not.toContain(cellar);
  });

  it("lets no guild's name break a line", async () => {
    const name = 'a "b" \\ c\nd\r# HELP é 日本';
    const { samples } = await (await someMetrics({ guilds: () => [aGuild(kitchen, { name })] })).scrape();
    const written = 'a \\"b\\" \\\\ c\\nd\r# HELP é 日本';
    expect(samples.get(`census_guild_info{guild="${kitchen}",name="${written}"}`)).toBe(1);
  });

  it('shows the bounds of active members, and an estimate only if there is one', async () => {
    const activity = {
      day: { low: 7, high: 7, estimate: 7 },
      week: { low: 20, high: 30, estimate: 24 },
      month: { low: 50, high: 80, estimate: null },
    };
    const { samples } = await (await someMetrics({ rollingActivity: () => [[kitchen, activity]] })).scrape();
    const found = [...samples].filter(([name]) => name.startsWith('census_active_members'));
    expect(found.map(([name, value]) => [/window="(.*)"/.exec(name)?.[1]?.replace('",bound="', ' '), value])).toEqual([
      ['day low', 7],
      ['day high', 7],
      ['day estimate', 7],
      ['week low', 20],
      ['week high', 30],
      ['week estimate', 24],
      ['month low', 50],
      ['month high', 80],
    ]);
  });

  it('shows no active members before they are computed', async () => {
    expect((await (await someMetrics()).scrape()).text).not.toContain('census_active_members');
  });

  it('shows the observed share of the last day, by the commits', async () => {
    const { runtimeMetrics, scrape } = await someMetrics();
    const coverage = async () => (await scrape()).samples.get(`census_coverage_ratio{guild="${kitchen}"}`);
    expect(await coverage()).toBe(1);
    const fromMs = nowMs - 4 * hourMs;
    runtimeMetrics.commitsOf(0)(aBatch(1, { gaps: [{ guildId: kitchen, fromMs, toMs: null }] }), 1);
    expect(await coverage()).toBe(0.6);
    runtimeMetrics.commitsOf(0)(aBatch(2, { gaps: [{ guildId: kitchen, fromMs, toMs: fromMs + hourMs }] }), 1);
    expect(await coverage()).toBe(0.9);
  });

  it('shows the state of Census', async () => {
    const state = {
      lanes: [0, 1],
      shards: [
        { shardId: 0, isConnected: true, reconnects: 2 },
        { shardId: 1, isConnected: false, reconnects: 0 },
      ],
      refusals: [{ event: 'GUILD_CREATE', field: 'name', times: 4 }],
      isDiskRefusing: true,
      backlogShare: 0.25,
      isMonthClosing: true,
      monthOverdueMs: 7_500,
      saltAgeMs: 86_400_000,
      mauMax: 500,
    };
    const { elapsed, runtimeMetrics, scrape } = await someMetrics({ state: () => state });
    elapsed.ms = 3_000;
    runtimeMetrics.commitsOf(0)(aBatch(1), 2);
    elapsed.ms = 5_500;
    const { samples } = await scrape();
    expect(Object.fromEntries(samples)).toMatchObject({
      [`census_build_info{version="1.2.3",node="${process.version}"}`]: 1,
      'census_gateway_connected{shard="0"}': 1,
      'census_gateway_connected{shard="1"}': 0,
      'census_gateway_reconnects_total{shard="0"}': 2,
      'census_gateway_reconnects_total{shard="1"}': 0,
      'census_dispatches_refused_total{event="GUILD_CREATE",field="name"}': 4,
      census_store_writable: 0,
      census_last_commit_age_seconds: 2.5,
      census_backlog_ratio: 0.25,
      census_in_rotation: 1,
      census_month_overdue_seconds: 7.5,
      census_salt_age_seconds: 86_400,
      census_ceiling_members: 500,
    });
  });

  it('omits the age of the salt if there is none, and shows it again when there is', async () => {
    let saltAgeMs: number | null = 1000;
    const { scrape } = await someMetrics({ state: () => ({ ...well, saltAgeMs }) });
    const told = async () => (await scrape()).samples.get('census_salt_age_seconds');
    expect(await told()).toBe(1);
    saltAgeMs = null;
    expect(await told()).toBe(undefined);
    saltAgeMs = 2000;
    expect(await told()).toBe(2);
  });

  it('shows how long commits and reports took', async () => {
    const { runtimeMetrics, scrape } = await someMetrics();
    for (const tookMs of [2, 30, 700]) runtimeMetrics.commitsOf(0)(aBatch(1), tookMs);
    runtimeMetrics.reported('full', 300);
    runtimeMetrics.reported('hourly', 20);
    const { samples } = await scrape();
    expect(Object.fromEntries(samples)).toMatchObject({
      'census_flush_duration_seconds_bucket{le="0.001"}': 0,
      'census_flush_duration_seconds_bucket{le="0.05"}': 2,
      'census_flush_duration_seconds_bucket{le="+Inf"}': 3,
      census_flush_duration_seconds_count: 3,
      'census_report_duration_seconds_sum{type="full"}': 0.3,
      'census_report_duration_seconds_count{type="hourly"}': 1,
    });
  });

  it('has names, units and labels as Prometheus wants them', async () => {
    const rollingActivity = () => [[kitchen, anActivity(3)]] as const;
    const { runtimeMetrics, scrape } = await someMetrics({ rollingActivity });
    runtimeMetrics.reported('full', 1);
    const { families } = await scrape();
    expect(families.size).toBeGreaterThan(20);
    const labels = new Set<string>();
    for (const [name, family] of families) {
      expect(name).toMatch(/^(census|process)_[a-z0-9_]+$/);
      expect(name).not.toMatch(/_(ms|milliseconds|minutes|hours|days|percent|kb|mb)(_|$)/);
      expect(name.endsWith('_total'), name).toBe(family.type === 'counter');
      expect(['counter', 'gauge', 'histogram'], name).toContain(family.type);
      expect(family.help, name).toMatch(/\S.*\.$/);
      for (const label of family.labels) labels.add(label);
    }
    expect([...labels].sort()).toEqual(['bound', 'guild', 'le', 'name', 'node', 'shard', 'type', 'version', 'window']);
  });

  it('is complete for two thousand guilds, also for simultaneous requests', async () => {
    const guilds = Array.from({ length: 2000 }, (_, index) => aGuild(String(300000000000000000n + BigInt(index))));
    const rollingActivity = () => guilds.map(({ id }, index) => [id, anActivity(index)] as const);
    const { scrape } = await someMetrics({ guilds: () => guilds, rollingActivity });
    for (const { samples } of await Promise.all([scrape(), scrape(), scrape()])) {
      const of = (family: string) => [...samples.keys()].filter((name) => name.startsWith(`${family}{`)).length;
      expect([of('census_members'), of('census_active_members'), of('census_coverage_ratio')]).toEqual([
        2000, 18_000, 2000,
      ]);
    }
  });

  it('has the content type that Prometheus accepts', async () => {
    const answer = await (await someMetrics()).get('/metrics');
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  });
});

describe('/healthz and /readyz', () => {
  it('say that all is well', async () => {
    const { get } = await someMetrics();
    for (const path of ['/healthz', '/readyz']) expect((await get(path)).status).toBe(200);
  });

  it('distinguish alive from ready, with a line for each reason why it is not', async () => {
    const { get } = await someMetrics({ state: () => ({ ...well, shards: [], isDiskRefusing: true }) });
    expect((await get('/healthz')).status).toBe(200);
    const answer = await get('/readyz');
    expect(answer.status).toBe(503);
    expect(await answer.text()).toBe('Census is not connected to Discord.\nThe disk refuses writes.\n');
  });
});
