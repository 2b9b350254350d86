/**
 * Allows one IDENTIFY of each bucket per interval (Discord API reference, "Max Concurrency").
 */
export class IdentifyPace {
  readonly #everyMs: number;
  readonly #elapsedMs: () => number;
  readonly #latestMs = new Map<number, number>();

  /** @param elapsedMs A clock that cannot be set. */
  constructor(everyMs: number, elapsedMs: () => number) {
    this.#everyMs = everyMs;
    this.#elapsedMs = elapsedMs;
  }

  /** Whether an IDENTIFY of this bucket may pass now. A refused one does not delay the next. */
  admits(bucket: number): boolean {
    const nowMs = this.#elapsedMs();
    const latestMs = this.#latestMs.get(bucket);
    if (latestMs !== undefined && nowMs - latestMs < this.#everyMs) return false;
    this.#latestMs.set(bucket, nowMs);
    return true;
  }
}
