import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../../src/cli/run-command.ts';
import { aDataFolder, writtenMessages } from './a-data-folder.ts';
import { aTerminal } from './a-terminal.ts';

const missing = 'nosuch/deep/x';
const within = 'file/x';
const file = 'file';
const folder = 'folder';

const places = [missing, within, file, folder];

/** Each command with one path to test in place of PATH. `DATA` has counters, `WORLD` is a small chat. */
const commands: readonly (readonly [command: string, paths: readonly string[]])[] = [
  ['export --data PATH --out NEW.csv', places],
  ['export --data DATA --out PATH.csv', [missing, within]],
  ['export active --data DATA --out PATH.csv', [missing, within]],
  ['import PATH --data NEW', places],
  ['import WORLD --data PATH', [within, file]],
  ['seal --data PATH', places],
  ['backup --data PATH --out NEW', places],
  ['backup --data DATA --out PATH', [missing, within, file]],
  ['restore --from PATH --data NEW', places],
  ['restore --from DATA --data PATH', [within, file]],
  ['simulate PATH --out NEW', places],
  ['simulate WORLD --out PATH', [within, file]],
  ['simulate WORLD --data PATH --out NEW', [within, file]],
  ['simulator --port 0 --record PATH', [within, file]],
];

it.each(commands.flatMap(([command, paths]) => paths.map((path) => [command, path] as const)))(
  '%s with %s is refused in one sentence, not as a bug',
  async (command, path) => {
    const root = mkdtempSync(join(tmpdir(), 'census-paths-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    mkdirSync(join(root, folder));
    writeFileSync(join(root, file), '');
    writeFileSync(join(root, 'chat.csv'), 'ts,user,channel\n1520208006,ann,general\n');
    const data = await aDataFolder({ counters: writtenMessages(Date.UTC(2026, 1, 3), 6) });
    const replaced = command
      .replace('PATH', join(root, path))
      .replace('NEW', join(root, 'new'))
      .replace('WORLD', join(root, 'chat.csv'))
      .replace('DATA ', `${data} `);
    const { io, errors } = aTerminal();
    expect(await runCommand(replaced.split(' '), io)).toBe(1);
    expect(errors).toHaveLength(1);
    expect(errors[0]).not.toMatch(/bug in Census|\n/);
  },
);
