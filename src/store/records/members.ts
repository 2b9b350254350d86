import type { MemberNumber } from '../../core/counter.ts';

export interface Member {
  readonly number: MemberNumber;
  /** As an unsigned 32-bit number, 0xa0000000 or greater; shown as 8 hex digits. */
  readonly token: number;
}

/** The tokens of a guild's month, by member number. Tokens are shown to moderators and written into exports. */
export interface Tokens {
  readonly size: number;
  /** Whether a member has this number. Erased members do not count. */
  has(member: MemberNumber): boolean;
  /**
   * The token as an unsigned 32-bit number, shown as 8 lower-case hex digits.
   *
   * @throws {RangeError} for a number without a member.
   */
  of(member: MemberNumber): number;
  /** One more than the greatest member number; 0 if there are no members. */
  readonly numbersEnd: number;
}

/** `count` different tokens as unsigned 32-bit numbers, each 0xa0000000 or greater. */
export type DrawTokens = (count: number) => Uint32Array | Promise<Uint32Array>;
