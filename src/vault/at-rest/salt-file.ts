import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RandomBytes } from '../../core/random.ts';
import type { Month } from '../../core/time.ts';
import { makePrivateFile, syncDirectory, writeInPlace } from './private-files.ts';
import { migrationsAfter, newestFormat } from './vault-format.ts';

/** 32 random bytes, and the month that they were drawn for. */
export interface Salt {
  readonly month: Month;
  readonly key: KeyObject;
}

/*
 * The file is one slot of 64 bytes:
 *
 *     │ salt, 32 │ month, 4 │ format, 4 │ zeros, 8 │ first 16 bytes of the SHA-256 of all before │      big-endian
 *
 * It is overwritten in place, never renamed or cut: a new file would leave the old one's blocks on the disk. The check
 * tells a slot that is whole from one that was wiped, or that a crash left half-written.
 */
const slotBytes = 64;
const saltBytes = 32;
const formatAt = 36;
const checkAt = 48;

/**
 * The formats that the slot has had: each migration makes the next one of it, in memory. The slot on the disk is written
 * over with the next month's salt.
 */
const saltMigrations: readonly ((slot: Buffer) => void)[] = [];

/**
 * Where the month's salt lies. Whoever had it and the identity map's hashes could find out by trying who is who; once
 * it is wiped nobody can. It is never turned into a string, which could not be wiped from memory.
 */
export class SaltFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * The salt, or null when there is none: before the first start, after a wipe, or after a crash in the middle.
   *
   * @throws {UnknownFormat} when it has a format that this Census does not read.
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

  /** Draws the salt of a month and makes it durable, in place of what was there. */
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

  /** Destroys the salt: random bytes over it, then zeros, each on the disk before this resolves. */
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
 * When the salt in this file was drawn, in milliseconds since the Unix epoch by the machine's clock; null where there is no
 * file. That is when the file was last written to, for nothing else writes to it: the salt itself is not read.
 */
export function saltDrawnAtMs(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
