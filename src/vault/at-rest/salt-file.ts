import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RandomBytes } from '../../core/random.ts';
import type { Month } from '../../core/time.ts';
import { makePrivateFile, syncDirectory, writeInPlace } from './private-files.ts';
import { migrationsAfter, newestFormat } from './vault-format.ts';

/** 32 random bytes, and the month for which they were drawn. */
export interface Salt {
  readonly month: Month;
  readonly key: KeyObject;
}

/*
 * The file is one slot of 64 bytes:
 *
 *     │ salt, 32 │ month, 4 │ format, 4 │ zeros, 8 │ first 16 bytes of the SHA-256 of all before │      big-endian
 *
 * It is overwritten in place, never renamed or truncated: a new file would leave the blocks of the old one on the disk.
 * The checksum distinguishes a complete slot from one that was wiped, or half written before a crash.
 */
const slotBytes = 64;
const saltBytes = 32;
const formatAt = 36;
const checkAt = 48;

/**
 * The migrations of the slot, from each format to the next, in memory only: the slot on the disk is overwritten with the
 * next month's salt anyway.
 */
const saltMigrations: readonly ((slot: Buffer) => void)[] = [];

/**
 * The file of the month's salt. With the salt, the hashes of the identity map could be matched to ids by enumerating all
 * ids; once it is wiped, they cannot. The salt is never converted to a string, which could not be wiped from memory.
 */
export class SaltFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * The salt; null if there is none: before the first start, after a wipe, or after a crash during a write.
   *
   * @throws {UnknownFormat} when the file has an unknown format.
   */
  read(): Salt | null {
    if (!existsSync(this.#path)) return null;
    const slot = readFileSync(this.#path);
    try {
      if (slot.length !== slotBytes || !checkOf(slot).equals(slot.subarray(checkAt))) return null;
      const migrations = migrationsAfter(this.#path, slot.readUInt32BE(formatAt), saltMigrations);
      for (const migrate of migrations) migrate(slot);
      return saltOf(slot);
    } finally {
      slot.fill(0);
    }
  }

  /** Draws the salt of a month and overwrites the previous one. Durable when it resolves. */
  async draw(month: Month, random: RandomBytes): Promise<Salt> {
    const slot = Buffer.alloc(slotBytes);
    try {
      const drawn = random(saltBytes);
      slot.set(drawn);
      drawn.fill(0);
      slot.writeUInt32BE(month, saltBytes);
      slot.writeUInt32BE(newestFormat(saltMigrations), formatAt);
      slot.set(checkOf(slot), checkAt);
      makePrivateFile(this.#path);
      await writeInPlace(this.#path, slot);
      await syncDirectory(dirname(this.#path));
      return saltOf(slot);
    } finally {
      slot.fill(0);
    }
  }

  /** Destroys the salt: overwrites it with random bytes, then with zeros. Durable when it resolves. */
  async wipe(random: RandomBytes): Promise<void> {
    if (!existsSync(this.#path)) return;
    await writeInPlace(this.#path, random(slotBytes));
    await writeInPlace(this.#path, Buffer.alloc(slotBytes));
  }
}

function saltOf(slot: Buffer): Salt {
  return { month: slot.readUInt32BE(saltBytes), key: createSecretKey(slot.subarray(0, saltBytes)) };
}

function checkOf(slot: Buffer): Buffer {
  return createHash('sha256')
    .update(slot.subarray(0, checkAt))
    .digest()
    .subarray(0, slotBytes - checkAt);
}

/**
 * When the salt in this file was drawn, in milliseconds since the Unix epoch by the machine's clock; null if there is no
 * file. This is the file's time of modification, because nothing else writes to it. The salt itself is not read.
 */
export function saltDrawnAtMs(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
