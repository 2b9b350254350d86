import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../project-root.ts';

export const dashboardFile = join(projectRoot, '.github/monitoring/grafana-dashboard.json');
export const alertRulesFile = join(projectRoot, '.github/monitoring/alert-rules.yml');

/** A query of the dashboard or of an alert, with its purpose. */
export interface MonitoringQuery {
  readonly name: string;
  readonly expr: string;
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

export interface Dashboard {
  readonly title: string;
  readonly uid: string;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
  readonly panels: readonly Panel[];
}

export function readDashboard(): Dashboard {
  return JSON.parse(readFileSync(dashboardFile, 'utf8'));
}

/** With values for Grafana's variables: everything, and the time of a few scrapes. */
export function dashboardQueries(): MonitoringQuery[] {
  return readDashboard().panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({
      name: title,
      expr: expr.replaceAll('$__rate_interval', '1m').replaceAll('$guild', '.*').replaceAll('$instance', '.*'),
    })),
  );
}

export function alertQueries(): MonitoringQuery[] {
  const rules = readFileSync(alertRulesFile, 'utf8');
  return Array.from(rules.matchAll(/- alert: (\S+)\n\s+expr: (.+)\n/g), ([, name = '', expr = '']) => ({ name, expr }));
}

/** The metrics in a query. */
export function metricsOf({ expr }: MonitoringQuery): string[] {
  return [...expr.matchAll(/\b(?:census|process)_\w+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, ''));
}
