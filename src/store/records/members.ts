import type { MemberNumber } from '../../core/counter.ts';

export interface Member {
  readonly number: MemberNumber;
  /** As an unsigned 32-bit number, 0xa0000000 or greater; shown as 8 hex digits. */
  readonly token: number;
}

/** Whose token it is. Shown to moderators and written into exports. */
export interface Tokens {
  readonly size: number;
  /** Whether there is a member with this number; one that was erased is none any more. */
  has(member: MemberNumber): boolean;
  /** 8 lower-case hex digits as an unsigned 32-bit number; throws for a number without a member. */
  of(member: MemberNumber): number;
  /** One more than the greatest member number, 0 without members. */
  readonly numbersEnd: number;
}

/** `count` different tokens as unsigned 32-bit numbers, each 0xa0000000 or greater. */
export type DrawTokens = (count: number) => Uint32Array | Promise<Uint32Array>;
