import type { PersonRecord } from '../../store/people-store.ts';
import { NumberByHash } from '../number-by-hash.ts';

/**
 * Packed memberships by hash (see `packMembership`), and the breaks of guilds. A break is a time in which events of a guild
 * were missed: memberships from before it may no longer be true.
 */
export class KnownMemberships {
  readonly #memberships = new NumberByHash();
  /** When each membership was last set, as a growing number. */
  readonly #notedAt = new NumberByHash();
  /** The latest break of each guild, by guild number. */
  readonly #breaks = new Map<number, number>();
  #latest = 0;

  get(hash: Buffer): number | undefined {
    return this.#memberships.get(hash);
  }

  /** Whether the guild had no break since this membership was set. */
  holds(hash: Buffer, guild: number): boolean {
    return (this.#notedAt.get(hash) ?? 0) > (this.#breaks.get(guild) ?? 0);
  }

  set(hash: Buffer, packed: number): void {
    this.#latest += 1;
    this.#memberships.set(hash, packed);
    this.#notedAt.set(hash, this.#latest);
  }

  /** Removes the instant of joining from a membership. */
  bare(hash: Buffer): void {
    const packed = this.#memberships.get(hash);
    if (packed !== undefined) this.#memberships.set(hash, bareMembership(packed));
  }

  break(guild: number): void {
    this.#latest += 1;
    this.#breaks.set(guild, this.#latest);
  }

  /** Loads a stored record. A break counts as later than the memberships of its batch, whose order is not known. */
  load({ kind, batch, value, hash }: PersonRecord): void {
    const isBreak = kind === 'break';
    const at = 2 * batch + (isBreak ? 1 : 0);
    this.#latest = Math.max(this.#latest, at);
    if (isBreak) {
      this.#breaks.set(value, at);
      return;
    }
    this.#memberships.set(hash, value);
    this.#notedAt.set(hash, at);
  }
}

/** What is known about a person's joins and leaves in the open month. */
export interface Membership {
  readonly isIn: boolean;
  /** Whether a join of the person was counted in the open month. An erasure does not change that. */
  readonly hasJoined: boolean;
  /** The instant of the latest join, in milliseconds since the Unix epoch; 0 if none is known, as after an erasure. */
  readonly joinedAtMs: number;
}

/** Packs a membership into a whole number of at most six bytes. */
export function packMembership({ isIn, hasJoined, joinedAtMs }: Membership): number {
  return joinedAtMs * 4 + (hasJoined ? 2 : 0) + (isIn ? 1 : 0);
}

export function unpackMembership(packed: number): Membership {
  return { isIn: packed % 2 === 1, hasJoined: packed % 4 >= 2, joinedAtMs: Math.floor(packed / 4) };
}

/** Removes the instant, as for a person who was erased. */
export function bareMembership(packed: number): number {
  return packed % 4;
}
