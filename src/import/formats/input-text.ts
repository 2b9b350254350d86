import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../core/errors.ts';

/** How much is read at once. Several hundred files may be open together, and this is all that each keeps in memory. */
const chunkBytes = 64 * 1024;

/** A gzip file that is cut off, or damaged from some place on. */
export class DamagedGzip extends Error {
  override readonly name = 'DamagedGzip';
}

/**
 * The text of a file, plain or gzip; a gzip may have several members (RFC 1952, section 2.2). `onBytes` is called with
 * the number of bytes read from disk.
 *
 * @throws {DamagedGzip} after everything that could be read.
 * @throws {UserError} if the file cannot be read.
 */
export async function* inputText(path: string, onBytes: (bytes: number) => void = () => {}): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  try {
    const isGzip = await beginsAsGzip(path);
    const file = createReadStream(path, { highWaterMark: chunkBytes });
    file.on('data', (chunk) => onBytes(chunk.length));
    // An error destroys the last stream too, so the loop throws it. The callback has nothing to do.
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

/** A line of this many characters or more is no line of a CSV file. The rest of it is dropped. */
export const longestLine = 64 * 1024;

/** Splits a text that comes in chunks into lines. */
export class Lines {
  #rest = '';

  /** The lines that end in the next chunk, without their line ends. */
  next(text: string): string[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, longestLine);
    return lines.map(withoutReturn);
  }

  /** The last line, if it has no line end; else empty. */
  last(): string {
    const line = withoutReturn(this.#rest);
    this.#rest = '';
    return line;
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
