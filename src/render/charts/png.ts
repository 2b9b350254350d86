import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

const deflated = promisify(deflate);

/** An image of rows of red, green, blue and opacity, a byte each. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/**
 * The image as a PNG (W3C, third edition), in 8 bits a channel. It is compressed in another thread: resvg's own encoder
 * would hold the event loop for as long as the drawing takes. No row is filtered, because pictures of few colours become
 * smaller so.
 */
export async function encodePng({ width, height, pixels }: Pixels): Promise<Uint8Array> {
  const stride = width * bytesPerPixel;
  const rows = new Uint8Array(height * (1 + stride));
  for (let y = 0; y < height; y += 1) rows.set(pixels.subarray(y * stride, (y + 1) * stride), y * (1 + stride) + 1);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, colourWithOpacity, 0, 0, 0], 8);
  const content = await deflated(rows);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', content), chunk('IEND', new Uint8Array())]);
}

const bytesPerPixel = 4;
const colourWithOpacity = 6;
const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Length, name, content, and the CRC-32 of name and content. */
function chunk(name: string, content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + content.length);
  bytes.writeUInt32BE(content.length, 0);
  bytes.write(name, 4, 'latin1');
  bytes.set(content, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + content.length)), 8 + content.length);
  return bytes;
}
