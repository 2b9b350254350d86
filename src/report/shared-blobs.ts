/** Blobs one behind the other in shared memory. */
export interface SharedBytes {
  readonly bytes: SharedArrayBuffer;
  /** Where each of them ends, and the next begins. */
  readonly ends: readonly number[];
}

/** Puts blobs into shared memory, where any thread can read them, and hands it out some at a time. */
export class SharedBlobs {
  readonly #handOut: (shared: SharedBytes) => void;
  #blobs: Uint8Array[] = [];
  #length = 0;

  constructor(handOut: (shared: SharedBytes) => void) {
    this.#handOut = handOut;
  }

  add(blob: Uint8Array): void {
    this.#blobs.push(blob);
    this.#length += blob.length;
    if (this.#length >= handedOutBytes) this.flush();
  }

  /** Hands out what was added since the last time. */
  flush(): void {
    if (this.#blobs.length === 0) return;
    const bytes = new SharedArrayBuffer(this.#length);
    const target = new Uint8Array(bytes);
    let end = 0;
    const ends = this.#blobs.map((blob) => {
      target.set(blob, end);
      end += blob.length;
      return end;
    });
    this.#blobs = [];
    this.#length = 0;
    this.#handOut({ bytes, ends });
  }
}

/** Copied in a fraction of a millisecond. */
const handedOutBytes = 2 ** 19;
