/** Returns `size` uniformly random bytes: from the operating system in production, seeded in tests. */
export type RandomBytes = (size: number) => Uint8Array;
