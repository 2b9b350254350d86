/** Cancels a scheduled task. Does nothing after the task has run. */
export type Cancel = () => void;

/** The time that counting goes by. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;

  /**
   * Runs `task` once, when the clock reaches `dueMs` (milliseconds since the Unix epoch). A past time means as soon as
   * possible. Tasks due at the same time run in the order of the calls. A task handles its own errors.
   */
  schedule(dueMs: number, task: () => void | Promise<void>): Cancel;
}

/** The clocks of a machine: the wall clock, which can be set, and the monotonic clock, which cannot. */
export interface MachineClock {
  /** The wall clock, in milliseconds since the Unix epoch. */
  now(): number;

  /**
   * The monotonic clock, in whole milliseconds since an arbitrary instant. It never goes back, and may stop while the
   * machine sleeps.
   */
  elapsedMs(): number;

  /**
   * The last time the process is known to have run, by the monotonic clock: at most a second ago, unless the process
   * was suspended or blocked. Events received now may have arrived at any time since.
   */
  ranUntilMs(): number;

  /** Runs `task` once, after `waitMs` by the monotonic clock. A task handles its own errors. */
  after(waitMs: number, task: () => void | Promise<void>): Cancel;
}
