import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the vault keeps of one lane. */
export interface LaneFiles {
  /** The salt of the open month. */
  readonly salt: string;
  /** Who has which number in it, by salted hash. */
  readonly identities: string;
}

/** Where they lie in the vault's directory. Those of the first lane, which every installation has, carry no number. */
export function laneFiles(directory: string, lane: number): LaneFiles {
  const suffix = lane === 0 ? '' : `-${lane}`;
  return { salt: join(directory, `salt${suffix}`), identities: join(directory, `identity${suffix}.db`) };
}

/** The lanes that the vault has anything of, ascending. */
export function lanesInVault(directory: string): readonly number[] {
  if (!existsSync(directory)) return [];
  const lanes = readdirSync(directory).flatMap((name) => {
    const match = /^(?:salt|identity)(?:-([1-9]\d*))?(?:\.db)?$/.exec(name);
    return match === null ? [] : Number(match[1] ?? 0);
  });
  return [...new Set(lanes)].sort((one, other) => one - other);
}
