import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { freePort } from '../../web/free-port.ts';
import { patience } from './a-watched-app.ts';

/** The result of a query: the labels and the value of each series. */
export type QueryAnswer = readonly { readonly metric: Readonly<Record<string, string>>; readonly value: number }[];

/** The required programs that are not installed; null if all are. */
export function whyNoPrometheus(): string | null {
  const missing = ['prometheus', 'promtool'].filter((program) => spawnSync(program, ['--version']).status !== 0);
  return missing.length === 0
    ? null
    : `${missing.join(' and ')} cannot be run here (Debian, Ubuntu: apt install prometheus)`;
}

/** A Prometheus that scrapes every second by this configuration. Removed after the test. */
export async function aPrometheus(scrapeConfigs: readonly object[], ruleFile: string) {
  const directory = mkdtempSync(join(tmpdir(), 'census-prometheus-'));
  const config = join(directory, 'prometheus.yml');
  const address = `127.0.0.1:${await freePort()}`;
  writeFileSync(
    config, // JSON is YAML.
    JSON.stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [ruleFile],
      scrape_configs: scrapeConfigs,
    }),
  );
  const process = spawn(
    'prometheus',
    [`--config.file=${config}`, `--storage.tsdb.path=${join(directory, 'data')}`, `--web.listen-address=${address}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  process.stderr.on('data', (chunk) => {
    said += chunk;
  });
  onTestFinished(async () => {
    if (process.exitCode === null) {
      process.kill('SIGKILL');
      await once(process, 'exit');
    }
    rmSync(directory, { recursive: true, force: true });
  });

  const get = async (path: string) => {
    const answer = await fetch(`http://${address}/api/v1/${path}`);
    const { status, error, data } = (await answer.json()) as { status: string; error?: string; data: never };
    if (status !== 'success') throw new Error(`${path}: ${error}`);
    return data;
  };
  await vi.waitFor(async () => {
    expect(process.exitCode, said).toBeNull();
    expect((await fetch(`http://${address}/-/ready`)).status).toBe(200);
  }, patience);

  return {
    /** Rejects if the query is invalid. */
    async query(expr: string): Promise<QueryAnswer> {
      const data: { result: { metric: Record<string, string>; value: [number, string] }[] } = await get(
        `query?query=${encodeURIComponent(expr)}`,
      );
      return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
    },

    /** The state of each alert rule: whether it could be evaluated, and whether it fires. */
    async alerts(): Promise<readonly { readonly name: string; readonly health: string; readonly state: string }[]> {
      const data: { groups: { rules: { name: string; health: string; state: string }[] }[] } = await get('rules');
      return data.groups.flatMap(({ rules }) => rules.map(({ name, health, state }) => ({ name, health, state })));
    },
  };
}
