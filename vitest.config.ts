import { defineConfig } from 'vitest/config';

// Many tests wait for sockets and processes more than they work, so two go side by side even on two cores.
export default defineConfig({
  test: { setupFiles: ['test/seeded-properties.ts'], maxWorkers: 2, testTimeout: 15_000 },
});
