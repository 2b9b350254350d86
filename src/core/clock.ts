/** Stops a scheduled task from running; harmless after it has run. */
export type Cancel = () => void;

/** Time as the bot sees it: the machine's in production, the simulator's in a simulation. */
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
