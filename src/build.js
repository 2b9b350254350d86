import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// What npm's scripts run before dist/main.js: it compiles the sources, or, where the compiler is not installed
// (npm ci --omit=dev), takes what was built before. It is JavaScript because it runs before anything is compiled.

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = findCompiler();

if (compiler !== null) {
  const { status } = spawnSync(process.execPath, [compiler], { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else if (!existsSync(join(root, 'dist/main.js'))) {
  console.error('Census is not built yet, and its compiler is not installed. Run: npm ci && npm run build');
  process.exitCode = 1;
}

/** The path of TypeScript's compiler; null where it is not installed. */
function findCompiler() {
  try {
    return join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}
