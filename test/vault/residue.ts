import { createSecretKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { saltedHash } from '../../src/vault/salted-hash.ts';

/** What is looked for: pieces of bytes, of at least six, by what they are a piece of. */
export type Needles = ReadonlyMap<string, readonly Buffer[]>;

/** How many different pieces of each kind stand in the files of a folder, at whatever place. */
export function residueIn(directory: string, needles: Needles): Record<string, number> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  const kinds = [...needles].map(([kind, pieces]) => [kind, piecesIn(files, pieces)] as const);
  return Object.fromEntries(kinds);
}

const none: readonly Buffer[] = [];

function piecesIn(files: readonly Buffer[], pieces: readonly Buffer[]): number {
  const byBeginning = new Map<number, Buffer[]>();
  for (const piece of pieces) {
    const beginning = piece.readUInt32BE(0);
    byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), piece]);
  }
  const found = new Set<string>();
  for (const file of files) {
    let lastFour = 0;
    for (let end = 1; end <= file.length; end += 1) {
      lastFour = ((lastFour << 8) | (file[end - 1] ?? 0)) >>> 0;
      for (const piece of byBeginning.get(lastFour) ?? none) {
        if (piece.equals(file.subarray(end - 4, end - 4 + piece.length))) found.add(piece.toString('latin1'));
      }
    }
  }
  return found.size;
}

/** Every eight bytes of a secret that stand side by side. */
export function windowsOf(secret: Buffer): Buffer[] {
  return Array.from({ length: secret.length - 7 }, (_, at) => secret.subarray(at, at + 8));
}

/** Of everybody in a guild, under the salt that now lies in the vault. */
export function hashWindows(directory: string, guildId: string, userIds: readonly string[]): Buffer[] {
  const key = createSecretKey(saltOf(directory));
  return userIds.flatMap((userId) => windowsOf(saltedHash(key, guildId, userId)));
}

export function saltOf(directory: string): Buffer {
  return readFileSync(join(directory, 'vault', 'salt')).subarray(0, 32);
}

/** A number as SQLite writes one of its size, and as text, decimal and hexadecimal. */
export function formsOfNumber(value: number): Buffer[] {
  const stored = Buffer.alloc(6);
  stored.writeUIntBE(value, 0, 6);
  return [stored, Buffer.from(String(value)), Buffer.from(value.toString(16).padStart(8, '0'))];
}

/** An id as text and as an integer in either byte order. */
export function formsOfId(id: string): Buffer[] {
  const [big, little] = [Buffer.alloc(8), Buffer.alloc(8)];
  big.writeBigUInt64BE(BigInt(id));
  little.writeBigUInt64LE(BigInt(id));
  return [big, little, Buffer.from(id)];
}
