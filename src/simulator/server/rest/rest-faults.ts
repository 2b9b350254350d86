import type { ErrorStatus } from './api-error.ts';

/** How a request fails. */
export interface RestFault {
  readonly status: ErrorStatus;
  /** The wait that a 429 asks for. */
  readonly retryAfterSeconds: number;
}

/** Makes REST requests fail or hang. */
export class RestFaults {
  readonly #planned: (RestFault & { readonly path: RegExp })[] = [];
  readonly #barriers = new Set<{ readonly path: RegExp; readonly opened: Promise<void> }>();

  /** The next `count` requests whose path matches are answered with `status`. */
  failNext(count: number, status: ErrorStatus, path = anyPath, retryAfterSeconds = 0.05): void {
    for (let planned = 0; planned < count; planned++) this.#planned.push({ path, status, retryAfterSeconds });
  }

  /** Delays requests whose path matches until the returned function is called. */
  hold(path = anyPath): () => void {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const barrier = { path, opened };
    this.#barriers.add(barrier);
    return () => {
      this.#barriers.delete(barrier);
      open();
    };
  }

  /** Resolves once no hold delays a request to this path. */
  async passed(path: string): Promise<void> {
    await Promise.all([...this.#barriers].filter((barrier) => barrier.path.test(path)).map(({ opened }) => opened));
  }

  /** The fault of this request, or undefined. */
  take(path: string): RestFault | undefined {
    const index = this.#planned.findIndex((planned) => planned.path.test(path));
    return index < 0 ? undefined : this.#planned.splice(index, 1)[0];
  }
}

const anyPath = /^/;
