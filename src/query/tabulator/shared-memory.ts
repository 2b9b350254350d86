/**
 * Memory that several threads can read. It is kept and lent again: new memory has to be asked of the system page by page,
 * which takes longer than to copy into it.
 */
export class SharedMemory {
  readonly #spare: SharedArrayBuffer[] = [];
  readonly #keptBytes: number;

  /** Keeps so much at most for later. */
  constructor(keptBytes = defaultKeptBytes) {
    this.#keptBytes = keptBytes;
  }

  /** How much is kept, in bytes. */
  get spareBytes(): number {
    return this.#spare.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Copies blobs into it. `lent` is told what is to be given back. */
  copy(blobs: readonly Uint8Array[], lent: SharedArrayBuffer[]): Uint8Array[] {
    const length = blobs.reduce((sum, blob) => sum + blob.length, 0);
    const memory = this.#takeSpare(length) ?? new SharedArrayBuffer(roundedUp(length));
    lent.push(memory);
    let start = 0;
    return blobs.map((blob) => {
      const shared = new Uint8Array(memory, start, blob.length);
      shared.set(blob);
      start += blob.length;
      return shared;
    });
  }

  /** Nobody reads it any more. */
  giveBack(lent: readonly SharedArrayBuffer[]): void {
    for (const memory of lent) {
      if (this.spareBytes + memory.byteLength <= this.#keptBytes) this.#spare.push(memory);
    }
  }

  #takeSpare(length: number): SharedArrayBuffer | undefined {
    const place = this.#spare.findIndex(({ byteLength }) => byteLength >= length);
    return place < 0 ? undefined : this.#spare.splice(place, 1)[0];
  }
}

/** What a month of ten million counters takes twice. */
const defaultKeptBytes = 64 * 2 ** 20;

/** Pieces differ in length; what is lent for one shall do for another. */
function roundedUp(length: number): number {
  return Math.ceil(length / 2 ** 18) * 2 ** 18;
}
