/** Work that never runs twice at once. A call during a run returns the promise of that run. */
export class SingleFlight<Result = void> {
  readonly #work: () => Promise<Result>;
  #running: Promise<Result> | null = null;

  constructor(work: () => Promise<Result>) {
    this.#work = work;
  }

  /** The current run; null if there is none. */
  get running(): Promise<Result> | null {
    return this.#running;
  }

  /** Starts the work, or joins the current run. */
  run(): Promise<Result> {
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }
}
