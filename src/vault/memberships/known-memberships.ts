import type { PersonRecord } from '../../store/people-store.ts';
import { NumberByHash } from '../number-by-hash.ts';
import { bareMembership } from './membership.ts';

/**
 * What is known of who is in a guild, packed by hash (see `packMembership`). A guild that was not seen for a while may have
 * lost and got members meanwhile: what was known of them before such a break may not hold any more.
 */
export class KnownMemberships {
  readonly #memberships = new NumberByHash();
  /** When each was last noted, as a number that grows. */
  readonly #notedAt = new NumberByHash();
  /** The latest break of each guild, by the guild's number. */
  readonly #breaks = new Map<number, number>();
  #latest = 0;

  get(hash: Buffer): number | undefined {
    return this.#memberships.get(hash);
  }

  /** Whether the guild was seen without a break since this was noted. */
  holds(hash: Buffer, guild: number): boolean {
    return (this.#notedAt.get(hash) ?? 0) > (this.#breaks.get(guild) ?? 0);
  }

  set(hash: Buffer, packed: number): void {
    this.#latest += 1;
    this.#memberships.set(hash, packed);
    this.#notedAt.set(hash, this.#latest);
  }

  /** Takes the instant off a membership. */
  bare(hash: Buffer): void {
    const packed = this.#memberships.get(hash);
    if (packed !== undefined) this.#memberships.set(hash, bareMembership(packed));
  }

  break(guild: number): void {
    this.#latest += 1;
    this.#breaks.set(guild, this.#latest);
  }

  /** Takes over what was kept. A break comes after what was noted in its batch: of that the order is not known. */
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
