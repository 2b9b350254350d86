/**
 * Reusable memory shared by several threads. New memory is mapped page by page, which takes longer than copying into
 * it.
 */
export class SharedMemory {
  readonly #spare: SharedArrayBuffer[] = [];
  readonly #keptBytes: number;

  /** @param keptBytes The maximum amount kept for reuse. */
  constructor(keptBytes = defaultKeptBytes) {
    this.#keptBytes = keptBytes;
  }

  /** The amount currently kept, in bytes. */
  get spareBytes(): number {
    return this.#spare.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /**
   * Copies blobs into shared memory.
   *
   * @param lent Receives the buffers that must be given back.
   */
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

  /** Takes buffers back once no thread reads them. */
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

/** Twice the size of a month with ten million counters. */
const defaultKeptBytes = 64 * 2 ** 20;

/** Chunks differ in length; a buffer used for one should fit another. */
function roundedUp(length: number): number {
  return Math.ceil(length / 2 ** 18) * 2 ** 18;
}
