import { LaneLost } from '../core/errors.ts';
import type { Log } from '../log.ts';
import type { BackgroundWork } from './background-work.ts';
import type { ClosingStack } from './closing-stack.ts';
import type { Connections } from './connections.ts';
import type { Ending } from './ending.ts';
import type { Lane } from './lane/lane.ts';

export interface RunningAppDeps {
  readonly log: Log;
  readonly lanes: readonly Lane[];
  readonly connections: Connections;
  readonly background: BackgroundWork;
  readonly ending: Ending;
  /** Aborted by the stop, so that nothing more is asked of Discord. */
  readonly stopping: AbortController;
  readonly closing: ClosingStack;
}

/** How a Census that has begun is asked and stopped. */
export class RunningApp {
  readonly failed: Promise<never>;
  readonly #deps: RunningAppDeps;

  constructor(deps: RunningAppDeps) {
    this.failed = deps.ending.failed;
    this.#deps = deps;
  }

  async settled(sequence: number, shardId = 0): Promise<void> {
    const { connections, background } = this.#deps;
    await connections.gateway.settled(shardId, sequence);
    await background.settled();
  }

  async stop(): Promise<void> {
    const { lanes, connections, background, stopping, closing } = this.#deps;
    stopping.abort();
    await stopTimetables(lanes);
    await connections.gateway.disconnect();
    await this.#writeAll();
    // Whatever fails here, what was counted is written and everything is closed.
    await background
      .end(stopCatchingUp(lanes))
      .finally(() => this.#writeAll())
      .finally(() => closing.close());
  }

  /** Has every lane write what it has counted. A lane that is lost writes nothing; what another cannot write is logged. */
  async #writeAll(): Promise<void> {
    const { log, lanes } = this.#deps;
    for (const { counting } of lanes) {
      try {
        await counting.flusher.flush();
      } catch (err) {
        if (!(err instanceof LaneLost)) log.error({ err }, 'what was counted last could not be written');
      }
    }
  }
}

/** Resolves once no lane plans anything by the clock any more, and what was at work is over. */
export async function stopTimetables(lanes: readonly Lane[]): Promise<void> {
  await Promise.all(lanes.map(({ counting }) => counting.timetable.stop()));
}

/** Resolves once no lane counts missed messages any more. */
export async function stopCatchingUp(lanes: readonly Lane[]): Promise<void> {
  await Promise.all(lanes.map(({ counting }) => counting.catchUp.stop()));
}
