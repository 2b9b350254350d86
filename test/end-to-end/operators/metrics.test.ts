import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import { general, lobby } from '../../cast.ts';
import { aWatchedApp, patience, people } from '../stages/a-watched-app.ts';

const [jennifer, arnold, dennis] = people;

describe('a Census with metrics', { timeout: 60_000 }, () => {
  it("shows its counts, and no one's id", async () => {
    const census = await aWatchedApp();
    const kitchen = census.guild.id;
    await census.start();
    census.join(jennifer);
    census.join(arnold);
    census.part(arnold);
    census.write(jennifer, 3);
    census.write(dennis, 2);
    census.speak(dennis, lobby);
    await census.report();
    const samples = await vi.waitFor(async () => {
      const { samples } = await census.scrape();
      expect(samples.get(`census_voice_seconds_total{guild="${kitchen}"}`)).toBeGreaterThan(0);
      expect(samples.get(`census_messages_total{guild="${kitchen}"}`)).toBe(5);
      return samples;
    }, patience);
    expect(Object.fromEntries(samples)).toMatchObject({
      [`census_joins_total{guild="${kitchen}"}`]: 2,
      [`census_parts_total{guild="${kitchen}"}`]: 1,
      [`census_members{guild="${kitchen}"}`]: 13,
      [`census_guild_info{guild="${kitchen}",name="Kitchen"}`]: 1,
      [`census_coverage_ratio{guild="${kitchen}"}`]: 1,
      'census_report_duration_seconds_count{type="full"}': 1,
      'census_gateway_connected{shard="0"}': 1,
      'census_gateway_reconnects_total{shard="0"}': 0,
      census_store_writable: 1,
      census_in_rotation: 0,
      census_month_overdue_seconds: 0,
    });
    expect(samples.get('census_flush_duration_seconds_count')).toBeGreaterThan(0);
    expect(samples.get('census_salt_age_seconds')).toBeGreaterThanOrEqual(0);
    expect(samples.get('census_salt_age_seconds')).toBeLessThan(3600);

    const { text } = await census.scrape();
    const rest = text.replaceAll(`guild="${kitchen}"`, '');
    expect(rest).not.toMatch(/(?<![\d.])\d{17,20}(?!\d)/);
    for (const id of [...people, general, lobby, census.guild.moderatorId]) expect(text).not.toContain(id);
  });

  it('is ready while it is connected to Discord, and alive all the time', async () => {
    const census = await aWatchedApp();
    await census.start();
    const ready = async () => (await census.get('/readyz')).status;
    await vi.waitFor(async () => expect(await ready()).toBe(200), patience);
    await census.settle();
    census.server.faults.refuseConnections(true);
    census.server.faults.dropConnections();
    await vi.waitFor(async () => expect(await ready()).toBe(503), patience);
    expect(await (await census.get('/readyz')).text()).toBe('Census is not connected to Discord.\n');
    expect((await census.get('/healthz')).status).toBe(200);
    census.server.faults.refuseConnections(false);
    await vi.waitFor(async () => expect(await ready()).toBe(200), patience);
    expect((await census.scrape()).samples.get('census_gateway_reconnects_total{shard="0"}')).toBe(1);
  });

  it('knows after a start which gaps the previous process had', async () => {
    const census = await aWatchedApp();
    await census.start();
    await census.settle();
    census.server.guilds.startOutage(census.guild.id);
    const coverage = async () =>
      (await census.scrape()).samples.get(`census_coverage_ratio{guild="${census.guild.id}"}`);
    await vi.waitFor(async () => expect(await coverage()).toBeLessThan(1), patience);
    await census.stop();
    await census.start();
    expect(await coverage()).toBeLessThan(1);
  });

  it('closes its port when it stops, even during a request', async () => {
    const census = await aWatchedApp();
    await census.start();
    const halfRead = await census.get('/metrics');
    await census.stop();
    await expect(census.get('/healthz')).rejects.toThrow();
    await halfRead.text().catch(() => {}); // It may be complete or not.
  });

  it('does not start if its port is in use', async () => {
    const census = await aWatchedApp();
    const other = createServer().listen(census.metricsAddress.port, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const refusal = await census.start().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UserError);
    expect((refusal as Error).message).toMatch(/^METRICS_ADDRESS: .* is in use by another program$/);
  });
});
