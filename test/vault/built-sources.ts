import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The sources as JavaScript in a temporary folder of their own, for a process that has no Vitest to read TypeScript. */
export function buildSources(): string {
  const folder = mkdtempSync(join(tmpdir(), 'census-built-'));
  const options = [
    '--noCheck',
    '--incremental',
    'false',
    '--tsBuildInfoFile',
    'null',
    '--outDir',
    join(folder, 'dist'),
  ];
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', root, ...options]);
  for (const name of ['node_modules', 'migrations']) symlinkSync(join(root, name), join(folder, name));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}
