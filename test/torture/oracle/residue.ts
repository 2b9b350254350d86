import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How many bytes in the files of a folder belong to one of the secrets, at any place, by kind of secret. */
export function residueBytes(
  directory: string,
  secrets: ReadonlyMap<string, readonly Buffer[]>,
): ReadonlyMap<string, number> {
  const byBeginning = new Map<number, Secret[]>();
  for (const [kind, pieces] of secrets) {
    for (const bytes of pieces) {
      const beginning = bytes.readUIntBE(0, beginningBytes);
      const others = byBeginning.get(beginning);
      if (others === undefined) byBeginning.set(beginning, [{ kind, bytes }]);
      else others.push({ kind, bytes });
    }
  }
  for (const beginning of byBeginning.keys()) begins[Math.floor(beginning / 2 ** 24)] = 1;
  const found = new Map([...secrets.keys()].map((kind) => [kind, 0]));
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) look(readFileSync(join(entry.parentPath, entry.name)), byBeginning, found);
  }
  for (const beginning of byBeginning.keys()) begins[Math.floor(beginning / 2 ** 24)] = 0;
  return found;
}

interface Secret {
  readonly kind: string;
  readonly bytes: Buffer;
}

/** The minimum length of a secret. */
const beginningBytes = 6;

/** The first three bytes of the secrets: almost everything else is skipped with one look-up. */
const begins = new Uint8Array(2 ** 24);

function look(file: Buffer, byBeginning: ReadonlyMap<number, readonly Secret[]>, found: Map<string, number>): void {
  let lastThree = 0;
  for (let end = 0; end < file.length - 3; end += 1) {
    lastThree = ((lastThree << 8) | (file[end] as number)) & 0xffffff;
    if (begins[lastThree] === 0 || end < 2) continue;
    const at = end - 2;
    for (const { kind, bytes } of byBeginning.get(file.readUIntBE(at, beginningBytes)) ?? []) {
      if (bytes.equals(file.subarray(at, at + bytes.length))) found.set(kind, (found.get(kind) ?? 0) + bytes.length);
    }
  }
}
