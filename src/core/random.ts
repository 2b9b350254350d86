/** A source of `size` uniformly random bytes: the operating system's in production, seeded in tests. */
export type RandomBytes = (size: number) => Uint8Array;
