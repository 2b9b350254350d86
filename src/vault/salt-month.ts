import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import type { Month } from '../core/time.ts';

/** In the slot that salt-file.ts draws: behind the 32 bytes of the salt. */
const monthAt = 32;

/**
 * The month whose salt lies in the file, without reading a byte of the salt; null where there is none. For whoever only
 * wants to know how old it is: that it is whole is checked by {@link SaltFile}.
 */
export function saltMonth(path: string): Month | null {
  if (!existsSync(path)) return null;
  const file = openSync(path, 'r');
  try {
    const month = Buffer.alloc(4);
    readSync(file, month, 0, month.length, monthAt);
    return month.readUInt32BE() || null; // A wiped slot is zeros.
  } finally {
    closeSync(file);
  }
}
