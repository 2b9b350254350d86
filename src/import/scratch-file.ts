import { createCipheriv, createDecipheriv } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { pathFault } from '../core/path-fault.ts';
import type { RandomBytes } from '../core/random.ts';

/** Where a block lies in a {@link ScratchFile}. */
export interface ScratchBlock {
  readonly at: number;
  readonly length: number;
}

/**
 * A temporary file of blocks, for what does not fit into memory. It is encrypted with a key that exists only in memory,
 * and has no name once it is open. So a process that is killed leaves nothing that anybody could find or read.
 */
export class ScratchFile {
  readonly #path: string;
  readonly #file: number;
  readonly #key: Uint8Array;
  #end = 0;

  /** @throws {UserError} if the disk refuses. */
  constructor(path: string, random: RandomBytes) {
    this.#path = path;
    this.#key = random(keyBytes);
    rmSync(path, { force: true });
    this.#file = this.#naming(() => openSync(path, 'wx+', 0o600));
    this.#removeName();
  }

  /** @throws {UserError} if the disk refuses. */
  write(bytes: Uint8Array): ScratchBlock {
    const block = { at: this.#end, length: bytes.length };
    const sealed = createCipheriv(cipher, this.#key, counterAt(block)).update(bytes);
    this.#naming(() => {
      for (let done = 0; done < sealed.length; ) {
        done += writeSync(this.#file, sealed, done, sealed.length - done, block.at + done);
      }
    });
    this.#end += bytes.length;
    return block;
  }

  /** @throws {UserError} if the disk refuses. */
  read(block: ScratchBlock): Uint8Array {
    const sealed = Buffer.allocUnsafeSlow(block.length);
    this.#naming(() => {
      for (let done = 0; done < block.length; ) {
        const bytes = readSync(this.#file, sealed, done, block.length - done, block.at + done);
        if (bytes === 0) throw new Error('the scratch file is shorter than what was written');
        done += bytes;
      }
    });
    return createDecipheriv(cipher, this.#key, counterAt(block)).update(sealed);
  }

  close(): void {
    closeSync(this.#file);
    this.#removeName();
  }

  /** Some systems keep the name of an open file until it is closed. */
  #removeName(): void {
    try {
      rmSync(this.#path, { force: true });
    } catch {}
  }

  #naming<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw pathFault(error, this.#path);
    }
  }
}

const cipher = 'aes-256-ctr';
const keyBytes = 32;

/** The upper half differs for each block, and the lower half counts within it. */
function counterAt({ at }: ScratchBlock): Uint8Array {
  const counter = Buffer.alloc(16);
  counter.writeBigUInt64BE(BigInt(at));
  return counter;
}
