import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The vault's files of one lane. */
export interface LaneFiles {
  /** The salt of the open month. */
  readonly salt: string;
  /** The people of the open month, by salted hash. */
  readonly identities: string;
}

/** The paths of a lane's files. The files of the first lane, which every installation has, have no number. */
export function laneFiles(directory: string, lane: number): LaneFiles {
  const suffix = lane === 0 ? '' : `-${lane}`;
  return { salt: join(directory, `salt${suffix}`), identities: join(directory, `identity${suffix}.db`) };
}

/** The lanes that have files in the vault, in ascending order. */
export function lanesInVault(directory: string): readonly number[] {
  if (!existsSync(directory)) return [];
  const lanes = readdirSync(directory).flatMap((name) => {
    const match = /^(?:salt|identity)(?:-([1-9]\d*))?(?:\.db)?$/.exec(name);
    return match === null ? [] : Number(match[1] ?? 0);
  });
  return [...new Set(lanes)].sort((one, other) => one - other);
}
