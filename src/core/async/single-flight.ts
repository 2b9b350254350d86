/** Work that is under way once at most. A caller that comes meanwhile waits for the run that is under way. */
export class SingleFlight<Result = void> {
  readonly #work: () => Promise<Result>;
  #running: Promise<Result> | null = null;

  constructor(work: () => Promise<Result>) {
    this.#work = work;
  }

  /** The run that is under way; null where none is. */
  get running(): Promise<Result> | null {
    return this.#running;
  }

  /** Resolves or rejects as the run does. */
  run(): Promise<Result> {
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }
}
