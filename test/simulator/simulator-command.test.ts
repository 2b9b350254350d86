import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished, vi } from 'vitest';
import { main } from '../../src/main.ts';
import { shardOf } from '../../src/simulator/server/gateway/sharding.ts';
import { readWorld } from '../../src/simulator/worlds/world-file.ts';
import { aTerminal } from '../cli/a-terminal.ts';
import { projectRoot } from '../project-root.ts';
import { TestBot } from './server/test-bot.ts';

it('has a server with a community on each shard, once a bot has connected them all', { timeout: 30_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'census-shards-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const life = ['--rate', '300', '--seconds', '1', '--wait-for-bot', '--record', directory];
  const simulator = started(['--port', '0', '--shards', '3', '--max-concurrency', '3', ...life]);
  const apiUrl = (await simulator.printed('listening: DISCORD_API_URL=')).split('=')[1] ?? '';

  const bot = new TestBot({ apiUrl }, { shards: 3 });
  onTestFinished(() => bot.stop());
  const info = await bot.api.gateway.getBot();
  expect(info).toMatchObject({ shards: 3, session_start_limit: { remaining: 1000, max_concurrency: 3 } });
  await bot.manager.connect();
  await simulator.printed('still serving');
  expect(bot.names()).toContain('MESSAGE_CREATE');

  const guilds = [0, 1, 2].map((shardId) => bot.data('GUILD_CREATE', bot.ofShard(shardId)));
  expect(guilds.map((ofShard) => ofShard.map(({ id }) => shardOf(id, 3)))).toEqual([[0], [1], [2]]);
  const worlds = await Promise.all([0, 1, 2].map((shardId) => readWorld(join(directory, `shard-${shardId}`))));
  expect(worlds.map(({ name }) => name)).toEqual(guilds.map(([{ name }]) => name));
  expect(new Set(worlds.map(({ name }) => name)).size).toBe(3);
  expect(existsSync(join(directory, 'case.json'))).toBe(false);
  const counts = await Promise.all(worlds.map(({ events }) => amountOf(events)));
  expect(Math.min(...counts)).toBeGreaterThan(0);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);

  simulator.child.kill('SIGTERM');
  expect(await simulator.printed('sessions begun: ')).toBe('sessions begun: 3');
});

it('refuses a second session within five seconds if one may begin at once', { timeout: 30_000 }, async () => {
  const simulator = started(['--port', '0', '--shards', '2', '--seconds', '0']);
  const apiUrl = (await simulator.printed('listening: DISCORD_API_URL=')).split('=')[1] ?? '';
  const bot = new TestBot({ apiUrl }, { shards: 2 });
  onTestFinished(() => bot.stop());
  // The second shard is refused, and its library waits half a second before it asks again.
  bot.manager.connect().catch(() => {});
  const remaining = async () => (await bot.api.gateway.getBot()).session_start_limit.remaining;
  await vi.waitFor(async () => expect(await remaining()).toBeLessThanOrEqual(998), 10_000);
  simulator.child.kill('SIGTERM');
  expect(await simulator.printed('sessions begun: ')).toBe('sessions begun: 1');
});

it.each(['--shards 0', '--shards 65', '--shards 1.5', '--shards many', '--max-concurrency 0'])(
  'refuses %s in one sentence',
  async (option) => {
    const { io, errors } = aTerminal();
    expect(await main(['simulator', '--port', '0', ...option.split(' ')], io)).toBe(1);
    expect(errors).toEqual([expect.stringMatching(/^--\S+: expected [^\n]+$/)]);
  },
);

async function amountOf(events: AsyncIterable<unknown>): Promise<number> {
  let amount = 0;
  for await (const _ of events) amount += 1;
  return amount;
}

/** A separate process, which ends with the test at the latest. */
function started(args: readonly string[]) {
  const child: ChildProcess = spawn(process.execPath, ['src/main.ts', 'simulator', ...args], { cwd: projectRoot });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  if (!child.stdout) throw new Error('the program prints nothing');
  const lines: string[] = [];
  const output = createInterface(child.stdout).on('line', (line) => lines.push(line));
  /** Waits for the line that has a text. */
  const printed = async (text: string): Promise<string> => {
    for (;;) {
      const line = lines.find((one) => one.includes(text));
      if (line !== undefined) return line;
      const hasEnded = once(output, 'close').then(() => Promise.reject(new Error(`it has ended without "${text}"`)));
      await Promise.race([once(output, 'line'), hasEnded]);
    }
  };
  return { child, printed };
}
