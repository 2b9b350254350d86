import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../core/errors.ts';

/** So much is read at once; of several hundred files that are open together it is all that lies in memory. */
const chunkBytes = 64 * 1024;

/** A gzip file that is cut off, or damaged from some place on. */
export class DamagedGzip extends Error {
  override readonly name = 'DamagedGzip';
}

/**
 * The text of a file, plain or gzip, also of one that was made by appending one gzip to another. `onBytes` is told how much
 * was read of the file as it lies on the disk.
 *
 * @throws {DamagedGzip} after what could be read of it.
 * @throws {UserError} when the file cannot be read.
 */
export async function* inputText(path: string, onBytes: (bytes: number) => void = () => {}): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  try {
    const isGzip = await beginsAsGzip(path);
    const file = createReadStream(path, { highWaterMark: chunkBytes });
    file.on('data', (chunk) => onBytes(chunk.length));
    // An error destroys the last stream with it, so the loop learns of it: nothing is left to do in the callback.
    const bytes = isGzip ? pipeline(file, createGunzip({ chunkSize: chunkBytes }), () => {}) : file;
    for await (const chunk of bytes) {
      const text = decoder.decode(chunk, { stream: true });
      if (text !== '') yield text;
    }
    yield decoder.decode();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code.startsWith('Z_')) throw new DamagedGzip('the gzip is damaged', { cause: error });
    if (!code.startsWith('E')) throw error;
    throw new UserError(`${basename(path)}: expected a file that can be read (${code})`, { cause: error });
  }
}

async function beginsAsGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b; // RFC 1952, section 2.3.1.
  } finally {
    await file.close();
  }
}
