import type { MemberNumber } from '../../../core/counter.ts';
import type { Tokens } from '../../records.ts';

/** Never a member's token: tokens start at 0xa0000000. */
const noToken = 0;

/** Tokens in an array indexed by member number, because the numbers are dense. */
export class StoredTokens implements Tokens {
  readonly size: number;
  readonly #tokens: Uint32Array;

  /** `tokens[number]` is the member's token, or 0 if no member has that number. */
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
    if (token === noToken) throw new RangeError('no member has this number');
    return token;
  }
}

/** `numbers` are the members, ascending; `tokens` has their tokens in the same order. */
export function tokensOf(numbers: Uint32Array, tokens: Uint32Array): StoredTokens {
  const byNumber = new Uint32Array(numbers.length === 0 ? 0 : (numbers.at(-1) ?? 0) + 1);
  numbers.forEach((number, index) => {
    byNumber[number] = tokens[index] ?? noToken;
  });
  return new StoredTokens(numbers.length, byNumber);
}

/**
 * Encodes the members of a sealed month as one blob: first the member numbers, ascending, each as a varint of the
 * difference from the previous one; then the tokens in the same order, as four bytes each, little-endian.
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

/** Decodes a blob of {@link encodeTokens} with `count` members. */
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

/** In bytes, for a member number of 24 bits. */
const longestVarint = 4;
