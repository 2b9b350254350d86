import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { SerialQueue } from '../../core/async/serial-queue.ts';
import type { DrawingAnswer, DrawingTask } from './drawing-thread.ts';

/**
 * Turns pictures into PNG files, one at a time, so that many askers cost no more memory than one.
 *
 * A thread draws them, and ends when no picture waits, or after a few. resvg's images have no way to be freed: their
 * memory goes when V8 collects their wrappers, and V8 takes those for a few bytes and waits. It also goes with the thread.
 */
export class Rasterizer {
  readonly #queue = new SerialQueue();
  readonly #width: number;
  #thread: Worker | null = null;
  /** By the running thread. */
  #drawn = 0;

  /** @param width Of the files, in px. Discord shows them at about half of that, or at the density of a phone. */
  constructor(width = 1_100) {
    this.#width = width;
  }

  /** The picture as a PNG file. The same picture is always the same file. */
  png(svg: string): Promise<Uint8Array> {
    return this.#queue.run(async () => {
      try {
        return await this.#draw({ svg, width: this.#width });
      } finally {
        const isLast = this.#queue.size === 1;
        if (isLast || this.#drawn >= mostDrawn) await this.#end();
      }
    });
  }

  async #draw(task: DrawingTask): Promise<Uint8Array> {
    this.#thread ??= this.#begin();
    this.#drawn += 1;
    const answered = once(this.#thread, 'message') as Promise<[DrawingAnswer]>; // Rejects if the thread fails.
    this.#thread.postMessage(task);
    const [answer] = await answered;
    if (answer.kind === 'failed') throw new Error(answer.message);
    return answer.png;
  }

  /** An error that kills the thread fails its picture. The next one starts a new thread. */
  #begin(): Worker {
    // Beside this file, compiled or not.
    const script = new URL(`./drawing-thread${extname(import.meta.url)}`, import.meta.url);
    const thread = new Worker(script, { name: 'draw', env: {}, execArgv: [] });
    thread.once('error', () => {
      this.#thread = null;
      this.#drawn = 0;
    });
    return thread;
  }

  async #end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    this.#drawn = 0;
    await thread?.terminate();
  }
}

/** Some 25 MB of images. */
const mostDrawn = 3;
