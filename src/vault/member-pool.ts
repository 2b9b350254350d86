import { nextTurn, Slice } from '../core/async/event-loop.ts';
import type { MemberNumber } from '../core/counter.ts';
import type { DrawTokens, Member } from '../store/records/members.ts';
import type { RandomNumbers } from './random-numbers.ts';
import { Uint32Set } from './uint32-set.ts';

/** Numbers are drawn from at least 2^16, so that those of a small guild lie apart too. */
const fewestBits = 16;

/** A column blob has no room for more. */
const mostBits = 24;

/** 8 hex digits, the first of them a to f: with a digit first, Excel would read some of them as numbers. */
const firstToken = 0xa0000000;
const tokenCount = 2 ** 32 - firstToken;

/**
 * The member numbers and tokens that are taken in one guild and month. Both are drawn at random: in order they would
 * tell who came first, which everybody in the guild could see. Numbers stay below twice their count, for reports add up
 * in arrays as long as the greatest.
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

  /** Whether somebody has this number. */
  has(number: MemberNumber): boolean {
    return this.#numbers.has(number + 1) && !this.#retired.has(number);
  }

  /** Nobody has this number any more, and nobody else gets it: something counted under it may still be on its way. */
  retire(number: MemberNumber): void {
    this.#retired.add(number);
  }

  /** A number and a token that nobody has. */
  draw(): Member {
    return { number: this.#drawNumber(), token: drawToken(this.#random, this.#tokens) };
  }

  /** Uniform over the free numbers of [0, 2^k), with the least k at which at most half of them are taken. */
  #drawNumber(): MemberNumber {
    let bits = fewestBits;
    while ((this.#numbers.size + 1) * 2 > 2 ** bits && bits < mostBits) bits += 1;
    if (this.#numbers.size >= 2 ** bits - 1) throw new Error('a guild has more active members than there are numbers');
    for (;;) {
      const number = this.#random.next() >>> (32 - bits);
      if (this.#numbers.add(number + 1)) return number; // The set cannot hold 0.
    }
  }
}

/** So many are drawn before the event loop turns; that takes a few milliseconds. */
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
    const rank = random.next() >>> 1; // Of 31 bits three in four are a token's, of 32 one in three.
    if (rank < tokenCount && taken.add(firstToken + rank)) return firstToken + rank;
  }
}
