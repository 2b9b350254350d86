import type { ErrorStatus } from './api-error.ts';

/** Makes REST fail for a while. */
export class RestFaults {
  readonly #planned: { readonly status: ErrorStatus; readonly retryAfterSeconds: number }[] = [];

  /** The next `count` requests are answered with `status`; a 429 asks to come back after `retryAfterSeconds`. */
  failNext(count: number, status: ErrorStatus, retryAfterSeconds = 0.05): void {
    for (let planned = 0; planned < count; planned++) this.#planned.push({ status, retryAfterSeconds });
  }

  /** How the request at hand fails, or undefined. */
  take(): { readonly status: ErrorStatus; readonly retryAfterSeconds: number } | undefined {
    return this.#planned.shift();
  }
}
