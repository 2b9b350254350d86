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
  /** Aborted when the app stops. It ends all requests to Discord. */
  readonly stopping: AbortController;
  readonly closing: ClosingStack;
}

/** A Census that has started. */
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
    await stopSchedulers(lanes);
    await connections.gateway.disconnect();
    await this.#writeAll();
    // Even if this fails, the counts are written and everything is closed.
    await background
      .end(stopCatchingUp(lanes))
      .finally(() => this.#writeAll())
      .finally(() => closing.close());
  }

  /** Makes every lane write its counts. A lost lane writes nothing; the failure of another lane is logged. */
  async #writeAll(): Promise<void> {
    const { log, lanes } = this.#deps;
    for (const { counting } of lanes) {
      try {
        await counting.flusher.flush();
      } catch (err) {
        if (!(err instanceof LaneLost)) log.error({ err }, 'the last counts could not be written');
      }
    }
  }
}

/** Stops the schedulers. Resolves once no job of any lane runs or will run. */
export async function stopSchedulers(lanes: readonly Lane[]): Promise<void> {
  await Promise.all(lanes.map(({ counting }) => counting.scheduler.stop()));
}

/** Stops catch-up in all lanes. Resolves once none is running. */
export async function stopCatchingUp(lanes: readonly Lane[]): Promise<void> {
  await Promise.all(lanes.map(({ counting }) => counting.catchUp.stop()));
}
