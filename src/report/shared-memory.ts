/** Copies blobs into memory that several threads can read. */
export function inSharedMemory(blobs: readonly Uint8Array[]): Uint8Array[] {
  const memory = new SharedArrayBuffer(blobs.reduce((sum, blob) => sum + blob.length, 0));
  let start = 0;
  return blobs.map((blob) => {
    const shared = new Uint8Array(memory, start, blob.length);
    shared.set(blob);
    start += blob.length;
    return shared;
  });
}
