/** A byte buffer that grows by doubling. */
export class ByteWriter {
  #bytes = new Uint8Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Appends one byte, 0 to 255. */
  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  /**
   * Appends an integer in [0, 2^53) as LEB128: groups of seven bits, lowest first, with bit 7 set in all but the last.
   *
   * @throws {RangeError} for a number out of range, which would be read back as another.
   */
  varint(value: number): void {
    if (!(value >= 0 && value < 2 ** 53)) throw new RangeError('a number is out of range for a varint');
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length] = (rest % 0x80) + 0x80;
      this.#length += 1;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  /**
   * Appends an integer of any size in the same encoding.
   *
   * @throws {RangeError} for a negative number.
   */
  greatVarint(value: bigint): void {
    let rest = value;
    for (; rest >= 2n ** 53n; rest >>= 7n) this.byte(Number(rest & 0x7fn) + 0x80);
    this.varint(Number(rest));
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** The bytes written so far, as a view that is valid until the next call. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const roomier = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    roomier.set(this.written());
    this.#bytes = roomier;
  }
}
