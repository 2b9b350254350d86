import { createSecretKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RandomBytes } from '../../core/random.ts';
import { makePrivateFile, syncDirectory, writeInPlace } from '../at-rest/private-files.ts';

const keyBytes = 32;

/** The key of the lists of ignored and opted-out members; null if it is missing or incomplete. */
export function readListKey(path: string): KeyObject | null {
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  const key = bytes.length === keyBytes ? createSecretKey(bytes) : null;
  bytes.fill(0);
  return key;
}

/** Draws the key. Durable when it resolves. */
export async function drawListKey(path: string, random: RandomBytes): Promise<KeyObject> {
  makePrivateFile(path);
  const bytes = random(keyBytes);
  await writeInPlace(path, bytes);
  await syncDirectory(dirname(path));
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}
