import { CorruptColumns } from './corrupt-columns.ts';

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
    if (position > this.#bytes.length) throw new CorruptColumns('it ends too early');
    this.#position = position;
  }

  byte(): number {
    const value = this.#bytes[this.#position];
    if (value === undefined) throw new CorruptColumns('it ends too early');
    this.#position += 1;
    return value;
  }

  /** A whole number from [0, 2^53). */
  varint(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    const second = this.byte();
    if (second < 0x80) return (second << 7) | (first & 0x7f);
    const third = this.byte();
    const low = ((third & 0x7f) << 14) | ((second & 0x7f) << 7) | (first & 0x7f);
    return third < 0x80 ? low : this.#longVarint(low);
  }

  /** Passes over a varint; returns its first byte. */
  skipVarint(): number {
    const first = this.byte();
    for (let byte = first; byte >= 0x80; ) byte = this.byte();
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
