import { crc32 } from 'node:zlib';
import { DeflateBlocks } from './deflate-blocks.ts';

/** The text as one gzip file, compressed in several threads. Reads no further ahead than a few blocks. */
export async function* gzip(text: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const blocks: Buffer[] = [];
  const deflate = new DeflateBlocks((block) => blocks.push(block));
  let [crc, textBytes] = [0, 0];
  yield gzipHead;
  for await (const bytes of text) {
    crc = crc32(bytes, crc);
    textBytes += bytes.length;
    await deflate.write(bytes);
    yield* blocks.splice(0);
  }
  await deflate.end();
  yield* blocks.splice(0);
  yield gzipTail(crc, textBytes);
}

/** RFC 1952: magic number, deflate, no flags, no time, no extra flags, unknown operating system. */
export const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** RFC 1951: a final, empty block with fixed codes. RFC 1952: CRC-32 and length of the text. */
export function gzipTail(crc: number, textBytes: number): Buffer {
  const tail = Buffer.alloc(gzipTailBytes);
  tail.writeUInt8(3, 0);
  tail.writeUInt32LE(crc, 2);
  tail.writeUInt32LE(textBytes % 2 ** 32, 6);
  return tail;
}

export const gzipTailBytes = 10;
