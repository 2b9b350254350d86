import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { projectRoot } from '../../project-root.ts';

/** The files that run first, in a folder without a compiler. */
function withoutCompiler(): string {
  const folder = mkdtempSync(join(tmpdir(), 'census-production-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'src'));
  for (const path of ['package.json', 'src/build.js']) cpSync(join(projectRoot, path), join(folder, path));
  return folder;
}

const build = (folder: string) => spawnSync(process.execPath, ['src/build.js'], { cwd: folder, encoding: 'utf8' });

describe('without the compiler', () => {
  it('the existing build runs', () => {
    const folder = withoutCompiler();
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist/main.js'), '');
    expect(build(folder)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('and without a build, one sentence says what to run', () => {
    const { status, stderr } = build(withoutCompiler());
    expect([status, stderr]).toEqual([
      1,
      'Census is not built yet, and its compiler is not installed. Run: npm ci && npm run build\n',
    ]);
  });
});

it('every npm command that runs Census builds it first, in syntax of any shell', () => {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const commands = Object.entries<string>(scripts).filter(([, script]) => script.includes('dist/main.js'));
  expect(commands.length).toBeGreaterThan(9);
  for (const [name, script] of commands) {
    expect(script).toBe(`node src/build.js && node --enable-source-maps dist/main.js ${name}`);
  }
});
