import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SystemClock } from '../../../src/app/system-clock.ts';
import { isoDay } from '../../../src/core/time.ts';
import { main } from '../../../src/main.ts';
import { alice, bob } from '../../cast.ts';
import { aTerminal, type Terminal } from '../../cli/a-terminal.ts';
import { aRealBot, buildBot } from '../stages/a-real-bot.ts';

const today = isoDay(Math.floor(new SystemClock().now() / 3_600_000));

beforeAll(buildBot);

describe('a backup of a running bot', { timeout: 60_000 }, () => {
  let terminal: Terminal;
  const said = () => [...terminal.printed, ...terminal.errors];

  beforeEach(() => {
    terminal = aTerminal();
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** The counters of a data folder as a file. */
  async function exported(data: string, out: string): Promise<string> {
    expect(
      await main(['export', '--data', data, '--range', `${today} to 2100-01-01`, '--out', out], terminal.io),
      said().join('\n'),
    ).toBe(0);
    return readFileSync(out, 'utf8');
  }

  it('makes the same reports after everything else is lost, and remembers who opted out', async () => {
    const census = await aRealBot();
    const copy = join(census.folder, 'copy');
    const bot = await census.start();
    census.write(alice, 5);
    census.write(bob, 3);
    await census.ask(bob, 'privacy', { action: 'opt-out' });
    census.write(alice, 2);
    await census.ask(census.guild.moderatorId, 'status');
    await census.ask(alice, 'privacy'); // Its answer is written before.

    expect(await main(['backup', '--data', census.data, '--out', copy], terminal.io)).toBe(0);
    const before = await exported(census.data, join(census.folder, 'before.csv'));
    bot.child.kill('SIGKILL');
    await bot.closed;
    rmSync(census.data, { recursive: true });

    expect(readdirSync(copy).sort()).toEqual(['census.db', 'optout.db', 'optout.key']);
    expect(statSync(copy).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(copy)) expect(statSync(join(copy, name)).mode & 0o777).toBe(0o600);
    expect(said().join('\n')).toMatch(/Wrote census\.db \([\d,]+ bytes\), optout\.db .*: 1 server, counted until/);
    expect(said().join('\n')).toMatch(/The copy holds the tokens of \w+ \d{4}\. Delete it when that month is sealed/);

    expect(await main(['restore', '--from', copy, '--data', census.data], terminal.io), said().join('\n')).toBe(0);
    expect(said().join('\n')).toContain('Next: see that no other bot runs with the same token, then npm start.');
    expect(await exported(census.data, join(census.folder, 'after.csv'))).toBe(before);
    expect(before).toMatch(/,msg,[0-9a-f]{8},#general,7\r\n/);

    const again = await census.start();
    census.write(bob, 4);
    census.write(alice, 1);
    expect(await census.ask(census.guild.moderatorId, 'status')).toContain(
      'Census had to begin again under new tokens',
    );
    again.child.kill('SIGTERM');
    expect(await again.closed).toBe(0);
    const counted = await exported(census.data, join(census.folder, 'later.csv'));
    const messages = [...counted.matchAll(/,msg,[0-9a-f]{8},#general,(\d+)\r\n/g)].map(([, count]) => Number(count));
    expect(
      messages.reduce((sum, count) => sum + count, 0),
      counted,
    ).toBe(8);
    expect(again.printed.output).toContain('people who come back get new numbers');
  });

  it('has neither salt nor hashes, and nothing of an earlier backup', async () => {
    const census = await aRealBot();
    const copy = join(census.folder, 'copy');
    await census.start();
    census.write(alice, 5);
    await census.ask(alice, 'privacy');
    expect(await main(['backup', '--data', census.data, '--out', copy], terminal.io)).toBe(0);
    const first = readFileSync(join(copy, 'census.db'));
    census.write(alice, 5);
    await census.ask(alice, 'privacy');
    expect(await main(['backup', '--data', census.data, '--out', copy], terminal.io)).toBe(1);
    expect(said().at(-1)).toMatch(/has a backup already; give another folder, or --force to replace it/);
    expect(readFileSync(join(copy, 'census.db')).equals(first)).toBe(true);
    expect(await main(['backup', '--data', census.data, '--out', copy, '--force'], terminal.io)).toBe(0);
    expect(readFileSync(join(copy, 'census.db')).equals(first)).toBe(false);

    const salt = readFileSync(join(census.data, 'vault/salt')).subarray(0, 32);
    const bytes = Buffer.concat(readdirSync(copy).map((name) => readFileSync(join(copy, name))));
    for (const at of [0, 8, 16, 24]) expect(bytes.includes(salt.subarray(at, at + 8))).toBe(false);
    expect(existsSync(join(copy, 'census.db.part'))).toBe(false);
  });
});
