import type { MemberNumber } from '../../../core/counter.ts';
import type { Tokens } from '../../records/members.ts';

/** No member has this token, for tokens begin at 0xa0000000. */
const noToken = 0;

/** A member's token is looked up by its number in a plain array: numbers are dense. */
export class StoredTokens implements Tokens {
  readonly size: number;
  readonly #tokens: Uint32Array;

  /** `tokens[number]` is the member's token; 0 where there is no such member. */
  constructor(size: number, tokens: Uint32Array) {
    this.size = size;
    this.#tokens = tokens;
  }

  get numbersEnd(): number {
    return this.#tokens.length;
  }

  has(member: MemberNumber): boolean {
    return (this.#tokens[member] ?? noToken) !== noToken;
  }

  of(member: MemberNumber): number {
    const token = this.#tokens[member] ?? noToken;
    if (token === noToken) throw new RangeError('there is no member with that number');
    return token;
  }
}

/** The tokens of members whose numbers ascend. */
export function tokensOf(numbers: Uint32Array, tokens: Uint32Array): StoredTokens {
  const byNumber = new Uint32Array(numbers.length === 0 ? 0 : (numbers.at(-1) ?? 0) + 1);
  numbers.forEach((number, index) => {
    byNumber[number] = tokens[index] ?? noToken;
  });
  return new StoredTokens(numbers.length, byNumber);
}

/**
 * The members of a sealed month as one blob: a varint with the distance of each number from the one before, ascending,
 * and after all of them the tokens in the same order, as four bytes each, little-endian.
 */
export function encodeTokens(numbers: Uint32Array, tokens: Uint32Array): Uint8Array {
  const blob = new Uint8Array(numbers.length * (longestVarint + 4));
  let end = 0;
  let previous = 0;
  for (const number of numbers) {
    let rest = number - previous;
    for (; rest >= 128; rest >>>= 7) blob[end++] = (rest & 127) | 128;
    blob[end++] = rest;
    previous = number;
  }
  const view = new DataView(blob.buffer);
  for (const token of tokens) {
    view.setUint32(end, token, true);
    end += 4;
  }
  return blob.slice(0, end);
}

/** What {@link encodeTokens} made of `count` members. */
export function decodeTokens(blob: Uint8Array, count: number): StoredTokens {
  const numbers = new Uint32Array(count);
  let position = 0;
  let number = 0;
  for (let index = 0; index < count; index += 1) {
    for (let shift = 0; ; shift += 7) {
      const byte = blob[position++] ?? 0;
      number += (byte & 127) << shift;
      if (byte < 128) break;
    }
    numbers[index] = number;
  }
  if (blob.length !== position + count * 4) throw new Error('the tokens of a month are damaged');
  const view = new DataView(blob.buffer, blob.byteOffset + position);
  const tokens = new Uint32Array(count);
  for (let index = 0; index < count; index += 1) tokens[index] = view.getUint32(index * 4, true);
  return tokensOf(numbers, tokens);
}

/** Of a member number, which has 24 bits. */
const longestVarint = 4;
