import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Counts each of some byte sequences, of four or more bytes, at any offset in the files of a folder. */
export function timesFound(directory: string, pieces: readonly Buffer[]): number[] {
  const times = pieces.map(() => 0);
  // Looked up by the last four bytes, because similar numbers have the same first bytes.
  const byEnding = new Map<number, number[]>();
  for (const [index, piece] of pieces.entries()) {
    const ending = piece.readInt32BE(piece.length - 4);
    byEnding.set(ending, [...(byEnding.get(ending) ?? []), index]);
  }
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = readFileSync(join(entry.parentPath, entry.name));
    let lastFour = 0;
    for (let end = 1; end <= file.length; end += 1) {
      lastFour = (lastFour << 8) | (file[end - 1] ?? 0);
      for (const index of byEnding.get(lastFour) ?? []) {
        const piece = pieces[index] ?? Buffer.alloc(0);
        if (piece.equals(file.subarray(Math.max(0, end - piece.length), end))) times[index] = (times[index] ?? 0) + 1;
      }
    }
  }
  return times;
}

/** The number of some byte sequences that occur in the files of a folder. */
export function found(directory: string, pieces: readonly Buffer[]): number {
  return timesFound(directory, pieces).filter((times) => times > 0).length;
}

/** A number of 33 to 48 bits as SQLite stores it. */
export function sixBytes(value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(value, 0, 6);
  return bytes;
}

/** An id as an integer in either byte order. */
export function integersOf(id: string): Buffer[] {
  const [big, little] = [Buffer.alloc(8), Buffer.alloc(8)];
  big.writeBigUInt64BE(BigInt(id));
  little.writeBigUInt64LE(BigInt(id));
  return [big, little];
}
