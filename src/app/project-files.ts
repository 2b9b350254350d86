import { fileURLToPath } from 'node:url';

/** The directory of the migrations. Its relative path is the same from the sources and from the build. */
export const migrationsDirectory = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url));

/**
 * The compiled script of a thread. `path` is relative to `src`, with the extension `.js`: threads cannot run
 * TypeScript.
 */
export function threadScript(path: string): URL {
  return new URL(import.meta.url.endsWith('.ts') ? `../../dist/${path}` : `../${path}`, import.meta.url);
}
