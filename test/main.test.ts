import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oldestNodeMajor, refuseOldNode } from '../src/main.ts';
import { projectRoot } from './project-root.ts';

describe('the version of Node', () => {
  it.each(['18.20.4', '20.20.2', '21.7.3'])(
    '%s is refused in one sentence that names the required version',
    (version) => {
      expect(refuseOldNode(version)).toMatch(
        new RegExp(`^Census needs Node.js 22 or newer, but this is ${version}: .*\\.$`),
      );
    },
  );

  it.each(['22.0.0', '24.21.0', '26.10.0'])('%s is accepted', (version) => {
    expect(refuseOldNode(version)).toBeNull();
  });

  it('is the one in package.json', () => {
    const { engines } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    expect(engines.node).toBe(`>=${oldestNodeMajor}`);
  });

  it('is checked before any native code is loaded: the entry point imports almost nothing at once', () => {
    const entry = readFileSync(join(projectRoot, 'src/main.ts'), 'utf8');
    const imports = [...entry.matchAll(/^import (?!type ).* from '(.+)';$/gm)].map(([, target]) => target);
    expect(imports).toEqual(['node:module', 'node:url', './cli/io/closed-output.ts']);
  });
});
