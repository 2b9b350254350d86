/** Stops a scheduled task from running; harmless after it has run. */
export type Cancel = () => void;

/** Time as the bot sees it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;

  /**
   * Runs `task` once, as soon as the clock has reached `dueMs` (milliseconds since the Unix epoch; a past
   * instant means at the next opportunity). Tasks that are due together run in the order they were given.
   * A task handles its own errors.
   */
  schedule(dueMs: number, task: () => void | Promise<void>): Cancel;
}

/** The clocks of a machine: one that can be set, and one that cannot. */
export interface MachineClock {
  /** Milliseconds since the Unix epoch, by the clock that can be set. */
  now(): number;

  /**
   * Whole milliseconds since some instant, by the clock that cannot be set. It never goes back; while the machine sleeps
   * it may stand still.
   */
  elapsedMs(): number;

  /**
   * Up to when the process is known to have run, by the same clock: a second ago at most, unless it was stopped or held up.
   * What it receives after that may have come at any instant since.
   */
  ranUntilMs(): number;

  /** Runs `task` once, after so many milliseconds by the clock that cannot be set. A task handles its own errors. */
  after(waitMs: number, task: () => void | Promise<void>): Cancel;
}
