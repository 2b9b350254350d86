import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../../src/main.ts';
import { readWorld } from '../../../src/simulator/worlds/world-file.ts';
import { aTerminal } from '../../cli/a-terminal.ts';
import { projectRoot } from '../../project-root.ts';
import { csvRows, simulateWorld } from '../stages/simulate-world.ts';

const range = '2018-03-05 to 2018-03-10';

let directory: string;
let child: ChildProcess | null = null;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'census-tools-'));
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: projectRoot });
});

afterEach(() => {
  child?.kill('SIGKILL');
});

describe('npm run export', () => {
  it('writes the file of .userstats, without Discord', { timeout: 30_000 }, async () => {
    const [data, out] = [join(directory, 'data'), join(directory, 'out.csv.gz')];
    const world = join(projectRoot, 'test/end-to-end/cases/01-multiday-multichannel');
    const [reply] = await simulateWorld(world, [`.userstats ${range}`], ['--data', data]);
    expect(await main(['export', '--data', data, '--range', range, '--out', out], aTerminal().io)).toBe(0);
    expect(gunzipSync(readFileSync(out)).toString()).toBe(reply?.texts[0]);
  });

  it.each([
    ['no folder', ['--range', range, '--out', 'x']],
    ['a folder without a database', ['--data', tmpdir(), '--out', 'x']],
    ['an unknown option', ['--date', 'x']],
  ])('refuses %s in one sentence', async (_what, args) => {
    expect(await main(['export', ...args], aTerminal().io)).toBe(1);
  });
});

describe('npm run seal', () => {
  it('closes an ended month, once, and leaves nothing of its salt and tokens', {
    timeout: 30_000,
  }, async () => {
    const data = join(directory, 'to-be-sealed');
    const world = join(projectRoot, 'test/end-to-end/cases/01-multiday-multichannel');
    const [before] = await simulateWorld(world, [`.userstats ${range}`], ['--data', data]);
    const salt = readFileSync(join(data, 'vault/salt')).subarray(0, 32);
    const tokens = new Set(
      csvRows(before?.texts[0] ?? '')
        .slice(1)
        .map(([, , token]) => token ?? ''),
    );
    tokens.delete('');
    const secrets = [
      ...[0, 8, 16, 24].map((at) => salt.subarray(at, at + 8)),
      ...[...tokens].map((token) => Buffer.from(token, 'hex')),
    ];
    const found = () => {
      const files = ['census.db', 'vault/salt', 'vault/identity.db'];
      const bytes = Buffer.concat(files.map((name) => readFileSync(join(data, name))));
      return secrets.filter((secret) => bytes.includes(secret)).length;
    };
    expect(found(), 'the scan finds what is there').toBe(secrets.length);

    const [first, second] = [aTerminal(), aTerminal()];
    expect(await main(['seal', '--data', data], first.io)).toBe(0);
    expect(first.printed.join('\n')).toMatch(/^March 2018: \d+ members anonymised, salt destroyed .* UTC\n/);
    expect(await main(['seal', '--data', data], second.io)).toBe(0);
    expect(second.printed.join('\n')).not.toContain('anonymised');

    expect(found()).toBe(0);
  });
});

describe('npm run simulator', () => {
  it('says where it listens, records what happens, and completes the world last', { timeout: 30_000 }, async () => {
    const world = join(directory, 'world');
    const args = ['--port', '0', '--rate', '200', '--seconds', '2', '--seed', '7', '--record', world];
    child = spawn(process.execPath, ['dist/main.js', 'simulator', ...args], { cwd: projectRoot });
    const output = collect(child);
    await seen(child, () => output().includes('listening: DISCORD_API_URL=http://127.0.0.1:'));
    expect(existsSync(join(world, 'case.json'))).toBe(false);
    await seen(child, () => output().includes('still serving'));

    const recorded = await readWorld(world);
    let events = 0;
    for await (const event of recorded.events) events += event.atMs > 0 ? 1 : 0;
    expect(events).toBeGreaterThan(300);
    expect(recorded).toMatchObject({ name: 'The Kitchen Table', initialMemberCount: 302 });
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
});

function collect({ stdout }: ChildProcess): () => string {
  let text = '';
  stdout?.on('data', (chunk) => {
    text += chunk;
  });
  return () => text;
}

async function seen({ stdout }: ChildProcess, isSeen: () => boolean): Promise<void> {
  while (!isSeen()) {
    if (stdout === null) throw new Error('the program prints nothing');
    await Promise.race([
      once(stdout, 'data'),
      once(stdout, 'end').then(() => Promise.reject(new Error('it has ended'))),
    ]);
  }
}
