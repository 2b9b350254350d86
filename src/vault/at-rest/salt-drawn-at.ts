import { statSync } from 'node:fs';

/**
 * When the salt in this file was drawn, in milliseconds since the Unix epoch by the machine's clock; null where there is no
 * file. That is when the file was last written to, for nothing else writes to it: the salt itself is not read.
 */
export function saltDrawnAtMs(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
