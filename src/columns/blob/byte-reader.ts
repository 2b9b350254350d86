import { CorruptColumns } from '../../core/errors.ts';

/**
 * Reads the bytes of a `ByteWriter`, never beyond `end`.
 *
 * @throws {CorruptColumns} from every method, when the bytes end too early or a number is too great.
 */
export class ByteReader {
  /** The whole buffer, for wide loads. The caller must check its end. */
  readonly view: DataView;
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    // A Buffer is wrapped in a plain Uint8Array, so that V8 sees a single array type in the loops below.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get position(): number {
    return this.#position;
  }

  get end(): number {
    return this.#bytes.length;
  }

  /** Moves to a position in [0, end]. */
  seek(position: number): void {
    if (position > this.#bytes.length) endsTooEarly();
    this.#position = position;
  }

  byte(): number {
    const value = this.#bytes[this.#position] ?? endsTooEarly();
    this.#position += 1;
    return value;
  }

  /** Reads an integer in [0, 2^53). */
  varint(): number {
    // The position is written once. A write and a read for every byte took most of the time.
    const bytes = this.#bytes;
    const position = this.#position;
    const first = bytes[position] ?? endsTooEarly();
    if (first < 0x80) {
      this.#position = position + 1;
      return first;
    }
    const second = bytes[position + 1] ?? endsTooEarly();
    if (second < 0x80) {
      this.#position = position + 2;
      return (second << 7) | (first & 0x7f);
    }
    const third = bytes[position + 2] ?? endsTooEarly();
    const low = ((third & 0x7f) << 14) | ((second & 0x7f) << 7) | (first & 0x7f);
    this.#position = position + 3;
    return third < 0x80 ? low : this.#longVarint(low);
  }

  /** Reads an integer of up to {@link longestVarint} bytes. */
  greatVarint(): bigint {
    const start = this.#position;
    if (this.skipVarint() >= 0x80 && this.#position - start > longestVarint) {
      throw new CorruptColumns('a number is out of range');
    }
    let value = 0n;
    for (let index = this.#position - 1; index >= start; index -= 1) {
      value = (value << 7n) | BigInt((this.#bytes[index] as number) & 0x7f);
    }
    return value;
  }

  /** Skips a varint and returns its first byte. */
  skipVarint(): number {
    const bytes = this.#bytes;
    let position = this.#position;
    const first = bytes[position] ?? endsTooEarly();
    while ((bytes[position] ?? endsTooEarly()) >= 0x80) position += 1;
    this.#position = position + 1;
    return first;
  }

  #longVarint(low: number): number {
    let value = low;
    for (let weight = 2 ** 21; ; weight *= 2 ** 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * weight;
      if (!Number.isSafeInteger(value)) throw new CorruptColumns('a number is out of range');
      if (byte < 0x80) return value;
    }
  }
}

/** Enough for the square of 2^77, which no sum of 2^24 amounts below 2^53 reaches. */
const longestVarint = 22;

function endsTooEarly(): never {
  throw new CorruptColumns('unexpected end');
}
