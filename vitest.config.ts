import { defineConfig } from 'vitest/config';

/** Tests with real sockets, processes and whole commands, and those that search the disk: each waits more than it works. */
const endToEnd = [
  'test/end-to-end/**',
  'test/simulator/**',
  'test/cli/**',
  'test/import/**',
  'test/bot/{answering,commands}/**',
  'test/gateway/**/{session-start,several-shards}.test.ts',
  'test/gateway/connection/{gateway,shard}.test.ts',
  'test/store/**/{forgotten-bytes,forgotten-lanes,native-code,sqlite-store,wal-thread}.test.ts',
  'test/months/rotation.test.ts',
  'test/vault/**/{divided-vault,erasing,lanes}.test.ts',
];

/** Months of bad luck, and processes that are killed. */
const torture = ['test/torture/**', 'test/months/killed-rotation.test.ts'];

// No test replaces a module, so test files may share their imports, which would otherwise take longer than many tests.
const common = {
  setupFiles: ['test/seeded-properties.ts'],
  testTimeout: 15_000,
  hookTimeout: 60_000, // Some build the program first.
  isolate: false,
  restoreMocks: true,
};

function project(name: string, include: readonly string[], exclude: readonly string[] = []) {
  return {
    extends: true as const,
    test: { ...common, name, include: include.map(testsIn), exclude: exclude.map(testsIn) },
  };
}

function testsIn(pattern: string): string {
  return pattern.endsWith('.test.ts') ? pattern : `${pattern}/*.test.ts`;
}

// Many tests wait for sockets and processes more than they work, so three go side by side even on two cores.
export default defineConfig({
  test: {
    maxWorkers: 3,
    globalSetup: 'test/temporary-folder.ts',
    projects: [
      project('unit', ['test/**'], [...endToEnd, ...torture]),
      project('e2e', endToEnd),
      project('torture', torture),
    ],
  },
});
