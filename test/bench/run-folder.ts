import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder of one run, with folders in it that are made once and shared. Nothing of it is left when the run ends. */
export class RunFolder {
  readonly #directory = mkdtempSync(join(tmpdir(), 'census-bench-'));
  readonly #shared = new Map<string, Promise<string>>();

  constructor() {
    // A database server that refuses to run as root has its folder in here as another user. All data are invented.
    chmodSync(this.#directory, 0o711);
  }

  /** Runs `work` with an empty folder that is gone afterwards. */
  async lend<T>(name: string, work: (directory: string) => Promise<T>): Promise<T> {
    const directory = this.#make(name);
    try {
      return await work(directory);
    } finally {
      rmSync(directory, removing);
    }
  }

  /** See `Bench.shared`. */
  shared(name: string, make: (directory: string) => Promise<void>): Promise<string> {
    const known = this.#shared.get(name);
    if (known !== undefined) return known;
    const directory = this.#make(`shared-${name}`);
    const made = make(directory).then(() => directory);
    this.#shared.set(name, made);
    return made;
  }

  remove(): void {
    rmSync(this.#directory, removing);
  }

  #make(name: string): string {
    const directory = join(this.#directory, name);
    mkdirSync(directory, { mode: 0o711 });
    return directory;
  }
}

/** A program that is just being stopped may still write. */
const removing = { recursive: true, force: true, maxRetries: 5 };
