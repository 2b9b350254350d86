import { nextTurn } from './event-loop.ts';

/** Long work that can pause after each of its steps. */
export type Steps<Result> = Generator<void, Result>;

/** Does one step in each turn of the event loop. */
export async function inTurns<Result>(steps: Steps<Result>): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await nextTurn();
  }
}

/** Does all steps now. For little work. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
