import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kitchen } from '../../cast.ts';
import {
  alertQueries,
  dashboardFile,
  dashboardQueries,
  type MonitoringQuery,
  metricsOf,
  readDashboard,
} from './monitoring-files.ts';
import { anActivity, someMetrics } from './some-metrics.ts';

describe('the dashboard', () => {
  it('queries no metric that Census does not have', async () => {
    await expectTold(dashboardQueries());
  });

  it('shows every metric of Census', async () => {
    const shown = new Set(dashboardQueries().flatMap(metricsOf));
    expect([...(await toldNames())].filter((name) => !shown.has(name))).toEqual([]);
  });

  it('has panels without overlap, each with a number, a title and a description', () => {
    const { panels, title, uid } = readDashboard();
    expect([title, uid]).toEqual(['Census', 'census']);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { title, type, description, datasource, targets = [], gridPos } of panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x} ${y}`), title).toBe(false);
          taken.add(`${x} ${y}`);
        }
      }
      if (type === 'row') continue;
      expect(description, title).toMatch(/\.$/);
      expect(datasource, title).toEqual({ type: 'prometheus', uid: expect.stringMatching(/^\$\{datasource\}$/) });
      expect(targets.length, title).toBeGreaterThan(0);
      expect(
        targets.every(({ legendFormat }) => legendFormat !== ''),
        title,
      ).toBe(true);
    }
  });

  it('uses no unknown variable', () => {
    const known = new Set([...readDashboard().templating.list.map(({ name }) => name), '__rate_interval']);
    const used = readFileSync(dashboardFile, 'utf8').matchAll(/\$\{?([a-z_]+)/g);
    for (const [, name = ''] of used) if (name !== '__all') expect(known).toContain(name);
  });
});

describe('the alert rules', () => {
  it('are five, and query no metric that Census does not have', async () => {
    expect(alertQueries().map(({ name }) => name)).toEqual([
      'CensusNotCounting',
      'CensusCannotWrite',
      'CensusMonthNotClosed',
      'CensusCoverageLow',
      'CensusLoopHeld',
    ]);
    await expectTold(alertQueries());
  });
});

async function expectTold(queries: readonly MonitoringQuery[]): Promise<void> {
  const told = await toldNames();
  const asked = queries.flatMap(metricsOf);
  expect(asked.length).toBeGreaterThanOrEqual(queries.length);
  expect(asked.filter((name) => !told.has(name))).toEqual([]);
}

async function toldNames(): Promise<ReadonlySet<string>> {
  const { scrape } = await someMetrics({ rollingActivity: () => [[kitchen, anActivity(1)]] });
  return new Set((await scrape()).families.keys());
}
