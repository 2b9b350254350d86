import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A command of Census as a separate process. */
export class RealProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #output = '';
  #hasEnded = false;

  /** @param program The path of a built `main.js`. */
  constructor(program: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [program, ...args], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (bytes) => {
        this.#output += bytes;
      });
    }
    this.#ended = once(this.#child, 'close').then(() => {
      this.#hasEnded = true;
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Its output so far. */
  get output(): string {
    return this.#output;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Its exit code; null while it runs, and if a signal ended it. */
  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  /** Resolves with the first output that matches. Fails if the process ends before. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#output);
      if (found !== null) return found;
      if (this.#hasEnded || this.#child.stdout === null) {
        throw new Error(`a process ended with ${this.exitCode} before it printed ${pattern}:\n${this.#output}`);
      }
      await Promise.race([once(this.#child.stdout, 'data'), this.#ended]);
    }
  }

  /** Sends a signal, and resolves when the process has ended. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.#child.kill(signal);
    await this.#ended;
  }

  /** Resolves when it has ended by itself. Fails unless it succeeded. */
  async succeeded(): Promise<void> {
    await this.#ended;
    if (this.exitCode !== 0) throw new Error(`a process ended with ${this.exitCode}:\n${this.#output}`);
  }
}
