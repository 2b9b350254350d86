import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How often each of some pieces of bytes, of four or more, stands in the files of a folder, at whatever place. */
export function timesFound(directory: string, pieces: readonly Buffer[]): number[] {
  const times = pieces.map(() => 0);
  // By the last four bytes: numbers of a kind begin alike.
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

/** How many of some pieces stand in the files of a folder. */
export function found(directory: string, pieces: readonly Buffer[]): number {
  return timesFound(directory, pieces).filter((times) => times > 0).length;
}

/** A number as SQLite writes one that needs 33 to 48 bits. */
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
