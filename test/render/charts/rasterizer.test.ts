import { inflateSync } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { interFiles } from '../../../src/render/charts/canvas/inter.ts';
import { Rasterizer } from '../../../src/render/charts/rasterizer.ts';
import { english } from '../../../src/render/words.ts';
import { states } from '../pictures/states.ts';

const svg = states['channels-strange-names']?.picture({ words: english, theme: 'chat' }).svg ?? '';
const small = new Rasterizer(200);

function readPng(png: Uint8Array): { readonly width: number; readonly height: number; readonly pixels: Buffer } {
  const file = Buffer.from(png.buffer, png.byteOffset, png.length);
  expect(file.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const content = file.indexOf('IDAT') + 4;
  const rows = inflateSync(file.subarray(content, content + file.readUInt32BE(content - 8)));
  const stride = 4 * width + 1;
  const pixels = Array.from({ length: height }, (_, y) => rows.subarray(y * stride + 1, (y + 1) * stride));
  return { width, height, pixels: Buffer.concat(pixels) };
}

describe('the rasterizer', () => {
  it('draws a picture 1,100 px wide', async () => {
    const { width, height } = readPng(await new Rasterizer().png(svg));
    expect(width).toBe(1_100);
    expect(height).toBeGreaterThan(800);
  });

  it('writes the pixels that resvg drew', async () => {
    const font = { loadSystemFonts: false, fontFiles: Object.values(interFiles), defaultFontFamily: 'Inter' };
    const drawn = new Resvg(svg, { fitTo: { mode: 'width', value: 200 }, font }).render();
    const { width, height, pixels } = readPng(await small.png(svg));
    expect([width, height]).toEqual([drawn.width, drawn.height]);
    expect(pixels.equals(drawn.pixels)).toBe(true);
  });

  it('makes the same file each time, also of pictures at once', async () => {
    const [first, ...others] = await Promise.all([small.png(svg), small.png(svg), small.png(svg)]);
    for (const other of others) expect(other).toEqual(first);
  });

  it('writes in both weights of the font', async () => {
    const without = (weight: string) =>
      svg.replaceAll(new RegExp(`<text class="${weight}"[^>]*>[^<]*</text>`, 'g'), '');
    const whole = await small.png(svg);
    for (const weight of ['title', 'name']) {
      expect(without(weight)).not.toBe(svg);
      expect(await small.png(without(weight))).not.toEqual(whole);
    }
  });

  it('fails for what is no picture, and draws the next one all the same', async () => {
    await expect(small.png('<svg')).rejects.toThrow();
    await expect(small.png(svg)).resolves.toBeInstanceOf(Uint8Array);
  });
});
