import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../project-root.ts';

/** The sources compiled to JavaScript in a temporary directory, for a process without Vitest. */
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
  execFileSync(process.execPath, [join(projectRoot, 'node_modules/typescript/bin/tsc'), '-p', projectRoot, ...options]);
  for (const name of ['node_modules', 'migrations']) symlinkSync(join(projectRoot, name), join(folder, name));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}
