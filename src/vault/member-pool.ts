import { nextTurn, Slice } from '../core/async/event-loop.ts';
import type { MemberNumber } from '../core/counter.ts';
import type { RandomNumbers } from '../core/random.ts';
import type { DrawTokens, Member } from '../store/records.ts';
import { Uint32Set } from './uint32-set.ts';

/** Numbers are drawn from a range of at least 2^16, so that the numbers of a small guild are spread too. */
const minBits = 16;

/** A column blob holds numbers of at most 24 bits. */
const maxBits = 24;

/** Tokens have 8 hex digits. The first is a letter, because Excel would read some of the others as numbers. */
const firstToken = 0xa0000000;
const tokenCount = 2 ** 32 - firstToken;

/**
 * The member numbers and tokens in use in a guild and month. Both are drawn at random: if they were in order, they would
 * show who was active first, which everyone in the guild can see. Numbers stay below 2^16, or below four times their
 * count, because reports sum in arrays as long as the greatest number.
 */
export class MemberPool {
  readonly #random: RandomNumbers;
  readonly #numbers: Uint32Set;
  readonly #tokens: Uint32Set;
  readonly #retired = new Set<MemberNumber>();

  constructor(random: RandomNumbers, taken: readonly Member[] = []) {
    this.#random = random;
    this.#numbers = new Uint32Set(taken.length);
    this.#tokens = new Uint32Set(taken.length);
    for (const { number, token } of taken) {
      this.#numbers.add(number + 1);
      this.#tokens.add(token);
    }
  }

  /** Whether a member has this number. */
  has(number: MemberNumber): boolean {
    return this.#numbers.has(number + 1) && !this.#retired.has(number);
  }

  /** Takes a number out of use for good. It is not drawn again, because counts under it may still be on their way. */
  retire(number: MemberNumber): void {
    this.#retired.add(number);
  }

  /** Draws a number and a token that are not in use. */
  draw(): Member {
    return { number: this.#drawNumber(), token: drawToken(this.#random, this.#tokens) };
  }

  /** Uniform over the free numbers of [0, 2^k), with the least k for which at most half of them are in use. */
  #drawNumber(): MemberNumber {
    let bits = minBits;
    while ((this.#numbers.size + 1) * 2 > 2 ** bits && bits < maxBits) bits += 1;
    if (this.#numbers.size >= 2 ** bits - 1) throw new Error('a guild has more active members than there are numbers');
    for (;;) {
      const number = this.#random.next() >>> (32 - bits);
      if (this.#numbers.add(number + 1)) return number; // The set cannot hold 0.
    }
  }
}

/** How many tokens are drawn before the event loop turns. That takes a few milliseconds. */
const tokensPerTurn = 32_768;

/** Draws new tokens for all members of a month. See `MonthStore.beginRotation`. */
export function tokensFrom(random: RandomNumbers): DrawTokens {
  return async (count) => {
    const taken = new Uint32Set(count);
    const tokens = new Uint32Array(count);
    const slice = new Slice(tokensPerTurn);
    for (let index = 0; index < count; index += 1) {
      tokens[index] = drawToken(random, taken);
      if (slice.fills()) await nextTurn();
    }
    return tokens;
  };
}

function drawToken(random: RandomNumbers, taken: Uint32Set): number {
  for (;;) {
    const rank = random.next() >>> 1; // Three in four numbers of 31 bits are in range; of 32 bits, three in eight.
    if (rank < tokenCount && taken.add(firstToken + rank)) return firstToken + rank;
  }
}
