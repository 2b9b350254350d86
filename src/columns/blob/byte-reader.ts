import { CorruptColumns } from '../../core/errors.ts';

/** Reads what `ByteWriter` wrote, and never beyond `end`. */
export class ByteReader {
  /** The whole buffer for wide loads; whoever uses it minds its end. */
  readonly view: DataView;
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    // A Buffer is read as a plain Uint8Array, so that the loops below see one kind of array only.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get position(): number {
    return this.#position;
  }

  get end(): number {
    return this.#bytes.length;
  }

  /** Goes to a position from [0, end]. */
  seek(position: number): void {
    if (position > this.#bytes.length) endsTooEarly();
    this.#position = position;
  }

  byte(): number {
    const value = this.#bytes[this.#position] ?? endsTooEarly();
    this.#position += 1;
    return value;
  }

  /** A whole number from [0, 2^53). */
  varint(): number {
    // The position is written once: a write for each byte, read again for the next, took most of the time.
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

  /** Passes over a varint; returns its first byte. */
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
      if (!Number.isSafeInteger(value)) throw new CorruptColumns('it holds too great a number');
      if (byte < 0x80) return value;
    }
  }
}

function endsTooEarly(): never {
  throw new CorruptColumns('it ends too early');
}
