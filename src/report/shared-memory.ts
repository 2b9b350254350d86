/**
 * Memory that several threads can read. It is kept and lent again: new memory has to be asked of the system page by page,
 * which takes longer than to copy into it.
 */
export class SharedMemory {
  readonly #spare: SharedArrayBuffer[] = [];

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
    this.#spare.push(...lent);
  }

  #takeSpare(length: number): SharedArrayBuffer | undefined {
    const place = this.#spare.findIndex(({ byteLength }) => byteLength >= length);
    return place < 0 ? undefined : this.#spare.splice(place, 1)[0];
  }
}

/** Pieces differ in length; what is lent for one shall do for another. */
function roundedUp(length: number): number {
  return Math.ceil(length / 2 ** 18) * 2 ** 18;
}
