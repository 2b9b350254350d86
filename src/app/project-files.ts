import { fileURLToPath } from 'node:url';

/** Where the migrations lie, beside the sources as beside what is built of them. */
export const migrationsDirectory = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url));

/** The compiled script of a thread, by its path under `src` with the extension `.js`. Threads cannot run TypeScript. */
export function threadScript(path: string): URL {
  return new URL(import.meta.url.endsWith('.ts') ? `../../dist/${path}` : `../${path}`, import.meta.url);
}
