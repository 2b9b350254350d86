import { createSecretKey } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { laneFiles } from '../../src/vault/at-rest/lane-files.ts';
import { type HashDomain, saltedHash } from '../../src/vault/salted-hash.ts';

/** The number of different pieces found, by kind. */
export type Residue = Record<string, number>;

/** Searches files for pieces of secrets, of at least four bytes. */
export class ResidueScan {
  readonly #kinds: readonly string[];
  readonly #pieces = new Map<number, { readonly kind: string; readonly piece: Buffer }[]>();
  /** A filter on the hash of the first bytes, to avoid most look-ups. */
  readonly #isBeginning = new Uint8Array(2 ** 16);

  constructor(needles: Readonly<Record<string, readonly Buffer[]>>) {
    this.#kinds = Object.keys(needles);
    for (const kind of this.#kinds) {
      for (const piece of needles[kind] ?? []) {
        const beginning = piece.readUInt32BE(0);
        this.#isBeginning[hashOf(beginning)] = 1;
        this.#pieces.set(beginning, [...(this.#pieces.get(beginning) ?? []), { kind, piece }]);
      }
    }
  }

  /** Searches all files of a directory, at every offset. */
  inFolder(directory: string): Residue {
    const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return this.#in(files.map((entry) => join(entry.parentPath, entry.name)));
  }

  /** Searches one file, or one disk. */
  inFile(path: string): Residue {
    return this.#in([path]);
  }

  #in(paths: readonly string[]): Residue {
    const found = new Map(this.#kinds.map((kind) => [kind, new Set<string>()]));
    for (const path of paths) for (const block of blocksOf(path)) this.#search(block, found);
    return Object.fromEntries([...found].map(([kind, pieces]) => [kind, pieces.size]));
  }

  #search(bytes: Buffer, found: ReadonlyMap<string, Set<string>>): void {
    let lastFour = 0;
    for (let end = 1; end <= bytes.length; end += 1) {
      lastFour = ((lastFour << 8) | (bytes[end - 1] ?? 0)) >>> 0;
      if (this.#isBeginning[hashOf(lastFour)] === 0) continue;
      for (const { kind, piece } of this.#pieces.get(lastFour) ?? []) {
        if (end >= 4 && piece.equals(bytes.subarray(end - 4, end - 4 + piece.length))) {
          found.get(kind)?.add(piece.toString('latin1'));
        }
      }
    }
  }
}

const blockBytes = 8 * 2 ** 20;
const longestPiece = 64;

/** A file in overlapping blocks, so that every piece is complete in one of them. */
function* blocksOf(path: string): Iterable<Buffer> {
  const { size } = statSync(path);
  const file = openSync(path, 'r');
  try {
    for (let from = 0; from < size; from += blockBytes) {
      const block = Buffer.alloc(Math.min(blockBytes + longestPiece, size - from));
      readSync(file, block, 0, block.length, from);
      yield block;
    }
  } finally {
    closeSync(file);
  }
}

/** Fibonacci hashing: multiplication by 2^32 divided by the golden ratio (Knuth, volume 3, section 6.4). */
function hashOf(value: number): number {
  return Math.imul(value, 0x9e3779b1) >>> 16;
}

/** Every eight consecutive bytes of a secret. */
export function windowsOf(secret: Buffer): Buffer[] {
  return Array.from({ length: secret.length - 7 }, (_, at) => secret.subarray(at, at + 8));
}

/** A person's hash in a guild, under the current salt of the vault. */
export function hashOfPerson(
  directory: string,
  guildId: string,
  userId: string,
  domain: HashDomain = 'identity',
  lane = 0,
): Buffer {
  return saltedHash(createSecretKey(saltOf(directory, lane)), domain, guildId, userId);
}

export function saltOf(directory: string, lane = 0): Buffer {
  return readFileSync(laneFiles(join(directory, 'vault'), lane).salt).subarray(0, 32);
}

/** A number as SQLite stores it, and as text, decimal and hexadecimal. */
export function formsOfNumber(value: number): Buffer[] {
  const stored = Buffer.alloc(6);
  stored.writeUIntBE(value, 0, 6);
  return [stored, Buffer.from(String(value)), Buffer.from(value.toString(16).padStart(8, '0'))];
}

/** A token as four bytes in either byte order, as for a sealed month. */
export function bytesOfToken(token: number): Buffer[] {
  const [big, little] = [Buffer.alloc(4), Buffer.alloc(4)];
  big.writeUInt32BE(token);
  little.writeUInt32LE(token);
  return [big, little];
}

/** An id as text and as an integer in either byte order. */
export function formsOfId(id: string): Buffer[] {
  const [big, little] = [Buffer.alloc(8), Buffer.alloc(8)];
  big.writeBigUInt64BE(BigInt(id));
  little.writeBigUInt64LE(BigInt(id));
  return [big, little, Buffer.from(id)];
}
